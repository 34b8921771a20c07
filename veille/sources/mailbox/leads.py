"""From newsletters to leads: where links lead, one lead an article, an address fit to be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from veille.models import Lead, Source
from veille.sources import dates
from veille.sources.mailbox.chrome import chrome_address, is_chrome
from veille.sources.mailbox.newsletters import Article, Newsletter
from veille.sources.mailbox.tracking import Resolver, counters, counts, offline_target
from veille.sources.plain import MAX_TITLE
from veille.text import digest, normalise_url, shorten

MAX_TRIES = 3
"""Links of one article tried until one leads somewhere."""
_SUMMARY = 500
_ARCHIVES = re.compile(r"(?:^|\.)(?:campaign-archive\d*\.com|mailchi\.mp)$")
# Parameters that name the reader of a newsletter, beside the trackers that text.normalise_url removes.
_READER = re.compile(
    r"(?:e-?mail\w*|courriel|subscriber\w*|recipient\w*|contact_?id|ck_subscriber_id|_ke|trk_\w+|sc_\w+|"
    r"inf_contact_key|ml_subscriber\w*|vgo_ee|sib_id|mj_campaign|mj_contact|ee|eid|uid_?c)",
    re.I,
)


@dataclass(slots=True)
class _Found:
    """An article with its address, "" when it has none."""

    url: str
    title: str
    texts: list[str] = field(default_factory=list)


async def addresses(letter: Newsletter, resolver: Resolver) -> list[str]:
    """Return where each article of a newsletter is, "" where that cannot be found."""
    hosts = _hosts(letter)
    found = []
    for article in letter.articles:
        url = ""
        for link in article.links[:MAX_TRIES]:
            if url := await resolver.target(link, hosts, letter.forbidden):
                break
        found.append(url)
    return found


def addresses_offline(letter: Newsletter) -> list[str]:
    """Return the same without a request: what counts clicks and does not say where it leads gives ""."""
    hosts = _hosts(letter)
    offline = [[offline_target(link, hosts, letter.forbidden) for link in one.links] for one in letter.articles]
    return [next(filter(None, urls), "") for urls in offline]


def _hosts(letter: Newsletter) -> frozenset[str]:
    return counters(link for article in letter.articles for link in article.links)


def leads_of(
    letter: Newsletter, addresses: Sequence[str], source: Source, *, arrived: datetime | None, now: datetime
) -> tuple[Lead, ...]:
    """Return one lead for each article of a newsletter, or one for its whole text when it has none.

    `addresses` are those of the articles, in order; addresses that count clicks are never kept. An article whose
    address cannot be found, and a text without links, has the source's home with `#courriel-<hash>` for address
    and is not fetchable: what readers of the site are shown is a living page, and the text is all there is.
    """
    moment = dates.believable(letter.date, now) or dates.believable(arrived, now)
    if not letter.articles:
        whole = _Found(public_address(letter.online), letter.subject, [letter.text])
        return (_lead(whole, letter, source, moment, fetchable=False),) if letter.text else ()
    found = [
        _Found(without_reader(url), article.title, [article.text])
        for article, url in zip(letter.articles, addresses, strict=True)
        if (url or article.text) and not (url and _is_none(article, url, letter, source))
    ]
    return tuple(_lead(one, letter, source, moment, fetchable=bool(one.url)) for one in _merged(found))


def _is_none(article: Article, url: str, letter: Newsletter, source: Source) -> bool:
    """Say whether an address turns out to be no article: the sender's home, a network, a way out."""
    return _is_home(url, letter, source) or is_chrome(article.title, url, letter.forbidden)


def without_reader(url: str) -> str:
    """Return a normalised address without the parameters that say who reads: names for it, and any e-mail address."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [
        piece
        for piece in parts.query.split("&")
        if not _READER.fullmatch(unquote(piece.partition("=")[0])) and "@" not in unquote(unquote(piece))
    ]
    return normalise_url(urlunsplit(parts._replace(query="&".join(kept))))


def public_address(online: str) -> str:
    """Return where a message can be read on the web by anybody, "" unless that is surely no reader's own page."""
    try:
        parts = urlsplit(online)
        if not _ARCHIVES.search(parts.hostname or ""):
            if not online or parts.query or counts(online) or chrome_address(online) or _names_reader(parts.path):
                return ""
            return normalise_url(online)
        query = "&".join(f"{name}={value}" for name, value in parse_qsl(parts.query) if name in ("u", "id"))
        return normalise_url(urlunsplit(parts._replace(query=query, fragment="")))
    except ValueError:
        return ""


def _names_reader(path: str) -> bool:
    """Say whether a path may hold somebody's token: anything long that is no words with hyphens."""
    return any(len(piece) >= 12 and "-" not in piece and re.search(r"\d", piece) for piece in path.split("/"))


def _is_home(url: str, letter: Newsletter, source: Source) -> bool:
    """Say whether an address is just the sender's site."""
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query:
        return False
    host = (parts.hostname or "").removeprefix("www.")
    own = {letter.sender.rpartition("@")[2], urlsplit(source.home or "").hostname or ""}
    return any(host == one.removeprefix("www.") or host.endswith("." + one) for one in own if one)


def _merged(found: Sequence[_Found]) -> list[_Found]:
    """Merge what leads to one address (a picture, a title and a button apart), the longest title kept."""
    merged: dict[str, _Found] = {}
    for number, one in enumerate(found):
        key = one.url or f"#{number}"
        if key not in merged:
            merged[key] = one
            continue
        kept = merged[key]
        if len(one.title) > len(kept.title) and not kept.texts[0]:
            kept.title = one.title
        kept.texts += [text for text in one.texts if text and text not in kept.texts]
    return list(merged.values())


def _lead(one: _Found, letter: Newsletter, source: Source, moment: datetime | None, *, fetchable: bool) -> Lead:
    title = shorten(one.title or letter.subject, MAX_TITLE)
    content = "\n".join(text for text in one.texts if text)
    url = one.url or f"{_home(source)}#courriel-{digest(letter.message_id, title, content)[:16]}"
    lead = Lead(
        source_id=source.id,
        url=url,
        entry_id=f"{letter.message_id}#{digest(url)[:16]}",
        title=title,
        summary=shorten(content, _SUMMARY),
        content=content,
        published=moment,
        published_raw=moment.astimezone(UTC).isoformat() if moment else None,
        fetchable=fetchable,
    )
    return replace(lead, fingerprint=digest(lead.title, lead.content, lead.url))


def _home(source: Source) -> str:
    """Return the page shown for what has none of its own; feeds.yml demands one of a mailbox."""
    try:
        return normalise_url(source.home or "")
    except ValueError:  # only in a preview, before there is an entry in feeds.yml
        return source.url
