"""How a text is written, which tells its kind better than what it is about.

A call has dates and asks to apply, an interview quotes and says "je", an official
text counts articles. Two points of accuracy on kinds (measured); the other facets do not use it.
"""

import re
from collections import Counter
from math import log1p

from veille.i18n import _

_HOUR = re.compile(r"\d{1,2}h\d{0,2}")
_PER_WORDS = 110  # a usual text of the corpus: counts are rates, so that a long page looks like a short one

_DAYS = frozenset(
    {
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    }
)
_I = frozenset({"je", "j", "mon", "ma", "mes", "moi", "i", "my", "me"})
_WE = frozenset({"nous", "notre", "nos", "we", "our", "us"})
_YOU = frozenset({"vous", "votre", "vos", "you", "your"})
_ARTICLE = frozenset({"article", "articles", "art", "alinea", "decret", "arrete", "regulation", "directive"})

SHAPES: tuple[str, ...] = (
    _("question dans le titre"),
    _("deux-points dans le titre"),
    _("citation dans le titre"),
    _("nombre dans le titre"),
    _("exclamation dans le titre"),
    _("longueur du titre"),
    _("citations"),
    _("questions"),
    _("exclamations"),
    _("points de suspension"),
    _("pourcentages"),
    _("montants en euros"),
    _("adresse web ou courriel"),
    _("horaires"),
    _("jours de la semaine"),
    _("années"),
    _("nombres"),
    _("première personne du singulier"),
    _("première personne du pluriel"),
    _("deuxième personne"),
    _("articles de texte officiel"),
    _("impératif"),
    _("futur"),
)
"""Name of each number of `shape`, as shown among the reasons for a kind."""


def shape(title: str, text: str, found: list[str]) -> tuple[float, ...]:
    """Return one number for each of SHAPES; found are the folded words of title and text."""
    rate = _PER_WORDS / max(len(found), 20)
    counted = (*_marks(title, text), *_word_counts(found))
    return (*_title(title), *(round(log1p(count * rate), 6) for count in counted))


def _title(title: str) -> tuple[float, ...]:
    return (
        float("?" in title),
        float(":" in title),
        float(any(mark in title for mark in '«“"')),
        float(any(char.isdigit() for char in title)),
        float("!" in title),
        min(len(title), 200) / 50,
    )


def _marks(title: str, text: str) -> tuple[int, ...]:
    return (
        text.count("«") + text.count("“") + text.count('"') // 2,
        title.count("?") + text.count("?"),
        title.count("!") + text.count("!"),
        text.count("…") + text.count("..."),
        text.count("%"),
        text.count("€"),
        text.count("http") + text.count("@") + text.count("www."),
    )


def _word_counts(found: list[str]) -> tuple[int, ...]:
    counts = Counter(found)
    numbers = [(word, count) for word, count in counts.items() if word[0].isdigit()]
    return (
        counts["h"] + counts["heures"] + sum(count for word, count in numbers if _HOUR.fullmatch(word)),
        sum(counts[day] for day in _DAYS),
        sum(count for word, count in numbers if len(word) == 4 and word[:2] in ("19", "20")),
        sum(count for _word, count in numbers),
        sum(counts[word] for word in _I),
        sum(counts[word] for word in _WE),
        sum(counts[word] for word in _YOU),
        sum(counts[word] for word in _ARTICLE),
        sum(count for word, count in counts.items() if word.endswith("ez") and len(word) > 4),
        sum(count for word, count in counts.items() if word.endswith(("era", "ira", "eront", "iront", "dront", "dra"))),
    )
