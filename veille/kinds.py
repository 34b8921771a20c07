"""What feeds.yml says beyond the address, for each kind of source: one frozen dataclass a kind.

Values only: `veille.config` reads and checks them, `veille.sources` acts on them.
Docs, key by key, are generated into docs/reference/feeds-yml.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapOptions:
    """`sitemap:` a sitemap, or an index of them."""

    children: tuple[str, ...] = ()
    """Of an index, only the sitemaps whose address matches one of these URL patterns; none given: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingOptions:
    """`listing:` a page that lists articles or calls. CSS selectors, relative to the item but for `item` and `next`."""

    item: str | None = None
    """One element per article; None finds the repeated block by itself."""
    link: str | None = None
    """The link of an item; None takes the one around or in its title."""
    title: str | None = None
    date: str | None = None
    summary: str | None = None
    next: str | None = None
    """The link to the next page."""
    pages: int = 1
    """Pages read at most."""
    pdf: bool = False
    """True where the documents themselves are listed: each link to a PDF is a lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOptions:
    """`api:` a JSON API. Field paths are names separated by dots, `title.rendered`; a number is a place in a list."""

    flavour: str = "generique"
    """opendatasoft, wordpress or generique: the first two know their own field paths and paging."""
    items: str = ""
    """Where the list is; empty when the answer itself is the list."""
    id: str | None = None
    title: str | None = None
    link: str | None = None
    """A field path, or an address with fields in braces: `https://site.example/aide/{slug}`."""
    published: str | None = None
    updated: str | None = None
    summary: str | None = None
    content: str | None = None
    next: str | None = None
    """Field path of the next page's address."""
    page: str | None = None
    """Name of the parameter that counts pages from 1."""
    offset: str | None = None
    """Name of the parameter that counts records from 0."""
    pages: int = 1
    """Pages read at most."""
    token: str | None = None
    """Name of the environment variable (VEILLE_…) that holds a bearer token; the token is never in feeds.yml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxOptions:
    """`mailbox:` newsletters, read and left where they are."""

    user: str | None = None
    """IMAP account; the password is in the environment, `VEILLE_IMAP_PASSWORD` or as `password` says."""
    password: str = "VEILLE_IMAP_PASSWORD"  # noqa: S105 - the name of a variable
    """Name of the environment variable that holds the password."""
    senders: tuple[str, ...] = ()
    """Addresses or @domains whose messages are read; none given: all."""
    messages: int = 50
    """Messages read in one run at most, oldest unread first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOptions:
    """`archive:` a folder of compressed XML, as DILA publishes the official journal."""

    format: str = "jorf"
    keep: tuple[str, ...] = ()
    """Only texts that hold one of these words or phrases, compared folded; none given: all."""
    files: int = 3
    """Archives read in one run at most, oldest unread first."""


Options = SitemapOptions | ListingOptions | ApiOptions | MailboxOptions | ArchiveOptions

FAMILIES = (
    "reseau",
    "federation",
    "media",
    "institution",
    "collectivite",
    "europe",
    "financeur",
    "recherche",
    "think-tank",
    "autre",
)
"""What sort of body speaks in a source: how feeds.yml and exported lists are grouped."""
OPTIONS: dict[str, type[Options]] = {
    "sitemap": SitemapOptions,
    "listing": ListingOptions,
    "api": ApiOptions,
    "mailbox": MailboxOptions,
    "archive": ArchiveOptions,
}
"""By `type`; the key of feeds.yml that holds them has the same name. `feed` has none."""
TYPES = ("feed", *OPTIONS)
"""What `type` may be; `sources/` has one reader for each."""
