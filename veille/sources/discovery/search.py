"""One search: in what order a site is looked through, and when it is enough."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from veille.i18n import _, ngettext
from veille.models import Outcome, Page, Proposal, Source
from veille.sources.base import INLINE_BYTES, Asking
from veille.sources.discovery import links, sniff
from veille.sources.discovery.budget import Budget
from veille.sources.discovery.links import Link, Offer
from veille.sources.discovery.lists import Way, ways
from veille.sources.discovery.sites import root_of, same_site
from veille.sources.discovery.software import GUESSES, SITEMAPS, WORDPRESS_SITEMAPS, Software, detect
from veille.sources.discovery.trying import ACCEPT, Found, Tries, asking_within, rank
from veille.sources.listing import INLINE_TAGS
from veille.text import is_http_url

MAX_ANNOUNCED = 4
MAX_LINKED = 3
MAX_SITEMAPS = 2
MAX_SECTIONS = 2
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.I | re.M)
_DATASET = re.compile(r"/explore/dataset/([\w.-]{1,120})")
_ROBOTS_BYTES = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a search of one address found."""

    home: Page
    """The page at the address, or at the root of its site where the address gave none."""
    proposals: tuple[Proposal, ...]
    """Best first; each was read and gave entries."""
    detail: str
    """In French: why there are no proposals, or where the search stopped; empty when all was well."""
    clear: Proposal | None = None
    """The one living main feed of this site, when there is no choice to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search with everything that was read on the way."""

    home: Page
    found: tuple[Found, ...]
    """Best first."""
    detail: str
    clear: Found | None


async def discover(url: str, asking: Asking) -> Discovery:
    """Look for what can be followed at any address; `asking.memory` is not used.

    Whatever the network and the site do, the answer is a Discovery. Nothing is stored or written.
    """
    done = await search(Source(id="recherche", name="recherche", url=url), url, asking)
    return Discovery(
        home=done.home,
        proposals=tuple(one.proposal for one in done.found),
        detail=done.detail,
        clear=done.clear.proposal if done.clear else None,
    )


async def search(source: Source, url: str, asking: Asking) -> Search:
    """Look through the site at `url` for what may be read as `source`; leads of what is found bear its id."""
    budget = Budget(fetcher=asking.fetcher, now=asking.now)
    asking = asking_within(asking, budget)
    tries = Tries(source=replace(source, include=(), exclude=()), asking=asking, budget=budget)
    page = await _first_page(url, tries)
    why = await _look_through(url, page, tries) if page.outcome is Outcome.OK else ""
    found = tuple(sorted(tries.found, key=lambda one: rank(one, asking.now)))
    return Search(home=page, found=found, detail=_detail(page, budget, found, why), clear=tries.clear())


async def _first_page(url: str, tries: Tries) -> Page:
    """Ask for the address; for the root of its site when there is nothing (any more).

    robots.txt has its say about pages, not about what is published for programs and looks so.
    """
    if not is_http_url(url):
        return await tries.asking.fetch(url)  # refused, saying why
    robots = not (links.looks_like_feed(url) or "sitemap" in url.lower() or "/api/" in url)
    page = await tries.asking.fetch(url, accept=ACCEPT, robots=robots)
    if page.outcome is Outcome.GONE and root_of(url) != url:
        page = await tries.asking.fetch(root_of(url), accept=ACCEPT, robots=True)
    return page


async def _look_through(url: str, page: Page, tries: Tries) -> str:
    """Look at the address, then at its site; return why the address itself, a feed or the like, gave nothing."""
    # who asks for an old name is taken to the new one; what is found there is for a person to judge
    tries.budget.sites = [page.final_url]
    kind, why = sniff.type_of(page), ""
    if kind in ("feed", "sitemap", "api"):
        if page.url == url:
            await tries.sniff(url, _("l’adresse elle-même"))
        if tries.found:
            return ""
        why = tries.why
        page = await tries.asking.fetch(root_of(page.final_url), accept=ACCEPT, robots=True)
        if page.outcome not in (Outcome.OK, Outcome.GONE, Outcome.EMPTY):
            return why  # refused or down: no guessing behind a closed door
        kind = sniff.type_of(page) if page.outcome is Outcome.OK else ""
    offer = await _offer(page, tries.asking) if kind == "listing" else Offer()
    software = detect(offer.generator, offer.addresses)
    await _offered_feeds(offer, tries)
    if _is_enough(tries):
        return why
    await _usual_feeds(page, software, tries)
    await _datasets(page, offer, tries)
    if _is_enough(tries):
        return why
    await _sitemaps(page, software, tries)
    await _wordpress_api(page, offer, software, tries)
    await _lists(page, offer, tries)
    return why


def _is_enough(tries: Tries) -> bool:
    """Say whether a living main feed was found: nothing below is better, and each request is a burden."""
    return any(
        one.main and one.proposal.type in ("feed", "api") and one.newest and one.is_fresh(tries.asking.now)
        for one in tries.found
    )


async def _offer(page: Page, asking: Asking) -> Offer:
    if len(page.body) > INLINE_BYTES:
        offer: Offer = await asking.run_cpu(links.read, page)
        return offer
    return links.read(page)


def _of_site(offered: tuple[Link, ...], tries: Tries) -> list[Link]:
    """Leave out other sites' addresses: a partner's feed is not this site's, whoever links to it."""
    return [link for link in offered if tries.budget.allows(link.url)]


async def _offered_feeds(offer: Offer, tries: Tries) -> None:
    """Read what the page announces, then what it links to; one page that lists feeds is followed."""
    for link in _of_site(offer.announced, tries)[:MAX_ANNOUNCED]:
        how = _("annoncé par la page") + (f" (« {link.label} »)" if link.label else "")
        await tries.sniff(link.url, how, main=link.main)
    if _is_enough(tries):
        return
    for link in _of_site(offer.feeds, tries)[:MAX_LINKED]:
        how = _("lien « {label} »").format(label=link.label or link.url)
        page = await tries.sniff(link.url, how, main=link.main)
        if page.outcome is Outcome.OK and sniff.type_of(page) == "listing":
            further = await _offer(page, tries.asking)
            for one in _of_site((*further.announced, *further.feeds), tries)[:MAX_LINKED]:
                how = _("page des flux, « {label} »").format(label=one.label or one.url)
                await tries.sniff(one.url, how, main=False)


async def _usual_feeds(page: Page, software: Software | None, tries: Tries) -> None:
    """Try where the site's software keeps its feeds, or the commonest places where it is not known."""
    root = root_of(page.final_url)
    if software is None:
        how, paths = _("adresse courante"), [urljoin(root, path) for path in GUESSES]
    else:
        how = _("adresse habituelle de {name}").format(name=software.name)
        paths = [*software.section(page.final_url), *(urljoin(root, path) for path in software.feeds)]
    for url in paths:
        await tries.sniff(url, how)
        if _is_enough(tries):
            return


async def _datasets(page: Page, offer: Offer, tries: Tries) -> None:
    """Read the data set of an Opendatasoft portal that the address names, or those its page links to."""
    pages = [page.final_url, *(link.url for link in _of_site(offer.datasets, tries))]
    names = dict.fromkeys(match[1] for url in pages if (match := _DATASET.search(urlsplit(url).path)))
    for name in list(names)[:MAX_LINKED]:
        url = urljoin(root_of(page.final_url), f"api/explore/v2.1/catalog/datasets/{name}/records")
        await tries.sniff(url, _("jeu de données « {name} »").format(name=name))


async def _sitemaps(page: Page, software: Software | None, tries: Tries) -> None:
    """Read the sitemaps that robots.txt names, those of news first; without any, the usual places until one answers."""
    root = root_of(page.final_url)
    robots = await tries.asking.fetch(urljoin(root, "robots.txt"), accept="text/plain, */*;q=0.5")
    named: list[str] = []
    if robots.outcome is Outcome.OK and sniff.type_of(robots) != "listing":
        text = robots.body[:_ROBOTS_BYTES].decode("utf-8", "replace")
        found = dict.fromkeys(urljoin(root, match) for match in _SITEMAP_LINE.findall(text)[:100])
        named = sorted((url for url in found if same_site(url, root)), key=lambda url: "news" not in url.lower())
    for url in named[:MAX_SITEMAPS]:
        await tries.read("sitemap", url, _("plan du site indiqué par robots.txt"))
    if named:
        return
    usual = WORDPRESS_SITEMAPS if software is not None and software.name == "WordPress" else SITEMAPS
    for path in usual:
        if await tries.read("sitemap", urljoin(root, path), _("plan du site, adresse courante")):
            return


async def _wordpress_api(page: Page, offer: Offer, software: Software | None, tries: Tries) -> None:
    is_wordpress = software is not None and software.name == "WordPress"
    if offer.api or is_wordpress:
        root = offer.api or urljoin(root_of(page.final_url), "wp-json/")
        await tries.sniff(urljoin(root, "wp/v2/posts"), _("interface de WordPress"))


async def _lists(page: Page, offer: Offer, tries: Tries) -> None:
    """Read the pages behind « Actualités » and the like as lists, and the page itself where none is better."""
    for link in _of_site(offer.sections, tries)[:MAX_SECTIONS]:
        await _list(link.url, _("page « {label} »").format(label=link.label), tries)
    if not any(one.proposal.type == "listing" for one in tries.found) and page.outcome is Outcome.OK:
        await _list(page.final_url, _("liste trouvée dans la page"), tries)


async def _list(url: str, how: str, tries: Tries) -> None:
    """Read a page as a list, by the selectors that name it; each list of a page that has several as good."""
    page = await tries.asking.fetch(url, accept=ACCEPT, robots=True)
    if page.outcome is not Outcome.OK or sniff.type_of(page) != "listing":
        return
    is_long = len(page.body) > INLINE_BYTES or page.body.count(b"<") > INLINE_TAGS
    found: tuple[Way, ...] = await tries.asking.run_cpu(ways, page) if is_long else ways(page)
    for way in found:
        told = _("{how}, liste de « {title} »").format(how=how, title=way.title) if way.title else how
        await tries.read("listing", url, told, options=way.options)


def _detail(page: Page, budget: Budget, found: tuple[Found, ...], why: str) -> str:
    if found:
        return budget.over
    if page.outcome is not Outcome.OK:
        return page.detail
    nothing = ngettext(
        "rien à suivre trouvé à cette adresse ({n} essai)",
        "rien à suivre trouvé sur ce site ({n} essais)",
        budget.requests,
    ).format(n=budget.requests)
    return " ; ".join(said for said in (why, nothing, budget.over) if said)
