"""What is read when a source's own address has failed: what its site shows in its place.

    own address fails for good -> what was found before -> else, now and then, one search of its home page
                                     read in its place         one clear feed is read, the rest is proposed

A fault of the network never starts a search, since it may be our own, nor does a refusal, since we go round none.
feeds.yml is never written by itself: a person takes over what was found, or not.
"""

from dataclasses import replace

from veille.i18n import _, ngettext
from veille.models import Outcome, Page, Proposal, Source, Validators
from veille.sources.base import Asking, Collected, SourceReader

SEARCHED = frozenset(("feed", "sitemap", "api"))
"""Types whose address is a file that sites move; a listing page that is gone is looked for by a person."""
_FAILED = (Outcome.NOT_A_FEED, Outcome.GONE)
_GOOD = (Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY)


def may_stand_in(collected: Collected, asking: Asking) -> bool:
    """Say whether a collection failed in a way that something else of its site may be read for."""
    if collected.source.type not in SEARCHED:
        return False
    return collected.outcome in _FAILED or _is_still_wrong(collected, asking)


def _is_still_wrong(collected: Collected, asking: Asking) -> bool:
    """Say whether « unchanged » means: the same wrong page as when the stand-in was found."""
    stand_in = asking.memory.stand_in
    is_other = stand_in is not None and stand_in.url != collected.source.url
    return is_other and collected.outcome is Outcome.UNCHANGED


async def collect_instead(failed: Collected, asking: Asking, reader: SourceReader) -> Collected:
    """Read what stands in for a source whose own address failed (`may_stand_in`), searching its site if need be.

    `reader` is the feed's: only a feed ever stands in. Returns `failed`, with what was found, where nothing does.
    """
    if _is_still_wrong(failed, asking):
        detail = _("l’adresse répond toujours la même page au lieu de ce qui était suivi")
        failed = replace(failed, outcome=Outcome.NOT_A_FEED, detail=detail)
    known = asking.memory.stand_in
    if known is not None and known.url != failed.source.url:
        read = await _read_known(failed, known, asking, reader)
        if read.outcome in _GOOD:
            return read
    return await _search(failed, asking) if asking.memory.may_search else failed


async def _read_known(failed: Collected, known: Proposal, asking: Asking, reader: SourceReader) -> Collected:
    source = replace(failed.source, type=known.type, url=known.url, options=known.options)
    memory = replace(asking.memory, cursor="", stand_in=None)
    read = await reader.collect(source, replace(asking, memory=memory))
    return _in_place(failed, read, known)


async def _search(failed: Collected, asking: Asking) -> Collected:
    # lxml and the rest only when a source fails
    from veille.sources.discovery import is_feed_host, same_site, search  # noqa: PLC0415

    source = failed.source
    if source.home is None and is_feed_host(source.url):
        return failed  # the home page of a service that gives out everybody's feeds says nothing of this one
    done = await search(source, _home(source), asking)
    found = tuple(one.proposal for one in done.found if one.proposal.url != source.url)
    failed = replace(failed, proposals=found, searched=True)
    clear = done.clear
    if clear is not None and clear.proposal in found and same_site(clear.proposal.url, source.url, source.home or ""):
        return _in_place(failed, clear.collected, clear.proposal)
    return replace(failed, detail=f"{failed.detail} ; {_told(found)}") if found else failed


def _home(source: Source) -> str:
    if source.home:
        return source.home
    scheme, _sep, rest = source.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _in_place(failed: Collected, read: Collected, stand_in: Proposal) -> Collected:
    """Return a collection of the stand-in under the source’s name; the page that failed is the last of `pages`."""
    detail = _("{why} ; flux trouvé sur l’accueil et utilisé : {url}").format(why=failed.detail, url=stand_in.url)
    return replace(
        read,
        source=failed.source,
        # where the stand-in moved to is not where the source moved to
        page=replace(read.page, moved_to=None),
        # what the wrong page gave to be asked again, so that it costs little; nothing of a page that is gone
        pages=(*read.pages, _to_ask_again(failed.page)),
        detail=f"{detail} ; {read.detail}" if read.detail else detail,
        cursor=None,
        stand_in=stand_in,
        proposals=failed.proposals,
        searched=failed.searched,
    )


def _to_ask_again(page: Page) -> Page:
    answered = page.outcome in (Outcome.OK, Outcome.UNCHANGED)
    return replace(page, body=b"", validators=page.validators if answered else Validators())


def _told(found: tuple[Proposal, ...]) -> str:
    said = ngettext(
        "à la place, le site propose : {url}", "à la place, le site propose par exemple : {url}", len(found)
    )
    return said.format(url=found[0].url)
