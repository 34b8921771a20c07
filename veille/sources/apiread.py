"""Reads one page of a JSON API: its records as leads, and where the next page is. Pure and picklable."""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from veille.i18n import _, ngettext
from veille.models import Outcome, Page, Source
from veille.sources import feedbytes, leads
from veille.sources.apishape import FIELDS, Shape, at, flat, link_at, next_url, shape_of, text_at
from veille.sources.base import Reading
from veille.sources.rawfeed import RawEntry, RawFeed
from veille.text import shorten

MAX_RECORDS = 10_000
"""Records read from one page. A page of an API has 10 to 1,000; whole exports in one answer have some thousands."""
MAX_VALUES = 1_000_000
"""Commas and brackets of a body. Each may become an object: parsing takes at most 150 MB (measured with 500,000
objects of one key of their own, the dearest)."""
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.I)


class _UnfitError(Exception):
    """A body without records; the outcome and a French sentence say why."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage:
    """One page of an API."""

    reading: Reading
    next: str = ""
    """Address of the next page; empty after the last one."""
    left_out: int = 0
    """Records without what a lead needs."""
    notes: tuple[str, ...] = ()
    """Further French sentences on what this page lacks; all of them are in the reading's detail too."""


def read_page(page: Page, source: Source) -> ApiPage:
    """Read the records in an ok page; every ending is an ApiPage with its outcome."""
    shape = shape_of(source)
    try:
        answer = _parse(page)
        records = _records(answer, shape)
    except _UnfitError as error:
        return ApiPage(reading=Reading(outcome=error.outcome, detail=str(error)))
    except feedbytes.UnfitError as error:
        return ApiPage(reading=Reading(outcome=error.outcome, detail=_("données compressées illisibles")))
    entries = [_entry(flat(record), shape, page) for record in records[:MAX_RECORDS]]
    kept = [entry for entry in entries if entry is not None]
    # entries without a page of their own take the source's address, whatever page they stand on today
    found = leads.build(RawFeed(entries=kept), replace(page, url=source.url), source.id)
    left_out, notes = len(entries) - len(kept), _notes(records, shape)
    detail = " ; ".join([*told_left_out(left_out), *notes])
    return ApiPage(
        reading=Reading(outcome=Outcome.OK if found else Outcome.EMPTY, leads=found, detail=detail),
        next=next_url(shape, page.final_url, answer, len(records)),
        left_out=left_out,
        notes=notes,
    )


def told_left_out(count: int) -> list[str]:
    """Say how many records were left out; nothing where none was."""
    if not count:
        return []
    return [ngettext("{n} fiche sans lien ni titre", "{n} fiches sans lien ni titre", count).format(n=count)]


def _parse(page: Page) -> Any:
    """Return the value in a body. Raises _UnfitError when it is no JSON, or more than anybody should send."""
    body = feedbytes.inflate(page.body)
    text = feedbytes.decode(body, page.charset).strip(" \t\r\n\ufeff\0")
    if not text:
        raise _UnfitError(Outcome.EMPTY, _("réponse vide au lieu de données JSON"))
    if sum(text.count(mark) for mark in ",[{") > MAX_VALUES:
        raise _UnfitError(Outcome.TOO_BIG, _("réponse JSON démesurée : elle n’est pas lue"))
    try:
        return json.loads(text)
    except RecursionError:
        raise _UnfitError(Outcome.MALFORMED, _("données JSON imbriquées sur trop de niveaux")) from None
    except ValueError:
        raise _not_json(text) from None


def _not_json(text: str) -> _UnfitError:
    if text.startswith(("{", "[")):
        return _UnfitError(Outcome.MALFORMED, _("données JSON abîmées ou coupées"))
    if _PAGE.match(text):
        found = _TITLE.search(text[:20_000])
        title = shorten(html.unescape(found[1]), 80) if found else ""
        sentence = (
            _("page HTML au lieu de données JSON (« {title} »)") if title else _("page HTML au lieu de données JSON")
        )
        return _UnfitError(Outcome.NOT_A_FEED, sentence.format(title=title))
    if text.startswith("<"):
        return _UnfitError(Outcome.NOT_A_FEED, _("document XML au lieu de données JSON"))
    return _UnfitError(Outcome.NOT_A_FEED, _("ce ne sont pas des données JSON"))


def _records(answer: Any, shape: Shape) -> Sequence[Any]:
    """Return the list of records. Raises _UnfitError when there is none where it should be."""
    for path in shape.items:
        found = at(answer, path)
        if isinstance(found, list):
            if not found:
                raise _UnfitError(Outcome.EMPTY, _("l’API ne donne aucune fiche"))
            return found
    path = shape.items[0]
    if not path:
        raise _UnfitError(Outcome.NOT_A_FEED, _no_list(answer))
    if at(answer, path) is None:
        raise _UnfitError(Outcome.NOT_A_FEED, _("le chemin « {path} » ne mène à rien").format(path=path))
    raise _UnfitError(Outcome.NOT_A_FEED, _("le chemin « {path} » ne mène pas à une liste").format(path=path))


def _no_list(answer: Any) -> str:
    """Say what stands in place of a list: many APIs tell their errors so, at HTTP 200."""
    said = next((text for name in ("message", "error", "detail") if (text := text_at(answer, name))), "")
    if said:
        return _("l’API répond par un message : « {message} »").format(message=shorten(said, 120))
    return _("la réponse n’est pas une liste de fiches ; dites dans « items » où elle se trouve")


def _entry(record: Any, shape: Shape, page: Page) -> RawEntry | None:
    """Return what a record says, None when it has neither a title nor a link that leads somewhere."""
    said = {name: _first(record, name, shape.fields[name]) for name in FIELDS}
    link = said["link"] if leads.absolute(said["link"], page.final_url) else ""
    if not link and not said["title"]:
        return None
    return RawEntry(
        id=said["id"],
        links=[link] if link else [],
        title=said["title"],
        summary=said["summary"],
        content=said["content"],
        published=[said["published"]] if said["published"] else [],
        updated=[said["updated"]] if said["updated"] else [],
    )


def _first(record: Any, name: str, paths: Sequence[str]) -> str:
    for path in paths:
        if text := link_at(record, path) if name == "link" else text_at(record, path):
            # WordPress writes times without their zone, and says in the name that they are UTC
            return f"{text}Z" if path.endswith("_gmt") and text[-1:].isdigit() else text
    return ""


def _notes(records: Sequence[Any], shape: Shape) -> tuple[str, ...]:
    """Say which fields of feeds.yml no record has, so that an API that changed is not silent, and what was not read."""
    said = []
    if len(records) > MAX_RECORDS:
        said.append(_("seules les {n} premières fiches d’une page sont lues").format(n=MAX_RECORDS))
    flattened = [flat(record) for record in records[:MAX_RECORDS]]
    missing = [name for name in shape.chosen if not any(_first(one, name, shape.fields[name]) for one in flattened)]
    said.extend(_("aucune fiche n’a « {path} »").format(path=shape.fields[name][0]) for name in missing)
    return tuple(said)
