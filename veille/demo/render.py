"""Pages and feeds of the sample web as bytes, from the templates beside this module."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from veille.demo.dates import long_date, weekday_date
from veille.demo.letters import Letter
from veille.demo.sites import Site
from veille.demo.stories import Block, Story

FEED_TYPES = {
    "rss2": "application/rss+xml",
    "rss091": "text/xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
    "html": "text/html",
    "sitemap": "application/xml",
    "listing": "text/html",
    "documents": "text/html",
    "records": "application/json",
}
_FEEDS = ("rss2", "rss091", "atom", "rdf", "json", "html")
"""Forms that a page announces with `<link rel="alternate">`."""
_FIRST_PARAGRAPH = 280  # characters a site puts into its feed when it does not give everything

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["rfc822"] = format_datetime
_templates.filters["long_date"] = lambda day, lang="fr": long_date(day, lang if lang in ("en", "it") else "fr")
_templates.filters["weekday_date"] = weekday_date


def article_page(site: Site, story: Story, origin: str) -> bytes:
    """Return the HTML page of a story, in the site's layout."""
    others = [other for other in site.stories if other is not story][:4]
    page = _templates.get_template(f"{site.layout}.html")
    return page.render(site=site, story=story, others=others, origin=origin, runs=runs(story.blocks)).encode()


def home_page(site: Site, origin: str) -> bytes:
    """Return the site's front page, a list of its articles."""
    announced = FEED_TYPES[site.feed.form] if site.feed.form in _FEEDS else ""
    announced = "application/rss+xml" if announced in ("text/html", "text/xml") else announced
    return _templates.get_template("home.html").render(site=site, origin=origin, announced=announced).encode()


def feed(site: Site, origin: str, today: date) -> bytes:
    """Return what announces the site's articles, in its format and charset, with its faults."""
    if site.feed.form == "records":
        return json.dumps(_records(site, origin), ensure_ascii=False, indent=1).encode()
    if site.feed.form == "json":
        return json.dumps(_json_feed(site, origin), ensure_ascii=False, indent=1).encode()
    if site.feed.form == "html":
        return home_page(site, origin)
    built = site.stories[0].published if site.stories else datetime(today.year, today.month, 1, tzinfo=UTC)
    suffix = "html" if FEED_TYPES[site.feed.form] == "text/html" else "xml"
    template = _templates.get_template(f"{site.feed.form}.{suffix}")
    text = template.render(site=site, origin=origin, built=built, link=_link, short=_short, runs=runs)
    if site.feed.broken:
        head, _, tail = text.replace("&amp;", "&").rpartition("</item>")
        text = head + tail
    return text.encode(site.feed.charset, "xmlcharrefreplace")


def letter_parts(site: Site, letter: Letter, origin: str, pieces: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """Return a letter as plain text and as HTML; pieces are title, text and address."""
    values = {"site": site, "letter": letter, "origin": origin, "pieces": pieces}
    return _templates.get_template("letter.txt").render(values), _templates.get_template("letter.html").render(values)


def runs(blocks: tuple[Block, ...]) -> list[tuple[str, list[str]]]:
    """Group the items of a list, so that a template opens it once: [("p", [text]), ("li", [text, text]), …]."""
    grouped: list[tuple[str, list[str]]] = []
    for block in blocks:
        if block.kind == "li" and grouped and grouped[-1][0] == "li":
            grouped[-1][1].append(block.text)
        else:
            grouped.append((block.kind, [block.text]))
    return grouped


def _link(site: Site, story: Story, origin: str) -> str:
    path = site.path(story)
    if not site.feed.tracker:
        return origin + path
    return f"{origin}{path}{'&' if '?' in path else '?'}{site.feed.tracker}"


def _short(story: Story) -> str:
    if len(story.summary) <= _FIRST_PARAGRAPH:
        return story.summary
    return story.summary[:_FIRST_PARAGRAPH].rsplit(" ", 1)[0] + " […]"


def _json_feed(site: Site, origin: str) -> dict[str, Any]:
    """https://www.jsonfeed.org/version/1.1/."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "description": site.tagline,
        "home_page_url": f"{origin}/",
        "feed_url": origin + site.feed.path,
        "language": site.lang,
        "items": [_json_item(site, story, origin) for story in site.stories],
    }


def _records(site: Site, origin: str) -> dict[str, Any]:
    """Opendatasoft, « Explore API v2.1 », records of a dataset."""
    records = [
        {
            "reference": f"AIDE-{2040 + story.number}",
            "titre": story.title,
            "resume": _short(story),
            "service": story.author,
            "date_de_publication": story.published.date().isoformat(),
            "lien": _link(site, story, origin),
        }
        for story in site.stories
    ]
    return {"total_count": len(records), "results": records}


def _json_item(site: Site, story: Story, origin: str) -> dict[str, Any]:
    item: dict[str, Any] = {"id": f"{site.id}-{story.number}", "url": _link(site, story, origin), "title": story.title}
    item["summary"] = _short(story)
    if site.feed.full:
        item["content_html"] = _templates.get_template("content.html").render(runs=runs(story.blocks))
    if story.dated:
        item["date_published"] = story.published.isoformat()
    if story.author:
        item["authors"] = [{"name": story.author}]
    if story.tags:
        item["tags"] = list(story.tags)
    return item
