"""The network of one search: few requests, one site, each address once, and an end when the site does not want us."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from veille.i18n import _
from veille.models import Outcome, Page
from veille.sources.base import Fetches
from veille.sources.discovery.sites import is_feed_host, same_site
from veille.text import normalise_url

if TYPE_CHECKING:
    from veille.sources.http import Ask

MAX_REQUESTS = 12
"""Requests of one search, robots.txt apart: enough for a home page, five feeds, the sitemap and some guesses."""
MAX_SECONDS = 90.0
"""Time on the network, pauses apart, after which nothing more is asked: a tarpit costs this and no more."""
_HOPELESS = (Outcome.UNREACHABLE, Outcome.TIMEOUT)


@dataclass(slots=True)
class Budget:
    """A `Fetches` that answers from what was fetched, asks the site within limits, and refuses the rest.

    Other hosts are refused without a request, but for services that give out other sites' feeds.
    """

    fetcher: Fetches
    now: datetime
    sites: list[str] = field(default_factory=list)
    """Addresses of the site that is searched; empty lets everything through."""
    requests: int = 0
    seconds: float = 0.0
    over: str = ""
    """Why nothing more is asked, in French."""
    _pages: dict[tuple[str, bool], Page] = field(default_factory=dict)

    async def fetch(self, ask: "Ask") -> Page:
        """Answer an ask; what is not asked for ends not_due or refused."""
        key = _key(ask.url)
        known = self._pages.get((key, True)) or (None if ask.robots else self._pages.get((key, False)))
        if known is not None and not ask.headers:
            return known
        if not self.allows(ask.url):
            return self._without(ask.url, Outcome.REFUSED, _("adresse d’un autre site"))
        if self.over or self.requests >= MAX_REQUESTS:
            return self._without(ask.url, Outcome.NOT_DUE, self.over or _("recherche arrêtée : assez d’essais"))
        self.requests += 1
        page = await self.fetcher.fetch(ask)
        self.seconds += page.seconds
        self._judge(page)
        if not ask.headers:
            self._pages[key, ask.robots] = page
        return page

    def allows(self, url: str) -> bool:
        """Say whether an address may be asked: of the site, or of a service that gives out other sites' feeds."""
        return not self.sites or same_site(url, *self.sites) or is_feed_host(url)

    def _judge(self, page: Page) -> None:
        if page.outcome in _HOPELESS and (page.status is None or page.outcome is Outcome.TIMEOUT):
            self.over = _("recherche arrêtée : le site ne répond plus ({why})").format(why=page.detail)
        elif page.status == 429:
            self.over = _("recherche arrêtée : {why}").format(why=page.detail)
        elif self.seconds > MAX_SECONDS:
            self.over = _("recherche arrêtée : le site est trop lent")

    def _without(self, url: str, outcome: Outcome, detail: str) -> Page:
        return Page(url=url, final_url=url, outcome=outcome, detail=detail, fetched_at=self.now)


def _key(url: str) -> str:
    try:
        return normalise_url(url)
    except ValueError:
        return url
