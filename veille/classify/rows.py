"""The lines of `veille classify`: JSON in, labels out.

`pipeline.classifying` puts them together with the facts of each text, which are no business of this room.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from veille.classify.corpus import parse_line, text_field
from veille.errors import InputError
from veille.i18n import _
from veille.models import PARIS, Tagging, Zone

_FACETS = {"themes": "theme", "sectors": "sector", "orgs": "org"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One line {id, title, text, lang?, published?, url?}."""

    id: str
    title: str
    text: str
    lang: str | None
    published: datetime | None
    url: str


def text_rows(lines: Iterable[str]) -> Iterator[TextRow]:
    """Read lines, one at a time; blank ones are skipped. Raises InputError with the number of the first wrong one."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _row(parse_line(line))
            except ValueError as error:
                raise InputError(_("ligne {number} : {error}").format(number=number, error=error)) from error


def label_answer(row: TextRow, tagging: Tagging) -> dict[str, Any]:
    """Return the labels of a line: `relevant` is true in the zone `in`, what the public would see; labels are given
    in the zone to review too.
    """
    answer: dict[str, Any] = {
        "id": row.id,
        "relevant": tagging.zone is Zone.IN,
        "relevance": tagging.relevance,
    }
    for name, facet in _FACETS.items():
        answer[name] = [{"id": tag.label, "p": tag.probability} for tag in tagging.tags if tag.facet == facet]
    answer["kind"] = next((tag.label for tag in tagging.tags if tag.facet == "kind"), "")
    return answer


def label_reasons(tagging: Tagging) -> dict[str, Any]:
    """Return the words that weighed: of relevance, for and against, and of each label, by `facet:label`."""
    return {
        "relevance": [list(reason) for reason in tagging.evidence],
        **{f"{tag.facet}:{tag.label}": [list(reason) for reason in tag.evidence] for tag in tagging.tags},
    }


def _row(value: dict[str, Any]) -> TextRow:
    if isinstance(value.get("id"), int):
        value["id"] = str(value["id"])
    return TextRow(
        id=text_field(value, "id"),
        title=text_field(value, "title", ""),
        text=text_field(value, "text", ""),
        lang=text_field(value, "lang", "") or None,
        published=_moment(text_field(value, "published", "")),
        url=text_field(value, "url", ""),
    )


def _moment(text: str) -> datetime | None:
    """Return the moment of an ISO date; a day, or a time without a zone, is one in France."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(_("« published » : attendu une date ISO, comme 2026-03-15")) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
