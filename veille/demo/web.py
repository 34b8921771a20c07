"""The sample web: some thirty invented sites and their letters, served over real HTTP on loopback."""

import asyncio
import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, date
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from veille.config.entries import entry_lines
from veille.demo import letters, render
from veille.demo.pdf import pdf
from veille.demo.server import Answer, LoopbackServer, Served
from veille.demo.sites import Site, load_sites
from veille.demo.stories import Story
from veille.models import Source

_NOT_FOUND = Answer(status=404, body="<!doctype html><title>404</title><p>Cette page n’existe pas.".encode())
_START_SECONDS = 30.0
_CLICK_SECONDS = 0.2
"""A click counter takes its time: what a letter repeats was told by its own site before, as is usual."""

_FEEDS_HEAD = """\
# Le web d’essai de « veille demo », écrit comme un vrai feeds.yml.
# Tout y est inventé : organisations, personnes, lieux et chiffres.
#
# Une source demande trois lignes : id, name et url. Les autres clés aident à trier :
#   family     qui parle : reseau, federation, media, institution, collectivite, financeur, europe…
#   ess        true quand tout ce qu’elle publie concerne l’ESS
#   territory  FR, EU, code de pays, région (R75) ou département (D29)
#   themes     identifiants de la taxonomie : des indices, jamais des règles
#   priority   1 (à lire d’abord) à 3
# Sans type, une source est un flux. Les autres types (sitemap, listing, api, mailbox) ont
# chacun leur bloc, qui porte leur nom ; tout est décrit dans docs/reference/feeds-yml.md.

sources:
"""


class DemoWeb:
    """Serves the sample web while entered; every site has a loopback address of its own.

    Articles are dated from `today`. The same day and port give the same bytes, so a second
    collection meets 304s. Letters lie in a temporary folder, gone when left. Raises OSError
    when a given port is taken.
    """

    def __init__(self, today: date, *, port: int = 0) -> None:
        self._today = today
        self._sites = {site.address: site for site in load_sites(today)}
        self._server = LoopbackServer(self._answer, tuple(self._sites), port)
        self._origins: dict[str, str] = {}
        self._answers: dict[tuple[str, str], Answer] = {}
        self._mail: tempfile.TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> Self:
        places = await self._server.start()
        self._origins = {
            site.id: f"http://{ip}:{port}" for site, (ip, port) in zip(self._sites.values(), places, strict=True)
        }
        self._mail = tempfile.TemporaryDirectory(prefix="veille-courriels-")
        self._post_letters()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._server.stop()
        if self._mail is not None:
            self._mail.cleanup()

    @property
    def sites(self) -> tuple[Site, ...]:
        """What is served, for tests."""
        return tuple(self._sites.values())

    @property
    def requests(self) -> list[Served]:
        """Every request answered so far, oldest first."""
        return self._server.requests

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sites as lines of feeds.yml would give them."""
        return tuple(
            Source(
                id=site.id,
                name=site.name,
                url=self._address(site),
                home=f"{self.origin(site)}/",
                family=site.family,
                lang=site.lang,
                territory=site.territory,
                themes=site.themes,
                priority=site.priority,
                ess=site.ess,
                type=site.type,
                options=site.options,
                kinds=site.kinds,
                aggregator=site.aggregator,
                excerpt=site.excerpt,
                state=site.state,
            )
            for site in self.sites
        )

    @property
    def allow_private(self) -> tuple[str, ...]:
        """The addresses that the SSRF guard must let through, for HttpSettings."""
        return tuple(urlsplit(origin).netloc for origin in self._origins.values())

    def origin(self, site: Site) -> str:
        """Where the site is served, `http://127.0.0.11:8000`."""
        return self._origins[site.id]

    def url(self, site: Site, story: Story) -> str:
        """The address of a story."""
        return self.origin(site) + site.path(story)

    def feeds_yml(self) -> str:
        """Return the text of a feeds.yml with these sources, commented in French as an example."""
        abouts = {site.id: site.about for site in self.sites}
        entries = ([f"# {abouts[source.id]}", *entry_lines(source)] for source in self.sources)
        return _FEEDS_HEAD + "\n".join("".join(f"  {line}\n" for line in lines) for lines in entries)

    def _address(self, site: Site) -> str:
        """Return what feeds.yml asks for the site's news."""
        if site.type == "mailbox":
            return f"eml:{self._letters_of(site)}"
        return self.origin(site) + site.announced_at

    def _letters_of(self, site: Site) -> Path:
        if self._mail is None:
            raise RuntimeError("the sample web is not entered")
        return Path(self._mail.name).resolve() / site.id

    def _post_letters(self) -> None:
        """Write the letters, each with the time it was sent: mailboxes are read in that order."""
        for site in self.sites:
            for letter in site.letters:
                folder = self._letters_of(site)
                folder.mkdir(exist_ok=True)
                path = folder / f"lettre-{letter.number}-{letter.sent:%Y%m%d}.eml"
                path.write_bytes(self._message(site, letter))
                os.utime(path, (letter.sent.timestamp(),) * 2)

    def _message(self, site: Site, letter: letters.Letter) -> bytes:
        origin = self.origin(site)
        pieces = [(self._named[one.to][1].title, one.text, origin + letter.click(one)) for one in letter.pieces]
        parts = render.letter_parts(site, letter, origin, pieces)
        return letters.message(letter, domain=f"{site.id}.invalid", sender=site.name, origin=origin, parts=parts)

    def _answer(self, address: str, target: str) -> Answer:
        """Say what a site answers; pages are rendered when first asked for."""
        site, key = self._sites[address], (address, target)
        if key not in self._answers:
            self._answers[key] = self._build(site, target)
        return self._answers[key]

    def _build(self, site: Site, target: str) -> Answer:
        origin = self.origin(site)
        if target == site.feed.moved_from:
            return Answer(status=301, location=origin + site.feed.path)
        if target == site.feed.path:
            return self._feed(site)
        if target == "/":
            return Answer(body=render.home_page(site, origin))
        if target == "/robots.txt" and site.robots is not None:
            text = site.robots.replace("{origin}", origin)
            return Answer(body=text.encode(), media_type="text/plain; charset=utf-8")
        if target in self._clicks.get(site.id, {}):
            return Answer(status=302, location=self._clicks[site.id][target], delay=_CLICK_SECONDS)
        story = self._stories.get((site.id, _without_tracker(site, target)))
        return _NOT_FOUND if story is None else _page(site, story, origin)

    def _feed(self, site: Site) -> Answer:
        if site.feed.status != 200:
            return Answer(status=site.feed.status, body=b"<!doctype html><title>Indisponible</title>")
        body = render.feed(site, self.origin(site), self._today)
        modified = site.stories[0].published.astimezone(UTC) if site.stories else None
        media_type = f"{render.FEED_TYPES[site.feed.form]}; charset={site.feed.charset}"
        return Answer(body=body, media_type=media_type, modified=modified, delay=site.feed.delay)

    @cached_property
    def _stories(self) -> dict[tuple[str, str], Story]:
        return {(site.id, site.path(story)): story for site in self.sites for story in site.stories}

    @cached_property
    def _named(self) -> dict[str, tuple[Site, Story]]:
        return {f"{site.id}/{story.slug}": (site, story) for site in self.sites for story in site.stories}

    @cached_property
    def _clicks(self) -> dict[str, dict[str, str]]:
        """Where the click counters of each site that sends letters lead, by path."""
        return {
            site.id: {
                letter.click(one): self.url(*self._named[one.to]) for letter in site.letters for one in letter.pieces
            }
            for site in self.sites
            if site.letters
        }


def _without_tracker(site: Site, target: str) -> str:
    tracker = site.feed.tracker
    return target.removesuffix(f"?{tracker}").removesuffix(f"&{tracker}") if tracker else target


def _page(site: Site, story: Story, origin: str) -> Answer:
    modified = story.published.astimezone(UTC) if story.dated else None
    match story.page:
        case "missing":
            return _NOT_FOUND
        case "pdf":
            body = pdf(story.title, [block.text for block in story.blocks])
            return Answer(body=body, media_type="application/pdf", modified=modified)
        case _:
            body = render.article_page(site, story, origin)
            return Answer(body=body, modified=modified, reserved=story.reserved)


@contextlib.contextmanager
def running(today: date, *, port: int = 0) -> Iterator[DemoWeb]:
    """Serve the sample web from a thread of its own, for callers that have no event loop or need theirs.

    Raises OSError as DemoWeb does, and TimeoutError if the thread does not come up.
    """
    web = DemoWeb(today, port=port)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo-web", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(web.__aenter__(), loop).result(_START_SECONDS)
        try:
            yield web
        finally:
            asyncio.run_coroutine_threadsafe(web.__aexit__(), loop).result(_START_SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
