"""Dates in texts: every form that French and English sites use, and the simple ones of Italian, Spanish and German.

    dates("Dossiers à déposer avant le 15 mars, 12 h (heure de Bruxelles)", date(2026, 1, 5))

Each `When` has its offsets, its days, how exactly it says them and its hour. What a date means (a deadline, a meeting)
is for `calls` and `events` to say.

Why no library: dateparser 1.5 in its search mode takes 18 ms a text on the 28 dated texts of the corpus, finds 19 of
their 31 labelled days among 118 findings (« en jeu », « 40 »), and gives neither ranges nor whether the year was
written. This takes about 1 ms for 2 KB.
"""

from veille.enrich.when.flat import flat
from veille.enrich.when.resolve import passed
from veille.enrich.when.scan import dates
from veille.enrich.when.values import Precision, When

__all__ = ["Precision", "When", "dates", "flat", "passed"]
