"""Territories by their code, whether articles speak of them or not, and other ways to write their addresses.

The gazetteer is read when first asked (0.5 s and 26 MB, once a process): a page of a territory that has
articles does without.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from veille.enrich.places.gazetteer import gazetteer
from veille.phrases import key
from veille.pipeline.facts import ATLAS
from veille.web.france import france
from veille.web.queries.catalogue import Label

FORMER = {
    "R42": ("Alsace", "R44"), "R21": ("Champagne-Ardenne", "R44"), "R41": ("Lorraine", "R44"),
    "R72": ("Aquitaine", "R75"), "R74": ("Limousin", "R75"), "R54": ("Poitou-Charentes", "R75"),
    "R83": ("Auvergne", "R84"), "R82": ("Rhône-Alpes", "R84"),
    "R26": ("Bourgogne", "R27"), "R43": ("Franche-Comté", "R27"),
    "R91": ("Languedoc-Roussillon", "R76"), "R73": ("Midi-Pyrénées", "R76"),
    "R31": ("Nord-Pas-de-Calais", "R32"), "R22": ("Picardie", "R32"),
    "R25": ("Basse-Normandie", "R28"), "R23": ("Haute-Normandie", "R28"),
}  # fmt: skip
"""Régions until 2015 by their code then (Insee): name, and code of the one they became part of."""
_SHORT = {
    "IDF": "R11", "ARA": "R84", "BRE": "R53", "PDL": "R52", "HDF": "R32", "GES": "R44", "BFC": "R27", "CVL": "R24",
    "NOR": "R28", "NAQ": "R75", "OCC": "R76", "PAC": "R93", "COR": "R94", "GP": "R01", "MQ": "R02", "GF": "R03",
    "RE": "R04", "YT": "R06", "PACA": "R93", "AURA": "R84", "UE": "EU",
    "971": "R01", "972": "R02", "973": "R03", "974": "R04", "976": "R06",
}  # fmt: skip
"""Short names of régions: ISO 3166-2, and what people write."""
_OFFICIAL = {"REG-": "R", "DEP-": "D", "COM-": "", "EPCI-": ""}
"""Codes as open data write them (schema-dispositif-aide), and as they begin here."""

_SIZES = ("region", "departement", "collectivite", "epci")
"""Kinds of territories that are found by name besides communes, largest first."""
_LOOKED_AT = 3_000
"""Names that begin as asked: « saint » begins 4,000, « sa » no fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A territory as its page shows it."""

    code: str
    name: str
    kind: str
    above: tuple[tuple[str, str], ...] = ()
    """Codes and names of what it lies in, nearest first."""

    @property
    def within(self) -> str:
        """The name of its département, or of its région; empty for those that are well known by themselves."""
        names = dict(self.above)
        return next((names[code] for code in names if code[0] in "DR"), "")


def place(code: str) -> Place | None:
    """Return the territory with a code, from the gazetteer."""
    found = ATLAS.territory(code)
    if found is None:
        return None
    above = [(one, known.name) for one in found.parents if (known := ATLAS.territory(one))]
    return Place(code=code, name=found.name, kind=found.kind, above=tuple(above))


def labels(code: str) -> dict[str, Label]:
    """Return a territory and what it lies in as the catalogue has those of articles; nothing for what is none."""
    found = place(code)
    chain = [found, *(place(above) for above, _name in found.above)] if found else []
    return {
        one.code: Label(id=one.code, name=one.name, kind=one.kind, parent=one.above[0][0] if one.above else "")
        for one in chain
        if one
    }


def meant(written: str) -> str:
    """Return the code of the one territory that another spelling means: r11, IDF, 93, Bretagne, Alsace; empty for none.

    Names are understood of régions, former ones too, and of départements: names of communes are not unique.
    """
    return next((code for code in _readings(written.strip()) if ATLAS.territory(code)), "")


def named_like(text: str, most: int) -> tuple[Place, ...]:
    """Return the territories of France whose name begins so, at most `most`: whole names and large ones first.

    The first time it folds 36,000 names (0.5 s and 4 MB, once a process).
    """
    begins = key(text)
    if not begins:
        return ()
    names = _folded()
    start = bisect_left(names, (begins, ""))
    met = list(islice(takewhile(lambda pair: pair[0].startswith(begins), islice(names, start, None)), _LOOKED_AT))
    met.sort(key=lambda pair: (pair[0] != begins, *_size(pair[1])))
    return tuple(found for _name, code in met[:most] if (found := place(code)))


def former_of(code: str) -> tuple[str, ...]:
    """Return the names of the régions that a région was made of."""
    return tuple(name for name, present in FORMER.values() if present == code)


def is_former(written: str) -> bool:
    """Say whether an address is that of a région which is no more, by code or name."""
    return written.strip().upper() in FORMER or key(written) in {key(name) for name, _present in FORMER.values()}


def _readings(written: str) -> Iterator[str]:
    upper = written.upper()
    yield upper
    if upper in FORMER:
        yield FORMER[upper][1]
    if upper in _SHORT:
        yield _SHORT[upper]
    for beginning, ours in _OFFICIAL.items():
        if upper.startswith(beginning):
            yield ours + upper.removeprefix(beginning)
    if upper == "PAYS-99100":
        yield "FR"
    if upper[:1].isdigit():
        yield f"D{upper}"
    if name := _names().get(key(written)):
        yield name


@lru_cache(maxsize=1)
def _folded() -> list[tuple[str, str]]:
    """Return folded names with their codes, in order."""
    known = gazetteer()
    larger = ((one.name, code) for code, one in known.larger.items() if one.kind in _SIZES)
    communes = zip(known.communes.names, known.communes.codes, strict=True)
    return sorted((key(name), code) for name, code in (*larger, *communes))


def _size(code: str) -> tuple[int, int]:
    """Return how large a territory is, the larger the smaller: its kind, then its population."""
    known = gazetteer()
    if found := known.larger.get(code):
        return _SIZES.index(found.kind), 0
    return len(_SIZES), -known.communes.population(known.communes.position[code])


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the codes of régions and départements by folded name; a région goes before its only département."""
    departements = {key(name): code for code, name in france().names.items() if code.startswith("D")}
    regions = {key(name): code for code, name in france().names.items() if code.startswith("R")}
    former = {key(name): present for name, present in FORMER.values()}
    return departements | former | regions | {key("France"): "FR", key("Europe"): "EU"}
