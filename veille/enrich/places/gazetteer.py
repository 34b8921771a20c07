"""The territories there are: codes, names, what lies in what.

France by the Code officiel géographique (its vintage in `Gazetteer.vintage`), other countries by ISO 3166.
Read on first use from two compressed text files that tools/territories.py writes; a process keeps them.
"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

WORLD = "001"
"""International bodies (UN M49 has this number for the world): about no country, never shown."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A place with a code."""

    code: str
    name: str
    kind: str
    """union, pays, region, departement, collectivite (overseas, without region), epci, commune, arrondissement."""
    parents: tuple[str, ...]
    """What it lies in, nearest first: commune, EPCI, département, région, pays."""
    article: str = ""
    """Of regions and départements, the Insee's figure (TNCC) for the article: 0 none, 2 le, 3 la, 4 les, 5 l’."""


@dataclass(frozen=True, slots=True)
class Communes:
    """Columns of all communes, one position each: 35,000 small objects would take five times the memory."""

    codes: list[str]
    names: list[str]
    groups: list[str]
    """Number of the intercommunality in `Gazetteer.groups`, from 1; 0 for none."""
    people: list[str]
    position: dict[str, int]

    def population(self, position: int) -> int:
        """Return the legal population."""
        return int(self.people[position])


@dataclass(slots=True)
class Gazetteer:
    """All territories, found by code."""

    vintage: str = ""
    larger: dict[str, Territory] = field(default_factory=dict)
    """Everything but communes."""
    groups: list[str] = field(default_factory=list)
    communes: Communes = field(default_factory=lambda: Communes([], [], [], [], {}))
    former: list[tuple[str, str]] = field(default_factory=list)
    """(name, code of the commune it became part of)."""

    def find(self, code: str) -> Territory | None:
        """Return the territory with this code."""
        found = self.larger.get(code)
        position = self.communes.position.get(code) if found is None else None
        return found if position is None else self._commune(position)

    def group(self, position: int) -> str:
        """Return the code of a commune's intercommunality, empty when it has none."""
        number = int(self.communes.groups[position])
        return self.groups[number - 1] if number else ""

    def _commune(self, position: int) -> Territory:
        code = self.communes.codes[position]
        departement = departement_of(code)
        above = (departement, *self.larger[departement].parents)
        group = self.group(position)
        return Territory(code, printed(self.communes.names[position]), "commune", (group, *above) if group else above)


_OVERSEAS = {"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC", "989": "CP"}


def departement_of(commune: str) -> str:
    """Return the code of the département (or collectivity overseas) of a commune's code."""
    number = commune[:3] if commune.startswith(("97", "98")) else commune[:2]
    return _OVERSEAS.get(number, f"D{number}")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read once a process (0.1 s)."""
    built = Gazetteer()
    columns: dict[str, str] = {}
    built.larger["EU"] = Territory("EU", "Union européenne", "union", ())
    built.larger["FR"] = Territory("FR", "France", "pays", ())
    for row in rows("names"):
        if row[0] == "country":
            built.larger[row[1]] = Territory(row[1], row[2], "pays", ())
    for row in rows("cog"):
        if len(row) == 2:
            columns[row[0]] = row[1]
        else:
            _add(built, row)
    codes = columns["codes"].split(" ")
    built.vintage = columns["vintage"]
    built.communes = Communes(
        codes=codes,
        names=columns["names"].split("|"),
        groups=columns["groups"].split(" "),
        people=columns["people"].split(" "),
        position={code: position for position, code in enumerate(codes)},
    )
    built.former = list(zip(columns["former"].split("|"), columns["formerly"].split(" "), strict=True))
    for code, one in built.larger.items():
        if one.kind == "arrondissement":
            city = built.find(one.parents[0])
            built.larger[code] = Territory(code, one.name, one.kind, (one.parents[0], *(city.parents if city else ())))
    return built


def rows(name: str) -> Iterable[list[str]]:
    """Give the lines of a data file, their fields apart; comments are left out."""
    text = gzip.decompress((_DATA / f"{name}.txt.gz").read_bytes()).decode()
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


def _add(built: Gazetteer, row: list[str]) -> None:
    kind, code, parent, name = row[:4]
    above = built.larger.get(parent)
    built.larger[code] = Territory(code, printed(name), kind, (parent, *(above.parents if above else ())), *row[4:])
    if kind == "epci":
        built.groups.append(code)


def printed(name: str) -> str:
    """Return an official name with the apostrophe of French typography."""
    return name.replace("'", "’")


def territory(code: str) -> Territory | None:
    """Return the territory with a code: EU, FR, ISO country, R11, D93, commune (COG), intercommunality (SIREN)."""
    return gazetteer().find(code)


def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes of everything a territory lies in, nearest first; empty for countries and unknown codes."""
    found = territory(code)
    return found.parents if found else ()


def territory_rows() -> Iterator[tuple[str, str, str, str]]:
    """Give (code, name, kind, parent) of every territory, each after its parent; countries have none.

    The parent is the nearest territory that lies in the same département: a commune whose intercommunality is
    counted to another département hangs on its own. `ancestors` has them all.
    """
    known = gazetteer()
    for one in known.larger.values():
        if one.kind != "arrondissement":
            yield one.code, one.name, one.kind, one.parents[0] if one.parents else ""
    for code, name in zip(known.communes.codes, known.communes.names, strict=True):
        above = ancestors(code)
        home = departement_of(code)
        nearest = above[0]
        yield code, printed(name), "commune", nearest if home in ancestors(nearest) or nearest == home else home
    for one in known.larger.values():
        if one.kind == "arrondissement":
            yield one.code, one.name, one.kind, one.parents[0]
