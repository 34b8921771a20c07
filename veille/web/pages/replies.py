"""What the replies that programs read share: feeds, tables and calendars of every list.

They are public and without cookies, so pages of other sites may read them (CORS, any origin).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from datasette import Response

from veille import __version__
from veille.i18n import _
from veille.models import PARIS
from veille.web.follow import FORMS, Follow
from veille.web.outputs.atom import atom
from veille.web.outputs.feed import Feed, FeedEntry, tag_uri
from veille.web.outputs.jsonfeed import jsonfeed
from veille.web.rendering import ERRORS, error

if TYPE_CHECKING:
    from veille.web.site import Site

MAX_ENTRIES = 50
"""Entries of one page of a feed: a reader that comes once a day misses nothing, and a page stays under 100 KB."""
MAX_ROWS = 10_000
"""Rows of one table; more is the matter of a daily dump."""
OPEN = {"access-control-allow-origin": "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a feed: at most MAX_ENTRIES, newest first."""

    entries: tuple[FeedEntry, ...]
    published: str
    """Moment of the site's publication, as in `Publication.moment`: when an empty feed last changed."""
    page: int = 1
    is_last: bool = True


def reply(site: "Site", form: str, body: bytes, followed: Follow) -> Response:
    """Give a list in one of its `FORMS`; tables and calendars have a name to be kept under."""
    headers = dict(OPEN)
    if form in ("csv", "ics"):
        name = f"veille{followed.page.partition('?')[0].replace('/', '-')}-{site.today:%Y-%m-%d}.{form}"
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(body, headers=headers, content_type=f"{FORMS[form]}; charset=utf-8")


async def refused(site: "Site", request: Any, problems: Sequence[str]) -> Response:
    """Say what is wrong with an address: an empty list would look like no news."""
    return await _told(site, request, 400, problems)


async def beyond(site: "Site", request: Any) -> Response:
    """Say that a list has no such page: an empty one would look like the end of news."""
    return await _told(site, request, 404, [_("Cette liste n’a pas autant de pages.")])


async def _told(site: "Site", request: Any, status: int, said: Sequence[str]) -> Response:
    response = await error(site, status, request, said=(ERRORS[status][0], " ".join(said)))
    response.headers.update(OPEN)
    return response


def feed_reply(site: "Site", request: Any, form: str, followed: Follow, part: Part) -> Response:
    """Give a part of a list as an Atom or JSON feed with links to all that a reader looks for."""
    page = part.page
    feed = Feed(
        id=tag(site, followed.page.lstrip("/")),
        title=f"{followed.title} – {site.site_settings.title}",
        url=site.absolute(request, followed.page),
        home=site.absolute(request, "/"),
        author=site.site_settings.title,
        rights=_("Les titres et les extraits appartiennent à leurs éditeurs ; les étiquettes sont de {title}.").format(
            title=site.site_settings.title
        ),
        updated=moment(part.published) or midnight(site.today.isoformat()),
        entries=part.entries,
        atom=site.absolute(request, _numbered(followed.atom, page)),
        json=site.absolute(request, _numbered(followed.json, page)),
        next_atom="" if part.is_last else site.absolute(request, _numbered(followed.atom, page + 1)),
        next_json="" if part.is_last else site.absolute(request, _numbered(followed.json, page + 1)),
        version=__version__,
    )
    return reply(site, form, atom(feed) if form == "atom" else jsonfeed(feed), followed)


def tag(site: "Site", specific: str) -> str:
    """Return the tag: URI of something of this site, such as « article/12 »."""
    return tag_uri(site.site_settings.base_url, site.site_settings.title, specific)


def midnight(day: str) -> datetime:
    """Return the first moment of a day in Paris; feeds have moments where we know a day. Raises ValueError."""
    return datetime.combine(date.fromisoformat(day[:10]), time(), PARIS)


def moment(text: str) -> datetime | None:
    """Return a moment in ISO form, in UTC where it does not say; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _numbered(address: str, page: int) -> str:
    if page == 1:
        return address
    return f"{address}{'&' if urlsplit(address).query else '?'}page={page}"
