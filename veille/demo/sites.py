"""The sites of the sample web: sites.yml and the articles, as one value each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from veille.demo.letters import Letter, load_letters
from veille.demo.stories import Story, load_stories
from veille.kinds import OPTIONS, Options

_FILE = Path(__file__).parent / "sites.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """How a site announces its articles, and what is wrong with it."""

    path: str = "/feed"
    """With the query it is asked with; empty where nothing is asked for."""
    form: str = "rss2"
    """A feed: rss2, rss091, atom, rdf, json, or html: a page where the feed should be. Something else: sitemap,
    listing (a page of articles), documents (a page of PDF files), records (Opendatasoft), letters (by mail)."""
    charset: str = "utf-8"
    full: bool = False
    """The entries hold the whole text."""
    tracker: str = ""
    """Parameters that the feed adds to the addresses of its articles."""
    broken: bool = False
    """Bare ampersands and an element that is never closed."""
    moved_from: str | None = None
    """The address that people still have; answers 301 to `path`."""
    lost_at: str | None = None
    """The address that people still have; answers 404. The site's pages know where the feed is now."""
    status: int = 200
    """Something else than 200: all that ever comes."""
    delay: float = 0.0
    """Seconds before the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site of the sample web, with its articles as of a day."""

    id: str
    address: str
    """Its loopback address, 127.0.0.x."""
    name: str
    tagline: str
    about: str
    """What it shows a developer, as a comment in feeds.yml."""
    family: str
    layout: str
    """wordpress, spip, drupal, plain or media: the template of its pages."""
    page: str
    """Path of an article, with {slug} and {number}."""
    lang: str = "fr"
    territory: str | None = None
    ess: bool = False
    themes: tuple[str, ...] = ()
    priority: int = 2
    type: str = "feed"
    options: Options | None = None
    """This and the next four as in feeds.yml."""
    kinds: tuple[tuple[str, str], ...] = ()
    aggregator: bool = False
    excerpt: int | None = None
    state: str | None = None
    curly: bool = False
    """Its publishing tool turns straight apostrophes into curly ones."""
    robots: str | None = None
    """Text of robots.txt, {origin} standing for the site's own; None answers 404."""
    menu: tuple[str, ...] = ()
    feed: Feed = field(default_factory=Feed)
    stories: tuple[Story, ...] = ()
    letters: tuple[Letter, ...] = ()

    @property
    def announced_at(self) -> str:
        """The feed's path as people know it, which may have moved since."""
        return self.feed.moved_from or self.feed.lost_at or self.feed.path

    def path(self, story: Story) -> str:
        """Where the story is served."""
        return self.page.format(slug=story.slug, number=story.number)


def load_sites(today: date) -> tuple[Site, ...]:
    """Return all sites with their articles as of today."""
    rows: Mapping[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(_site(site_id, dict(row), today) for site_id, row in rows.items())


def _site(site_id: str, row: dict[str, Any], today: date) -> Site:
    row["themes"], row["menu"] = tuple(row.get("themes", ())), tuple(row.get("menu", ()))
    row["kinds"] = tuple(row.get("kinds", {}).items())
    row["feed"] = Feed(**row.get("feed", {}))
    if "options" in row:
        row["options"] = _options(row["type"], row["options"])
    stories = load_stories(site_id, today, lang=row.get("lang", "fr"), curly=row.get("curly", False))
    return Site(id=site_id, stories=stories, letters=load_letters(site_id, today), **row)


def _options(kind: str, given: Mapping[str, Any]) -> Options:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return OPTIONS[kind](**values)
