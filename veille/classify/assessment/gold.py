"""Labelled lines with what only some of them say: territories, dates, and what a second person said."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veille.classify.corpus import Row, parse_line, read_rows
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


def read_gold(path: Path, taxonomy: Taxonomy) -> list[Gold]:
    """Read a file in the format of the corpus. `second`, where a line has it, holds a second person's labels under
    the same names. Raises InputError with the number of a line that cannot be used.
    """
    rows = read_rows(path, taxonomy)
    lines = [(number, line) for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)]
    found = []
    for row, (number, line) in zip(rows, ((n, line) for n, line in lines if line.strip()), strict=True):
        try:
            found.append(_gold(row, parse_line(line), taxonomy))
        except ValueError as error:
            message = _("{path}, ligne {number} : {error}")
            raise InputError(message.format(path=path, number=number, error=error)) from error
    return found


def _gold(row: Row, value: Mapping[str, Any], taxonomy: Taxonomy) -> Gold:
    second = value.get("second")
    if second is not None and not isinstance(second, dict):
        raise ValueError(_("« second » : attendu un objet JSON"))
    return Gold(
        row=row,
        published=_text(value, "published") or "",
        territories=_codes(value) if "territory" in value else None,
        deadline=_day(value, "deadline"),
        event=_day(value, "event"),
        dated=bool({"deadline", "event"} & value.keys()),
        second=None if second is None else _labels(second, taxonomy),
    )


def _labels(value: Mapping[str, Any], taxonomy: Taxonomy) -> Labels:
    relevant = value.get("relevant")
    if not isinstance(relevant, bool):
        raise ValueError(_("« second.relevant » : attendu true ou false"))  # noqa: TRY004 - as above
    labels = {(facet, label) for facet, name in _LISTS.items() for label in _list(value, name)}
    if kind := _text(value, "kind"):
        labels.add(("kind", kind))
    unknown = sorted(label for facet, label in labels if label not in taxonomy.ids(facet))
    if unknown:
        raise ValueError(_("« second » : étiquette inconnue « {label} »").format(label=unknown[0]))
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


def _day(value: Mapping[str, Any], name: str) -> str | None:
    return (_text(value, name) or "")[:10] or None
