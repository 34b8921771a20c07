"""« Proposer un lien »: what a visitor noticed and why it matters."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.text import normalise_url, squeeze
from veille.web import filled
from veille.web.filled import Filled
from veille.web.pages.forms import Form, Text, form_view, shared_problems, show, sought, take_in, thank, thanks
from veille.web.queries import Catalogue
from veille.web.queries.known import Known, known
from veille.web.submissions import PROPOSAL

if TYPE_CHECKING:
    from veille.web.site import Site

_TEMPLATE = "veille_proposer.html"


@form_view
async def propose(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the form, take it in, or say thanks. `?url=` fills in the address, for a bookmark of one's own."""
    if request.method == "POST":
        return await _take_in(site, request, shown)
    if request.args.get("merci"):
        return await thank(site, request, shown, {"proposed": True, "article": await sought(site, request)})
    given = squeeze(request.args.get("url") or "")[: filled.MAX_ADDRESS]
    return await show(site, request, shown, Form(template=_TEMPLATE, filled=Filled(values={"url": given})))


async def _take_in(site: "Site", request: Any, shown: Catalogue) -> Response:
    got = filled.read(await request.post_body(), lines=("url", "contact"), texts=("pourquoi",))
    url = filled.address(got["url"])
    form = Form(template=_TEMPLATE, filled=got, problems=tuple(_problems(got, url)))
    if form.problems:
        return await take_in(site, request, shown, form, None)
    url = normalise_url(url)
    found: Known | None = await site.reader.read(lambda conn: known(conn, url))
    article = {"article": str(found.id)} if found else {}
    values = {"url": url, "why": got["pourquoi"], "contact": got["contact"], **article}
    text = Text(kind=PROPOSAL, values=values, thanks=thanks("/proposer", **article))
    return await take_in(site, request, shown, form, text)


def _problems(got: Filled, url: str) -> list[tuple[str, str]]:
    problem = filled.address_problem(url)
    return [*([("url", problem)] if problem else []), *shared_problems(got)]
