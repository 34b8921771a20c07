"""Which territories a thing concerns: those it lies in, and those that lie in it. Pure.

`known` are the territories of the catalogue: what none of our articles or sources speaks of is not among them, and
stands for itself alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from veille.web.queries.catalogue import Label

UNION = "EU"
MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""Countries of the European Union (ISO 3166), 2020 and since."""

Known = Mapping[str, Label]


def around(code: str, known: Known) -> tuple[str, ...]:
    """Return what a territory lies in, nearest first, without itself.

    A commune's département is told by its code: its group of communes may lie in several.
    """
    found: list[str] = []
    queue = [code]
    while queue:
        one = queue.pop(0)
        label = known.get(one)
        above = [label.parent] if label and label.parent else []
        if one[:1].isdigit() and len(one) == 5:
            above.append(f"D{one[: 3 if one.startswith('97') else 2]}")
        if one in MEMBERS:
            above.append(UNION)
        new = [up for up in dict.fromkeys(above) if up not in found and up != code]
        found += new
        queue += new
    return tuple(found)


def zones(text: str) -> tuple[str, ...]:
    """Return the codes that a column such as appels.territoires holds, separated by « | »."""
    return tuple(code for code in text.split("|") if code)


def concerns(text: str, code: str, known: Known) -> bool:
    """Return whether a call for these zones is for people of a territory: one lies in the other.

    A national call is for Bretons, and one of Rennes is of interest to who looks at Brittany.
    """
    own = zones(text)
    return (
        code in own or any(code in around(one, known) for one in own) or any(one in own for one in around(code, known))
    )


def lies_in(place: str, code: str, known: Known) -> bool:
    """Return whether a place is a territory or lies in it."""
    return place == code or code in around(place, known)


def concerned(texts: Iterable[str], offered: Iterable[str], known: Known) -> dict[str, int]:
    """Return how many of these zones (as `concerns` takes them) are for each offered territory; none is left out."""
    patterns = [(zones(text), count) for text, count in Counter(texts).items()]
    chosen = list(offered)
    above = {code: around(code, known) for code in {*chosen, *(one for own, _count in patterns for one in own)}}
    below: dict[str, set[str]] = {}
    for code in chosen:
        for higher in above[code]:
            below.setdefault(higher, set()).add(code)
    counts: Counter[str] = Counter()
    for own, count in patterns:
        for code in set(own).union(*(above[one] for one in own), *(below.get(one, ()) for one in own)):
            counts[code] += count
    return {code: counts[code] for code in chosen if counts[code]}
