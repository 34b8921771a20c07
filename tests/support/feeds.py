"""Builds feed documents and reads them at a fixed time.

reading = read(rss(item(1), item(2)))
assert [lead.title for lead in reading.leads] == ["Titre 1", "Titre 2"]
"""

from datetime import UTC, datetime

from veille.models import Lead, Outcome, Page, Source
from veille.sources import Reading
from veille.sources.feed import FeedReader

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
URL = "https://flux.exemple.fr/feed"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def item(number: int, title: str = "Titre", *, extra: str = "", **elements: str) -> str:
    """Return an RSS item; a keyword replaces an element, an empty one removes it."""
    parts = {
        "title": f"{title} {number}",
        "link": f"https://flux.exemple.fr/{number}",
        "pubDate": "Mon, 15 Sep 2025 10:30:00 +0200",
        "description": "Texte",
    } | elements
    return "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text) + extra + "</item>"


def rss(*items: str, head: str = DECLARATION) -> str:
    """Return an RSS 2.0 document; `head` comes before its root element."""
    return (
        f'{head}<rss version="2.0"><channel><title>Flux</title><link>https://flux.exemple.fr/</link>'
        f"{''.join(items)}</channel></rss>"
    )


def page(body: str | bytes, *, charset: str | None = None, url: str = URL, final_url: str | None = None) -> Page:
    """Return an ok page fetched at NOW."""
    data = body.encode() if isinstance(body, str) else body
    return Page(url=url, final_url=final_url or url, outcome=Outcome.OK, body=data, charset=charset, fetched_at=NOW)


def read(body: str | bytes, *, charset: str | None = None, final_url: str | None = None) -> Reading:
    """Return what the feed reader makes of a body."""
    return FeedReader().read(page(body, charset=charset, final_url=final_url), Source(id="s", name="S", url=URL))


def only(reading: Reading) -> Lead:
    """Return the one lead of an ok reading."""
    assert reading.outcome is Outcome.OK, reading.detail
    assert len(reading.leads) == 1
    return reading.leads[0]
