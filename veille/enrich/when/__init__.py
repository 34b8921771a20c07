"""Dates in texts: every form that French and English sites use, and the simple ones of Italian, Spanish and German.

    dates("Dossiers à déposer avant le 15 mars, 12 h (heure de Bruxelles)", date(2026, 1, 5))

Each `When` has its offsets, its days, how exactly it says them and its hour. What a date means (a deadline, a meeting)
is for `calls` and `events` to say.

Why no library: dateparser 1.2 reads only one date a string; its search mode (measured on the 28 dated texts of the
corpus) takes 150 to 400 ms a text, finds dates in « 1 », « mai » or « sa », and gives neither ranges nor whether the
year was written. This takes under 1 ms.
"""

from veille.enrich.when.flat import flat
from veille.enrich.when.scan import dates, passed
from veille.enrich.when.values import Precision, When

__all__ = ["Precision", "When", "dates", "flat", "passed"]
