"""JSON APIs: three flavours, paging, tokens, and what answers that are no list of records are called."""

import json
import pickle
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.asking import NOW, collect_from
from tests.support.faultserver import FaultServer, Request, Wire
from veille.kinds import ApiOptions
from veille.models import Lead, Outcome, Page, Source, Validators
from veille.sources import Reading, api, reader_for
from veille.sources.apiread import MAX_RECORDS, MAX_VALUES
from veille.sources.apishape import next_url, shape_of

URL = "https://api.exemple.fr/aides?tri=date"


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


def make(url: str = URL, **options: Any) -> Source:
    return Source(id="aides", name="Aides", url=url, type="api", options=ApiOptions(**options))


def read(body: Any, **options: Any) -> Reading:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(url=URL, final_url=URL, outcome=Outcome.OK, body=raw, fetched_at=NOW)
    return reader_for(make()).read(page, make(**options))


def answers(*bodies: Any, by: str) -> Callable[[Request, Wire], Any]:
    """Return a handler that gives the body of the page that the parameter `by` counts, from 0."""

    async def handler(request: Request, wire: Wire) -> None:
        await wire.reply(json.dumps(bodies[int(request.number(by, 0))]).encode(), content_type="application/json")

    return handler


def titles(leads: tuple[Lead, ...]) -> list[str]:
    return [lead.title for lead in leads]


# ---------------------------------------------------------------- records


def test_fields_are_read_along_their_paths() -> None:
    record = {
        "ref": 12,
        "nom": {"fr": "Appel à projets &laquo; Économie circulaire &raquo;"},
        "dates": [{"le": "20/11/2026"}, {"le": "2026-11-20T09:30:00Z"}],
        "a.b": "/aides/12",
        "texte": "<p>Un.</p><script>alert(1)</script><p>Deux.</p>",
        "publics": ["associations", "SCOP", None, {"x": 1}],
    }
    reading = read(
        {"data": {"liste": [record]}},
        items="data.liste", id="ref", title="nom.fr", link="a.b", published="dates.0.le", updated="dates.1.le",
        content="texte", summary="publics",
    )  # fmt: skip

    (lead,) = reading.leads
    assert (reading.outcome, reading.detail) == (Outcome.OK, "")
    assert (lead.entry_id, lead.title) == ("12", "Appel à projets « Économie circulaire »")
    assert lead.url == "https://api.exemple.fr/aides/12"
    assert lead.content == "Un.\nDeux."
    assert lead.summary == "associations, SCOP"
    assert lead.published == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert lead.updated == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_a_link_may_be_made_of_fields_which_are_quoted() -> None:
    template = "https://site.exemple/aide/{slug}?lot={lot}"
    reading = read([{"titre": "A", "slug": "l’été #1&x=2", "lot": 3}, {"titre": "B", "slug": "b"}], link=template)

    whole, partial = reading.leads
    assert whole.url == "https://site.exemple/aide/l%E2%80%99%C3%A9t%C3%A9%20%231%26x%3D2?lot=3"
    assert not partial.fetchable


def test_a_record_without_page_keeps_its_text_under_the_address_of_the_api() -> None:
    reading = read([{"id": "x1", "titre": "Aide au loyer", "txt": "Pour qui."}], content="txt")

    (lead,) = reading.leads
    assert lead.url.startswith(f"{URL}#entry-")
    assert (lead.entry_id, lead.content, lead.fetchable) == ("x1", "Pour qui.", False)


def test_a_change_in_a_record_changes_its_fingerprint() -> None:
    one, same, other = (
        read([{"id": 1, "titre": title, "url": "https://a.exemple/1"}]).leads[0].fingerprint for title in "AAB"
    )
    assert one == same != other


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.fr", "http://[", 7.5, {"href": "x"}, True, None])
def test_records_without_a_usable_link_or_a_title_are_counted(link: Any) -> None:
    link = link if not isinstance(link, float) else "data:text/html,x"
    good = {"titre": "A", "url": "https://a.exemple/1"}
    reading = read([good, {"url": link}, {"autre": 1}, None, 3, "x", []])

    assert titles(reading.leads) == ["A"]
    assert reading.outcome is Outcome.OK
    assert reading.detail == "6 fiches sans lien ni titre"


def test_a_field_of_feeds_yml_that_no_record_has_is_told() -> None:
    reading = read([{"titre": "A"}], title="titre", link="url_descriptif", published="le")

    assert reading.outcome is Outcome.OK
    assert reading.detail == "aucune fiche n’a « url_descriptif » ; aucune fiche n’a « le »"


@pytest.mark.parametrize(
    ("body", "options", "outcome", "words"),
    [
        ({"resultats": []}, {"items": "results"}, Outcome.NOT_A_FEED, "le chemin « results » ne mène à rien"),
        ({"results": {"a": 1}}, {"items": "results"}, Outcome.NOT_A_FEED, "ne mène pas à une liste"),
        ({"results": [[1]]}, {"items": "results.5"}, Outcome.NOT_A_FEED, "ne mène à rien"),
        ({"results": [[1]]}, {"items": "results.²"}, Outcome.NOT_A_FEED, "ne mène à rien"),
        ({"results": []}, {"items": "results"}, Outcome.EMPTY, "aucune fiche"),
        ([], {}, Outcome.EMPTY, "aucune fiche"),
        ([{"x": 1}] * 12, {}, Outcome.EMPTY, "12 fiches sans lien ni titre"),
        ({"a": 1}, {}, Outcome.NOT_A_FEED, "items"),
        (3, {}, Outcome.NOT_A_FEED, "items"),
        (None, {}, Outcome.NOT_A_FEED, "items"),
        ({"code": "x", "message": "Route\nabsente"}, {}, Outcome.NOT_A_FEED, "message : « Route absente »"),
        (b"", {}, Outcome.EMPTY, "vide"),
        (b" \n\0", {}, Outcome.EMPTY, "vide"),
        (b"<!DOCTYPE html><title>Un instant</title>", {}, Outcome.NOT_A_FEED, "de données JSON (« Un instant"),
        (b"<html><body>", {}, Outcome.NOT_A_FEED, "page HTML"),
        (b"<?xml version='1.0'?><a/>", {}, Outcome.NOT_A_FEED, "XML"),
        (b"%PDF-1.7", {}, Outcome.NOT_A_FEED, "pas des données JSON"),
        (b'[{"titre": "A"}, {"tit', {}, Outcome.MALFORMED, "coupées"),
        (b"[" * 100_000, {}, Outcome.MALFORMED, "trop de niveaux"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, {}, Outcome.MALFORMED, "trop de niveaux"),
        (b'[{"id": ' + b"9" * 10_000 + b"}]", {}, Outcome.MALFORMED, "coupées"),
        (b"[" + b"[]," * MAX_VALUES, {}, Outcome.TOO_BIG, "démesurée"),
        (b"\x1f\x8b\x08rubbish", {}, Outcome.MALFORMED, "illisibles"),
    ],
)  # fmt: skip
def test_answers_without_records_are_told_apart(body: Any, options: Any, outcome: Outcome, words: str) -> None:
    reading = read(body, **options)

    assert reading.outcome is outcome
    assert words in reading.detail
    assert reading.leads == ()


def test_odd_values_do_no_harm() -> None:
    record = '{"id": 1e999, "titre": "A\\u0000\\ud800\\u202e", "url": "https://a.exemple/\\u0007x", "updated": NaN}'
    reading = read(f"\ufeff[{record}]".encode(), updated="updated")

    (lead,) = reading.leads
    assert (lead.title, lead.updated) == ("A", None)
    lead.title.encode()


def test_a_list_without_end_is_cut_and_says_so() -> None:
    reading = read([{"titre": str(n)} for n in range(MAX_RECORDS + 5)])

    assert len(reading.leads) == MAX_RECORDS
    assert "premières fiches" in reading.detail


# ---------------------------------------------------------------- flavours


async def test_opendatasoft_asks_for_pages_until_all_records_came(server: FaultServer) -> None:
    records = [{"intitule": f"Aide {n}", "url": f"https://a.exemple/{n}", "maj": "2026-11-20"} for n in range(5)]

    async def handler(request: Request, wire: Wire) -> None:
        start, limit = int(request.number("offset", 0)), int(request.number("limit", 10))
        await wire.reply(json.dumps({"total_count": 5, "results": records[start : start + limit]}).encode())

    server.on("/api/explore/v2.1/catalog/datasets/aides/records", handler)
    url = server.url("api/explore/v2.1/catalog/datasets/aides/records", order_by="maj desc", limit=2)
    collected = await collect_from(make(url, flavour="opendatasoft", published="maj", pages=9))

    assert (collected.outcome, collected.detail) == (Outcome.OK, "")
    assert titles(collected.leads) == [f"Aide {n}" for n in range(5)]
    assert [request.target.partition("?")[2] for request in server.requests] == [
        "order_by=maj+desc&limit=2",
        "order_by=maj+desc&limit=2&offset=2",
        "order_by=maj+desc&limit=2&offset=4",
    ]


async def test_the_old_opendatasoft_search_is_read_too(server: FaultServer) -> None:
    def page(*numbers: int) -> dict[str, Any]:
        fields = {"nom_de_l_aide": "Aide", "url_descriptif": "https://a.exemple/"}
        return {
            "nhits": 3,
            "records": [
                {"recordid": f"r{n}", "record_timestamp": "2026-11-20T10:00:00Z", "fields": fields | {"n": n}}
                for n in numbers
            ],
        }

    server.on("/api/records/1.0/search/", answers(page(0, 1), None, page(2), by="start"))
    options = {"title": "nom_de_l_aide", "link": "https://a.exemple/{n}", "pages": 5}
    url = server.url("api/records/1.0/search/", dataset="aides", rows=2)
    collected = await collect_from(make(url, flavour="opendatasoft", **options))

    assert [lead.entry_id for lead in collected.leads] == ["r0", "r1", "r2"]
    assert collected.leads[0].updated == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert len(server.requests) == 2


def post(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "date_gmt": "2026-11-20T09:00:00",
        "modified_gmt": "2026-11-20T10:00:00",
        "link": f"https://blog.exemple/{number}/",
        "title": {"rendered": "L&rsquo;emploi &#8211; le point"},
        "excerpt": {"rendered": "<p>Un résumé.</p>\n", "protected": False},
        "content": {"rendered": "<p>Un.</p><ul><li>Deux</li></ul>", "protected": False},
    }


async def test_wordpress_posts_are_asked_for_what_is_needed_and_read(server: FaultServer) -> None:
    async def handler(request: Request, wire: Wire) -> None:
        page = int(request.number("page", 1))
        if page > 2:
            return await wire.reply(b'{"code":"rest_post_invalid_page_number"}', 400)
        return await wire.reply(json.dumps([post(10 * page + n) for n in range(2)]).encode())

    server.on("/wp-json/wp/v2/posts", handler)
    collected = await collect_from(make(server.url("wp-json/wp/v2/posts", per_page=2), flavour="wordpress", pages=9))

    assert (collected.outcome, collected.detail, len(collected.leads)) == (Outcome.OK, "", 4)
    lead = collected.leads[0]
    assert (lead.title, lead.summary, lead.content) == ("L’emploi – le point", "Un résumé.", "Un.\nDeux")
    assert lead.published == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert lead.updated == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert lead.url == "https://blog.exemple/10/"
    asked = [request.target for request in server.requests if "wp-json" in request.path]
    fields = "_fields=content,date_gmt,excerpt,id,link,modified_gmt,title"
    assert asked[0].endswith(f"?per_page=2&{fields}")
    assert asked[2].endswith("page=3")


async def test_wordpress_sites_may_close_their_api_in_robots_txt(server: FaultServer) -> None:
    async def robots(_request: Request, wire: Wire) -> None:
        await wire.reply(b"User-agent: *\nDisallow: /wp-json/\n", content_type="text/plain")

    server.on("/robots.txt", robots)
    collected = await collect_from(make(server.url("wp-json/wp/v2/posts"), flavour="wordpress"))

    assert collected.outcome is Outcome.BLOCKED
    assert [request.path for request in server.requests] == ["/robots.txt"]


# ---------------------------------------------------------------- paging


def numbered(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": n, "titre": f"T{n}", "url": f"https://a.exemple/{n}"} for n in numbers]


async def test_pages_are_bounded(server: FaultServer) -> None:
    server.on("/a", answers(*([numbered(n)] for n in range(9)), by="page"))
    collected = await collect_from(make(server.url("a"), items="0", page="page", pages=3))

    assert titles(collected.leads) == ["T0", "T2", "T3"]  # the first page is asked for without a number


async def test_pages_end_when_one_brings_nothing_new(server: FaultServer) -> None:
    server.on("/a", answers(numbered(1, 2), numbered(), numbered(2, 3), numbered(3, 2), numbered(4), by="page"))
    collected = await collect_from(make(server.url("a"), page="page", pages=50))

    assert titles(collected.leads) == ["T1", "T2", "T3"]
    assert [request.text("page") for request in server.requests] == ["", "2", "3"]


async def test_an_offset_counts_the_records_had(server: FaultServer) -> None:
    server.on("/a", answers(numbered(0, 1, 2), None, None, numbered(3), [], by="debut"))
    collected = await collect_from(make(server.url("a"), offset="debut", pages=50))

    assert len(collected.leads) == 4
    assert [request.text("debut") for request in server.requests] == ["", "3", "4"]
    assert collected.outcome is Outcome.OK


async def test_the_next_page_is_where_the_answer_says(server: FaultServer) -> None:
    first = {"results": numbered(1), "links": {"next": "/a?page=1"}}
    server.on("/a", answers(first, {"results": numbered(2), "links": {"next": None}}, by="page"))
    collected = await collect_from(make(server.url("a"), items="results", next="links.next", pages=50))

    assert titles(collected.leads) == ["T1", "T2"]
    assert collected.detail == ""


@pytest.mark.parametrize(
    "target", ["https://ailleurs.exemple/a", "http://127.0.0.1:1/a", "javascript:x", "//[", "file:///etc/x"]
)
async def test_the_next_page_of_another_site_is_not_followed(server: FaultServer, target: str) -> None:
    server.on("/a", answers({"results": numbered(1), "next": target}, by="page"))
    collected = await collect_from(make(server.url("a"), items="results", next="next", pages=50))

    assert titles(collected.leads) == ["T1"]
    assert collected.outcome is Outcome.OK
    assert "autre site" in collected.detail
    assert len(server.requests) == 1


async def test_a_next_page_that_leads_in_circles_ends(server: FaultServer) -> None:
    server.on("/a", answers({"results": numbered(1), "next": "/a"}, by="page"))
    collected = await collect_from(make(server.url("a"), items="results", next="next", pages=50))

    assert len(collected.leads) == 1
    assert len(server.requests) == 2


async def test_what_came_before_a_failing_page_is_kept_and_asked_for_again(server: FaultServer) -> None:
    async def handler(request: Request, wire: Wire) -> None:
        if request.text("page") == "3":
            return await wire.reply(b"", 503)
        return await wire.reply(json.dumps(numbered(int(request.number("page", 1)))).encode(), etag='"e1"')

    server.on("/a", handler)
    collected = await collect_from(make(server.url("a"), page="page", pages=9))

    assert titles(collected.leads) == ["T1", "T2"]
    assert collected.outcome is Outcome.OK
    assert collected.detail == "arrêt à la page 3 : erreur HTTP 503"
    assert collected.page.validators == Validators()


async def test_an_unchanged_first_page_asks_for_no_other(server: FaultServer) -> None:
    async def handler(request: Request, wire: Wire) -> None:
        if request.headers.get("if-none-match") == '"e1"':
            return await wire.send(b'HTTP/1.1 304 Not Modified\r\netag: "e1"\r\n\r\n')
        return await wire.reply(json.dumps(numbered(int(request.number("page", 1)))).encode(), etag='"e1"')

    server.on("/a", handler)
    source = make(server.url("a"), page="page", pages=3)
    first = await collect_from(source)
    again = await collect_from(source, kept={first.page.url: first.page.validators})

    assert first.page.validators.etag == '"e1"'
    assert again.outcome is Outcome.UNCHANGED
    assert len(server.requests) == 4


async def test_records_left_out_are_counted_over_all_pages(server: FaultServer) -> None:
    server.on("/a", answers([*numbered(1), {}], [], [*numbered(2), {}, {}], [], by="page"))
    collected = await collect_from(make(server.url("a"), page="page", pages=9, title="titre"))

    assert collected.detail == "3 fiches sans lien ni titre"


async def test_leads_have_an_end_whatever_the_pages_hold(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MAX_LEADS", 5)
    server.on("/a", answers(*(numbered(3 * n, 3 * n + 1, 3 * n + 2) for n in range(9)), by="page"))
    collected = await collect_from(make(server.url("a"), page="page", pages=9))

    assert len(server.requests) == 2
    assert "premières fiches" in collected.detail


# ---------------------------------------------------------------- tokens


async def test_a_token_is_sent_to_the_api_and_shown_nowhere(server: FaultServer) -> None:
    server.on("/a", answers(numbered(1), [], numbered(2), [], by="page"))
    source = make(server.url("a"), page="page", pages=5, token="VEILLE_AIDES")
    collected = await collect_from(source, secrets={"VEILLE_AIDES": "s3cret\n"})

    assert {request.headers["authorization"] for request in server.requests} == {"Bearer s3cret"}
    assert "s3cret" not in repr(collected)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "n’est pas définie"), ("  ", "n’est pas définie"), ("a\r\nb", "pas un jeton"), ("é", "pas un jeton")],
)
async def test_without_a_token_that_feeds_yml_wants_nothing_is_asked(
    server: FaultServer, value: str | None, words: str
) -> None:
    secrets = {} if value is None else {"VEILLE_AIDES": value}
    collected = await collect_from(make(server.url("a"), token="VEILLE_AIDES"), secrets=secrets)

    assert collected.outcome is Outcome.REFUSED
    assert "VEILLE_AIDES" in collected.detail
    assert words in collected.detail
    assert server.requests == []


async def test_a_token_does_not_travel_in_the_clear() -> None:
    collected = await collect_from(make("http://api.exemple.fr/a", token="VEILLE_A"), secrets={"VEILLE_A": "x"})

    assert (collected.outcome, collected.detail) == (Outcome.REFUSED, "un jeton ne se confie qu’à une adresse https")


# ---------------------------------------------------------------- the network


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("not_found", Outcome.GONE),
        ("hang_up", Outcome.UNREACHABLE),
        ("empty", Outcome.EMPTY),
        ("ok", Outcome.NOT_A_FEED),
    ],
)
async def test_what_the_network_does_is_the_outcome(server: FaultServer, fault: str, outcome: Outcome) -> None:
    collected = await collect_from(make(server.url(fault)))

    assert collected.outcome is outcome
    assert collected.detail


def test_a_large_answer_is_read_elsewhere() -> None:
    source = make()
    page = Page(
        url=URL, final_url=URL, outcome=Outcome.OK, body=json.dumps(numbered(*range(5000))).encode(), fetched_at=NOW
    )

    assert len(pickle.loads(pickle.dumps(reader_for(source).read))(page, source).leads) == 5000


def test_a_next_page_told_in_plain_http_is_asked_for_as_the_first_was() -> None:
    shape = shape_of(make("https://api.exemple.fr/a", items="r", next="suite"))

    following = next_url(shape, "https://api.exemple.fr/a", {"suite": "http://api.exemple.fr/a?page=2"}, 10)

    assert following == "https://api.exemple.fr/a?page=2"


def test_wordpress_is_asked_for_the_fields_an_address_is_made_of() -> None:
    shape = shape_of(make("https://b.exemple/p", flavour="wordpress", link="https://b.exemple/{slug}/{acf.lot}"))

    assert set(shape.sizes["_fields"].split(",")) >= {"slug", "acf", "title", "content"}
    assert "link" not in shape.sizes["_fields"].split(",")
