"""What a feed holds, whatever its form: frozen values that `atom` and `jsonfeed` write down.

Texts may be anything a source once wrote; what neither XML nor JSON may hold is left out when they are written.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from veille.i18n import _
from veille.text import is_http_url, squeeze, words

_NONCHARACTERS = re.compile("[\ufffe\uffff]")
"""What XML 1.0 forbids (section 2.2) besides what `squeeze` takes out."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_AUTHORITY = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_MINTED = "2026"
"""Year in our tag: URIs (RFC 4151: a day on which the name was ours). It never changes, or all were unread again."""
_IN_A_TAG = "/?:@!$&'()*+,;=%-._~"
"""Characters of the last part of a tag: URI, besides letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A label of an entry."""

    term: str
    """Its identity: « emploi »."""
    label: str
    """Its name for people: « Emploi et travail »."""
    scheme: str = ""
    """Address of the vocabulary it belongs to: https://veille.example/theme/."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One article, call or event."""

    id: str
    """A tag: URI (`tag_uri`), the same as long as the thing is the same."""
    title: str
    url: str
    """Whole address of our page about it."""
    published: datetime
    """With its zone, as `updated`."""
    updated: datetime
    summary: str = ""
    """Plain text."""
    original: str = ""
    """Where it is read at its publisher's; what is no http(s) address is left out."""
    source: str = ""
    """Name of who published it."""
    source_url: str = ""
    source_feed: str = ""
    lang: str = "fr"
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list as programs read it; addresses are whole."""

    id: str
    """A tag: URI (`tag_uri`)."""
    title: str
    url: str
    """The list as a page."""
    home: str
    """The site's first page."""
    author: str
    """Who gives the feed: the site."""
    rights: str
    updated: datetime
    """When it last changed, where no entry tells."""
    entries: tuple[FeedEntry, ...]
    atom: str
    json: str
    """Its own two addresses."""
    next_atom: str = ""
    next_json: str = ""
    """Where its older entries are (RFC 5005); empty on the last page."""
    version: str = ""
    """Of the program that makes it."""

    @property
    def changed(self) -> datetime:
        """When the newest change of an entry was, `updated` for an empty list."""
        return max((entry.updated for entry in self.entries), default=self.updated)


def tag_uri(base_url: str, title: str, specific: str) -> str:
    """Return a tag: URI (RFC 4151) that stays the same wherever the site is visited.

    base_url, title: of [site]. Without a base_url the title stands for the host,
    under .invalid (RFC 2606), so that it never meets a real name.
    specific: what it names, as « article/12 ».
    """
    host = urlsplit(base_url).hostname or ""
    if not host.isascii():
        host = host.encode("idna").decode()
    if not _AUTHORITY.fullmatch(host):
        host = f"{'-'.join(words(title)) or 'veille'}.invalid"
    return f"tag:{host},{_MINTED}:{quote(specific, safe=_IN_A_TAG)}"


def clean(text: str) -> str:
    """Return text on one line, without what XML or JSON cannot hold or what would deceive a reader."""
    return _NONCHARACTERS.sub("", squeeze(text))


def named(text: str, otherwise: str) -> str:
    """Return a cleaned text where one is required, otherwise an address, which is never empty."""
    return clean(text) or otherwise


def link(url: str) -> str:
    """Return an address that may be a link, '' for anything but http and https."""
    return url if is_http_url(url) and clean(url) == url else ""


def language(lang: str) -> str:
    """Return a language tag, '' for what has not the form of one (BCP 47)."""
    return lang if _LANGUAGE.fullmatch(lang) else ""


def content(entry: FeedEntry) -> str:
    """Return what a feed reader shows of an entry, as HTML: its summary, then where to read it."""
    original = link(entry.original)
    summary = Markup("<p>{}</p>").format(clean(entry.summary)) if entry.summary else Markup()
    if not original:
        return str(summary)
    name = clean(entry.source)
    label = _("Lire l’original ({name})").format(name=name) if name else _("Lire l’original")
    return str(summary + Markup('<p><a href="{}">{}</a></p>').format(original, label))
