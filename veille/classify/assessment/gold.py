"""Labelled lines with what only some of them say: territories, dates, and what a second person said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from veille.classify.corpus import Row, read_lines, read_rows, text_field
from veille.classify.taxonomy import Taxonomy
from veille.errors import InputError
from veille.i18n import _

_LISTS = {"theme": "themes", "sector": "sectors", "org": "orgs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What one person says of a text."""

    relevant: bool
    labels: frozenset[tuple[str, str]]
    """(facet, label id); none where it is not relevant."""
    territories: frozenset[str]
    """Corpus codes (data/corpus/README.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One labelled text."""

    row: Row
    published: str = ""
    """ISO; empty where the line does not say."""
    territories: frozenset[str] | None = None
    """None where the line says nothing of territories."""
    deadline: str | None = None
    event: str | None = None
    """ISO days; None where the line says nothing or there is none."""
    dated: bool = False
    """Whether the line says anything of dates: then a missing one means that there is none."""
    second: Labels | None = None
    """What a second person said, who did not see what the first one had."""

    @property
    def first(self) -> Labels:
        """What the first person said."""
        labels = {(facet, label) for facet in (*_LISTS, "kind") for label in self.row.gold(facet)}
        return Labels(relevant=self.row.relevant, labels=frozenset(labels), territories=self.territories or frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFacts:
    """What veille reads in one text beside its labels, as `veille classify` prints it."""

    territories: frozenset[str] = frozenset()
    deadline: str | None = None
    event: str | None = None


def read_gold(path: Path, taxonomy: Taxonomy, second: Path | None = None) -> list[Gold]:
    """Read a file in the format of the corpus. `second`, in a line or as a file of lines by the same ids, holds a
    second person's labels under the same names. Raises InputError with the number of a line that cannot be used, or
    when there is nothing to judge.
    """
    rows = read_rows(path, taxonomy)
    if not rows:
        raise InputError(_("{path} : aucun texte annoté").format(path=path))
    place = iter(rows)
    gold = read_lines(path, lambda value: _gold(next(place), value, taxonomy))
    return gold if second is None else _with_second(gold, second, taxonomy)


def _with_second(gold: Sequence[Gold], path: Path, taxonomy: Taxonomy) -> list[Gold]:
    known = {one.row.id for one in gold}

    def read(value: dict[str, Any]) -> tuple[str, Labels]:
        id = text_field(value, "id")
        if id not in known:
            raise ValueError(_("aucun texte « {id} » à annoter").format(id=id))
        return id, _labels(value, taxonomy)

    said = dict(read_lines(path, read))
    return [replace(one, second=said.get(one.row.id, one.second)) for one in gold]


def _gold(row: Row, value: Mapping[str, Any], taxonomy: Taxonomy) -> Gold:
    second = value.get("second")
    if second is not None and not isinstance(second, dict):
        raise ValueError(_("« second » : attendu un objet JSON"))
    return Gold(
        row=row,
        published=_moment(value),
        territories=_codes(value) if "territory" in value else None,
        deadline=_day(value, "deadline"),
        event=_day(value, "event"),
        dated=bool({"deadline", "event"} & value.keys()),
        second=None if second is None else _labels(second, taxonomy),
    )


def _labels(value: Mapping[str, Any], taxonomy: Taxonomy) -> Labels:
    relevant = value.get("relevant")
    if not isinstance(relevant, bool):
        raise ValueError(_("seconde annotation : « relevant » : attendu true ou false"))  # noqa: TRY004 - as above
    labels = {(facet, label) for facet, name in _LISTS.items() for label in _list(value, name)}
    if kind := _text(value, "kind"):
        labels.add(("kind", kind))
    unknown = sorted(label for facet, label in labels if label not in taxonomy.ids(facet))
    if unknown:
        raise ValueError(_("seconde annotation : étiquette inconnue « {label} »").format(label=unknown[0]))
    return Labels(
        relevant=relevant, labels=frozenset(labels if relevant else ()), territories=_codes(value) or frozenset()
    )


def _codes(value: Mapping[str, Any]) -> frozenset[str]:
    found = value.get("territory")
    return frozenset([found] if isinstance(found, str) and found else _list(value, "territory"))


def _list(value: Mapping[str, Any], name: str) -> list[str]:
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(_("« {name} » : attendu une liste de textes").format(name=name))
    return found


def _text(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise ValueError(_("« {name} » : attendu un texte").format(name=name))
    return found


def _moment(value: Mapping[str, Any]) -> str:
    """Return when a text was published, as the line says it; ValueError for what is no date."""
    found = _text(value, "published") or ""
    try:
        datetime.fromisoformat(found or "1970-01-01")
    except ValueError as error:
        raise ValueError(_("« published » : attendu une date ISO, comme 2026-03-15")) from error
    return found


def _day(value: Mapping[str, Any], name: str) -> str | None:
    return (_text(value, name) or "")[:10] or None
