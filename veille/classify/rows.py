"""`veille classify`: JSON lines in, one dict a line out (design.md section 3 has the formats)."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from veille.classify.corpus import parse_line, text_field
from veille.classify.tagger import Tagger, TextIn
from veille.errors import InputError
from veille.i18n import _
from veille.models import Tagging, Zone

_BATCH = 64
_FACETS = {"themes": "theme", "sectors": "sector", "orgs": "org"}


def classify_rows(
    tagger: Tagger,
    lines: Iterable[str],
    *,
    explain: bool = False,
    language: Callable[[str, str], str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Tag lines {id, title, text, lang?, published?, url?} and give one dict a line, in order.

    `relevant` is true in the zone `in`, what the public would see; with `explain` the dict also says the
    zone and the words that weighed. Labels are given in the zone to review too. Territories, deadline and
    event are not read yet. `language(title, text)` is asked when a line has no lang; without it `lang` is null.
    Blank lines are skipped. Raises InputError with the number of the line that cannot be used.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    wrong: InputError | None = None
    while wrong is None and (batch := list(islice(numbered, _BATCH))):
        rows: list[dict[str, Any]] = []
        try:
            rows.extend(_parsed(number, line) for number, line in batch)
        except InputError as error:
            wrong = error  # told once the lines before it are answered
        texts = [TextIn(title=row["title"], text=row["text"], lang=row["lang"] or "fr") for row in rows]
        for row, tagging in zip(rows, tagger.tag(texts, explain=explain), strict=True):
            if row["lang"] is None and language is not None:
                row["lang"] = language(row["title"], row["text"])
            yield _answer(row, tagging, explain)
    if wrong is not None:
        raise wrong


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        value = parse_line(line)
        if isinstance(value.get("id"), int):
            value["id"] = str(value["id"])
        lang = text_field(value, "lang", "") or None
        return {
            "id": text_field(value, "id"),
            "title": text_field(value, "title", ""),
            "text": text_field(value, "text", ""),
            "lang": lang,
        }
    except ValueError as error:
        raise InputError(_("ligne {number} : {error}").format(number=number, error=error)) from error


def _answer(row: dict[str, Any], tagging: Tagging, explain: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": row["id"],
        "relevant": tagging.zone is Zone.IN,
        "relevance": tagging.relevance,
    }
    for name, facet in _FACETS.items():
        answer[name] = [{"id": tag.label, "p": tag.probability} for tag in tagging.tags if tag.facet == facet]
    answer["kind"] = next((tag.label for tag in tagging.tags if tag.facet == "kind"), "")
    answer |= {"territories": [], "lang": row["lang"], "deadline": None, "event": None}
    if explain:
        answer["zone"] = str(tagging.zone)
        answer["explain"] = {
            "relevance": [list(reason) for reason in tagging.evidence],
            **{f"{tag.facet}:{tag.label}": [list(reason) for reason in tag.evidence] for tag in tagging.tags},
        }
    return answer
