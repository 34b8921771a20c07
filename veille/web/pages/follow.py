"""/suivre: how to be told of what is new in a list: feed reader, calendar, table, and whom to ask for e-mail."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import Response

from veille.i18n import _
from veille.web.follow import Follow
from veille.web.outputs.feed import clean, link
from veille.web.pages.asked import LISTS, arguments
from veille.web.queries import Catalogue
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.config import SiteSettings
    from veille.web.site import Site

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A)


@own_page
async def follow_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Explain how to follow one of our lists; without a list, offer them."""
    args = arguments(request)
    name = args.pop("liste", "")
    if not name:
        lists = [(await read(site, {}, shown)).followed for read in LISTS.values()]
        return await page(site, request, "veille_suivre.html", {"shown": shown, "lists": lists})
    if name not in LISTS:
        text = _("Cette liste n’existe pas : choisissez parmi {known}.").format(known=", ".join(LISTS))
        return await _refused(site, request, [text])
    asked = await LISTS[name](site, args, shown)
    if asked.problems:
        return await _refused(site, request, asked.problems)
    wanted = asked.followed
    context = {
        "shown": shown,
        "wanted": wanted,
        "atom": site.absolute(request, wanted.atom),
        "json": site.absolute(request, wanted.json),
        "calendar": _calendar(site.absolute(request, wanted.ics)),
        "whom": whom_to_ask(site.site_settings, wanted, site.absolute(request, wanted.page)),
    }
    return await page(site, request, "veille_suivre.html", context)


async def _refused(site: "Site", request: Any, problems: Sequence[str]) -> Response:
    return await error(site, 400, request, said=(_("Cette liste ne peut pas être suivie"), " ".join(problems)))


def _calendar(address: str) -> dict[str, str]:
    """Return the two spellings of a calendar's address: webcal opens the calendar program where one is known."""
    return {"https": address, "webcal": "webcal" + address[address.index("://") :]}


def whom_to_ask(settings: "SiteSettings", wanted: Follow, address: str) -> dict[str, str]:
    """Return how to ask for a list by e-mail: a prepared message (`mailto`), else a page (`url`) or words (`text`)."""
    contact = settings.contact.strip()
    found = _ADDRESS.search(contact)
    if not found:
        return {"url": contact} if link(contact) else {"text": contact or settings.publisher.strip()}
    title = clean(wanted.title)
    subject = _("Recevoir par courriel : {title}").format(title=title)
    body = _("Bonjour,\n\nJe voudrais recevoir cette liste par courriel :\n{title}\n{address}\n\nMerci !\n").format(
        title=title, address=address
    )
    # line ends as RFC 6068 has them; nothing of the list's title can add a header
    written = f"subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
    return {"address": found[0], "mailto": f"mailto:{quote(found[0], safe='@')}?{written}"}
