"""From a page's bytes to an article: text, identity, date, author, excerpt, hash and indexed terms.

Pure CPU on values that travel between processes; nothing here fetches, stores or
tags. Formats: HTML, PDF and plain text, one module each, loaded when first needed.
"""

import logging
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import cast

from veille.errors import InputError, reason
from veille.extract.article import clean_author, from_lead, from_page, from_summary
from veille.extract.base import Content, Reader, Reading, Wanted
from veille.extract.dates import believable
from veille.extract.rights import refusal
from veille.extract.sniff import A_FEED, kind_of, unread
from veille.i18n import _
from veille.models import Article, Lead, Outcome, Page

__all__ = ["A_FEED", "Reading", "from_feed", "read", "read_saved"]

# A new format is a module with a `read` (base.Reader) and a line here; sniff.kind_of recognises it.
_READERS = {"html": "veille.extract.html", "pdf": "veille.extract.pdf", "text": "veille.extract.plain"}

_log = logging.getLogger(__name__)


def read(page: Page, lead: Lead, *, excerpt: int, now: datetime) -> Reading:
    """Return the article of a fetched page, or why there is none; `excerpt` is in characters.

    The source's title, authors and date win over the page's. Where the page has too little
    text and the source gives more, that text stands in (`from_feed`). A page without any text
    is EMPTY: the caller may then use `from_feed`. Where the site reserves mining the reading is
    BLOCKED, with what the source's summary makes. Never raises for what a page contains.
    """
    return _read(page, lead, excerpt=excerpt, now=now, permission=True)


def _read(page: Page, lead: Lead, *, excerpt: int, now: datetime, permission: bool) -> Reading:
    if page.outcome is not Outcome.OK:
        return Reading(outcome=page.outcome, detail=page.detail)
    content = _content(page, lead, now, permission=permission)
    if content.outcome is Outcome.BLOCKED:
        article = from_summary(lead, excerpt=excerpt, now=now)
        return Reading(outcome=content.outcome, detail=content.detail, article=article)
    if content.outcome is not Outcome.OK:
        return Reading(outcome=content.outcome, detail=content.detail)
    article = from_page(content, page.final_url, lead, excerpt=excerpt, now=now)
    return Reading(outcome=Outcome.OK, article=article)


def from_feed(lead: Lead, *, excerpt: int, now: datetime, short: bool = False) -> Article | None:
    """Return the article that the source's own text makes, None when it holds nothing beyond the title.

    `short` where the site reserves mining: its short text alone, as `read` has it.
    """
    if short:
        return from_summary(lead, excerpt=excerpt, now=now)
    return from_lead(lead, excerpt=excerpt, now=now)


def read_saved(path: Path, url: str | None, now: datetime, *, excerpt: int = 200) -> Reading:
    """Return the reading of a saved page, by itself: no source, no network.

    Without `url` the article's address is the page's own canonical one, "" when it names none.
    Raises InputError when the file cannot be read.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InputError(_("{path} : fichier illisible ({why})").format(path=path, why=reason(error))) from error
    page = Page(url=url or "", final_url=url or "", outcome=Outcome.OK, body=body, fetched_at=now)
    media_type = {".txt": "text/plain", ".md": "text/markdown"}.get(path.suffix.lower(), "")
    lead = Lead(source_id="", url=url or "", entry_id="")
    return _read(replace(page, media_type=media_type), lead, excerpt=excerpt, now=now, permission=False)


def _content(page: Page, lead: Lead, now: datetime, *, permission: bool) -> Content:
    if not page.body.strip():
        return Content(outcome=Outcome.EMPTY, detail=_("page vide"))
    kind = kind_of(page.body, page.media_type)
    if not kind:
        return Content(outcome=Outcome.MALFORMED, detail=unread(page.body, page.media_type))
    wanted = Wanted(
        title=not lead.title,
        author=not clean_author(", ".join(lead.authors)),
        date=believable(lead.published, now) is None,
        permission=permission,
    )
    if kind != "html" and permission and (why := refusal(page.tdm)):
        return Content(outcome=Outcome.BLOCKED, detail=why)
    reader = cast(Reader, import_module(_READERS[kind]).read)
    try:
        return reader(page, wanted, now)
    except Exception as error:  # third-party parsers fail on bad bytes in ways they do not document
        _log.warning("%s: %s reader failed", page.final_url, kind, exc_info=True)
        detail = _("page illisible ({why})").format(why=type(error).__name__)
        return Content(outcome=Outcome.MALFORMED, detail=detail)
