"""What passes between the readers of one format and the assembly of an article."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from veille.facts import Facts
from veille.models import Article, Outcome, Page

MAX_TEXT = 200_000
"""Longest text kept, in characters: a 60-page study; what is beyond is cut at a word."""
MAX_TERMS = 50_000
"""Characters of text whose terms are indexed."""
MAX_TITLE = 300
MAX_AUTHOR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one page was read: OK with an article, or EMPTY, MALFORMED, TOO_BIG with a French detail.

    BLOCKED where the site reserves mining of its text: the article is then made of the source's summary alone.
    """

    outcome: Outcome
    article: Article | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the source did not say, so that a reader searches the page for nothing else."""

    title: bool = True
    author: bool = True
    date: bool = True
    permission: bool = True
    """False for a page that somebody saved and gives us: it is read whatever it says of mining."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader found in the bytes, before the source's word is taken into account.

    `text` is tidied (see `prose.tidy`) and may be empty: `outcome` then says EMPTY.
    """

    outcome: Outcome = Outcome.OK
    detail: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    published: datetime | None = None
    canonical: str = ""
    """rel=canonical as written; judged by `identity.article_url`."""
    lang: str = ""
    """As declared by the page, two letters; a hint only."""
    snippet: int | None = None
    """Characters of its text that the page lets others show; None: any number."""
    media_type: str = "text/html"
    facts: Facts = field(default_factory=Facts)
    """What the page's markup declares: events and forms."""


class Reader(Protocol):
    """Reads one format. Pure CPU; may raise what its library raises on bad bytes."""

    def __call__(self, page: Page, wanted: Wanted, now: datetime) -> Content:
        """Return the content of page.body, searching only for the wanted metadata."""
        ...
