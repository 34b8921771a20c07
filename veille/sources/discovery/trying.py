"""Reads one candidate address with the reader of its type, and keeps it only when something is in it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from veille.kinds import Options
from veille.models import Lead, Memory, Outcome, Page, Proposal, Source
from veille.sources import reader_for
from veille.sources.base import Asking, Collected
from veille.sources.discovery import sniff
from veille.sources.discovery.budget import Budget
from veille.sources.discovery.links import is_of_comments
from veille.sources.discovery.sites import is_feed_host, same_site

FRESH = timedelta(days=180)
"""A source whose newest entry is older has probably been left: small networks write monthly, and rest in summer."""
_SAME = 0.6
"""Part of a feed's addresses that another has as well when both are one feed in two formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address that was read and gave something."""

    proposal: Proposal
    collected: Collected
    main: bool
    """False for the feed of a section of the site."""

    @property
    def newest(self) -> datetime | None:
        """When its newest entry was published."""
        return self.proposal.newest

    def is_fresh(self, now: datetime) -> bool:
        """Say whether it lives, as far as its dates tell; without dates it may."""
        return self.newest is None or now - self.newest < FRESH

    def is_news(self) -> bool:
        """Say whether most entries have a title and a date: a news sitemap, unlike a plain one."""
        leads = self.collected.leads
        return 2 * sum(bool(lead.title and lead.published) for lead in leads) > len(leads)


@dataclass(slots=True)
class Tries:
    """The candidates of one search, as they are read."""

    source: Source
    """Whose site is searched, or one made for the purpose: leads bear its id."""
    asking: Asking
    budget: Budget
    found: list[Found] = field(default_factory=list)
    why: str = ""
    """Why the first candidate with nothing in it had nothing, in French."""
    _done: set[tuple[str, str, Options | None]] = field(default_factory=set)

    async def read(self, type_: str, url: str, how: str, *, options: Options | None = None, main: bool = True) -> bool:
        """Read a candidate of a given type and keep it when it gives something; say whether it does."""
        if not self._once(type_, url, options):
            return False
        home = self.source.home or (self.budget.sites[0] if self.budget.sites else None)
        source = replace(self.source, type=type_, url=url, home=home, options=options)
        collected = await reader_for(source).collect(source, self.asking)
        if collected.outcome not in (Outcome.OK, Outcome.UNCHANGED) or not collected.leads:
            self.why = self.why or collected.detail
            return False
        if is_of_comments(collected.title) or not self._is_ours(collected) or self._is_copy(type_, collected.leads):
            return False
        page = collected.page
        proposal = Proposal(
            type=type_,
            url=page.moved_to or url,
            how=how,
            title=collected.title,
            entries=len(collected.leads),
            newest=newest(collected.leads),
            options=options,
        )
        self.found.append(Found(proposal=proposal, collected=collected, main=main))
        return True

    async def sniff(self, url: str, how: str, *, main: bool = True) -> Page:
        """Read a candidate as whatever its body looks like, but for HTML, which is nobody's feed; return its page."""
        page = await self.asking.fetch(url, accept=ACCEPT)
        kind = sniff.type_of(page) if page.outcome is Outcome.OK else ""
        if kind in ("feed", "sitemap"):
            await self.read(kind, url, how, main=main)
        elif kind == "api":
            await self.read(kind, url, how, options=sniff.api_options(page))
        return page

    def clear(self) -> Found | None:
        """Return the one living main feed of this very site; None when there is none, or a choice to be made."""
        feeds = [one for one in self.found if one.proposal.type == "feed" and one.main]
        return feeds[0] if len(feeds) == 1 and feeds[0].is_fresh(self.asking.now) else None

    def _once(self, type_: str, url: str, options: Options | None) -> bool:
        key = (type_, url, options)
        fresh = key not in self._done
        self._done.add(key)
        return fresh

    def _is_ours(self, collected: Collected) -> bool:
        """Say whether what answered, after redirects, is of the site; a feed service's must say that it is."""
        sites, url = self.budget.sites, collected.page.final_url
        if not sites or same_site(url, *sites):
            return True
        return is_feed_host(url) and same_site(collected.site, *sites)

    def _is_copy(self, type_: str, leads: tuple[Lead, ...]) -> bool:
        """Say whether something found before has these entries: RSS beside Atom, one feed at two addresses."""
        mine = {lead.url for lead in leads}
        for one in self.found:
            if one.proposal.type == type_:
                theirs = {lead.url for lead in one.collected.leads}
                if len(mine & theirs) >= _SAME * max(len(mine), len(theirs)):
                    return True
        return False


ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.5"


def asking_within(asking: Asking, budget: Budget) -> Asking:
    """Return an Asking that goes through the budget and remembers nothing: every address is read whole."""
    return replace(asking, fetcher=budget, memory=Memory())


def newest(leads: tuple[Lead, ...]) -> datetime | None:
    """Return when the newest of the leads was published or, where a source says only that, changed."""
    return max((date for lead in leads if (date := lead.published or lead.updated)), default=None)


def rank(found: Found, now: datetime) -> tuple[int, bool, bool]:
    """Return what proposals are ordered by, best first."""
    fresh = found.is_fresh(now)
    match found.proposal.type:
        case "feed":
            place = 6 if not fresh else 0 if found.main and found.newest else 1 if found.main else 2
        case "sitemap":
            place = 3 if found.is_news() and fresh else 7
        case "api":
            place = 4 if fresh else 6
        case _:
            place = 5
    return place, is_feed_host(found.proposal.url), not found.main
