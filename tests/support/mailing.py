"""Small makers for tests of mailboxes: messages, a fetcher that knows where trackers lead, one way of collecting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from veille.config.settings import HttpSettings
from veille.kinds import MailboxOptions
from veille.models import Memory, Outcome, Page, Source
from veille.sources.base import Asking, Collected
from veille.sources.http import Ask
from veille.sources.mailbox import MailboxReader

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HOME = "https://lettres.example/"
LIMITS = HttpSettings(allow_private=("127.0.0.0/8", "::1"), host_delay=0)


@dataclass
class Redirects:
    """A fetcher that answers each known address with a redirect, everything else with a page; remembers all asked."""

    targets: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, ask: Ask) -> Page:
        self.asked.append(ask.url)
        assert not ask.follow
        target = self.targets.get(ask.url)
        outcome = Outcome.REDIRECTED if target else Outcome.OK
        return Page(url=ask.url, final_url=target or ask.url, outcome=outcome, fetched_at=NOW)


async def inline(function: Any, *args: Any) -> Any:
    return function(*args)


def mailbox(url: str, **options: Any) -> Source:
    return Source(
        id="lettre", name="Lettre", url=url, type="mailbox", home=HOME, options=MailboxOptions(user="desk", **options)
    )


async def collect(
    source: Source, fetcher: Redirects | None = None, *, cursor: str | None = None, **fields: Any
) -> Collected:
    asking = Asking(fetcher=fetcher or Redirects(), run_cpu=inline, now=NOW, http=LIMITS)
    return await MailboxReader().collect(source, replace(asking, memory=Memory(cursor=cursor or ""), **fields))


def message(
    number: int = 1, *, sender: str = "lettre@a.example", date: str = "Tue, 10 Nov 2026 08:00:00 +0100"
) -> bytes:
    """Return a newsletter with one article, « Article <number> »."""
    return (
        f"From: Lettre <{sender}>\r\nTo: desk@desk.example\r\nDate: {date}\r\nMessage-ID: <m{number}@a.example>\r\n"
        f"Subject: Lettre {number}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f'<h2><a href="https://a.example/article-{number}">Article {number} de la lettre</a></h2>'
        f"<p>Le texte de l’article {number}, qui suffit.</p>\r\n"
    ).encode()


def titles(collected: Collected) -> list[str]:
    return [lead.title for lead in collected.leads]
