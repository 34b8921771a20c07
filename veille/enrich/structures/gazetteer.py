"""The organisations that are known by name: networks, federations, financers, public bodies of the field.

Read on first use from the YAML files beside, which are ours and tell facts only (names, hosts, what belongs to what);
data/reseaux.yml tells their form. No persons. A process keeps them (0.06 s, 2 MB).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from veille.phrases import Phrases, key

_DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_FAMILY = "publique"
_WEAK = "~"
_CONTRACTED = {"le ": ("du ", "au "), "les ": ("des ", "aux ")}
ARTICLES = frozenset({"le", "la", "les", "l", "du", "des", "au", "aux"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation that has an entry."""

    id: str
    name: str
    acronym: str = ""
    also: tuple[str, ...] = ()
    family: str = ""
    """Legal family (taxonomy, orgs), empty for public bodies."""
    parent: str = ""
    """Id of what it belongs to."""
    host: str = ""
    """Of its own website, without www."""
    local: bool = False
    """Whether branches go by its name and a place."""
    near: tuple[str, ...] = ()
    """Folded words that tell, beside a weak name, that it is meant."""

    @property
    def site(self) -> str:
        """Address of its own website, empty when unknown."""
        return f"https://{self.host}/" if self.host else ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an organisation goes by."""

    organisation: Organisation
    written: str
    weak: bool
    """Whether it also means something else."""


@dataclass(frozen=True, slots=True)
class Known:
    """All organisations, by id, by name and by host."""

    by_id: Mapping[str, Organisation]
    names: Phrases[Name]
    by_host: Mapping[str, Organisation] = field(default_factory=dict)

    def publisher(self, url: str) -> Organisation | None:
        """Return the organisation whose own website an address is on."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return None
        return self.by_host.get(host.removeprefix("www."))


@lru_cache(maxsize=1)
def known() -> Known:
    """Return the organisations, read once a process."""
    by_id: dict[str, Organisation] = {}
    names: Phrases[Name] = Phrases()
    for entry, family in _entries():
        one = _organisation(entry, family)
        by_id[one.id] = one
        for name in filter(None, (entry["name"], entry.get("acronym"), *entry.get("also", ()))):
            _add(names, Name(one, str(name).removeprefix(_WEAK), str(name).startswith(_WEAK)))
    return Known(by_id, names, {one.host: one for one in by_id.values() if one.host})


def organisation(ident: str) -> Organisation | None:
    """Return the known organisation with an id; those found by their form alone have none."""
    return known().by_id.get(ident)


def parent(ident: str) -> str:
    """Return the id of what an organisation belongs to, empty when unknown: of a branch, the one it is a branch of.

    A branch found in a text has its organisation's id at the beginning of its own (`entries`).
    """
    by_id = known().by_id
    if one := by_id.get(ident):
        return one.parent
    parts = ident.split("-")
    above = ("-".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((head for head in above if head in by_id and by_id[head].local), "")


def _entries() -> Iterator[tuple[dict[str, Any], str]]:
    for path in sorted(_DATA.glob("*.yml")):
        sections: dict[str, list[dict[str, Any]]] = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe loader
        regions = sections.pop("regions", [])
        for body in sections.pop("regional", []):
            yield from ((_of_region(body, region), body["family"]) for region in regions)
        for family, entries in sections.items():
            yield from ((entry, "" if family == _NO_FAMILY else family) for entry in entries)


def _of_region(body: dict[str, Any], region: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of a body that every region has: « CRESS Bretagne »."""
    names = [form.format(name) for form in (body["name"], *body.get("also", ())) for name in region["names"]]
    return {
        "id": f"{body['id']}-{region['id']}",
        "name": names[0],
        "also": names[1:],
        "parent": body.get("parent", ""),
        "host": region.get(body["id"], ""),
    }


def _organisation(entry: dict[str, Any], family: str) -> Organisation:
    return Organisation(
        id=entry["id"],
        name=entry["name"].removeprefix(_WEAK),
        acronym=entry.get("acronym", "").removeprefix(_WEAK),
        also=tuple(str(name).removeprefix(_WEAK) for name in entry.get("also", ())),
        family=family,
        parent=entry.get("parent", ""),
        host=entry.get("host", ""),
        local=entry.get("local", False),
        near=tuple(map(key, entry.get("near", ()))),
    )


def _add(names: Phrases[Name], name: Name) -> None:
    """Take up a name; « Le Rameau » is also met as « du Rameau »."""
    folded = key(name.written)
    names.add(folded, name)
    for article, contracted in _CONTRACTED.items():
        if folded.startswith(article):
            for other in contracted:
                names.add(other + folded.removeprefix(article), name)
