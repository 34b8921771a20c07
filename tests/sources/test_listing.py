"""Listing pages by selectors and over HTTP: next pages, walls, changed markup, PDF links."""

import pytest

from tests.support.faultserver import FaultServer
from tests.support.listings import NOW, answer, collected_from, html, remembered
from tests.support.patience import Patience
from veille.kinds import ListingOptions
from veille.models import Lead, Memory, Outcome, Page, Source
from veille.sources import Reading
from veille.sources.listing import ListingReader
from veille.sources.pdflinks import without_format

URL = "https://liste.exemple.fr/a/liste"


def _card(number: int, more: str = "") -> str:
    return (
        f'<article class="card"><a class="go" href="/art/{number}"><h2>Une nouvelle du réseau {number}</h2></a>'
        f'<p class="when">Publié le {number} mars 2026</p>'
        f'<p class="sum">Résumé de la nouvelle {number}</p>{more}</article>'
    )


def _doc(*parts: str) -> str:
    return (
        f"<html lang='fr-FR'><head><title>Les nouvelles</title></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _read(body: str | bytes, **options: object) -> Reading:
    data = body.encode() if isinstance(body, str) else body
    page = Page(url=URL, final_url=URL, outcome=Outcome.OK, body=data, fetched_at=NOW)
    source = Source(id="s", name="S", url=URL, type="listing", options=ListingOptions(**options))  # type: ignore[arg-type]
    return ListingReader().read(page, source)


def test_selectors_say_what_is_what() -> None:
    body = _doc(*map(_card, (1, 2)), '<article class="ad"><a href="/pub"><h2>Publicité</h2></a></article>')
    chosen = {"item": "article.card", "link": "a.go", "title": "h2", "date": ".when", "summary": ".sum"}
    first, second = _read(body, **chosen).leads
    assert (first.url, first.entry_id) == ("https://liste.exemple.fr/art/1", "https://liste.exemple.fr/art/1")
    assert (first.title, first.summary, first.lang) == ("Une nouvelle du réseau 1", "Résumé de la nouvelle 1", "fr")
    assert first.published is not None
    assert first.published.isoformat() == "2026-02-28T23:00:00+00:00"
    assert second.published_raw == "Publié le 2 mars 2026"


def test_a_change_of_the_summary_is_a_new_fingerprint() -> None:
    def fingerprint(summary: str) -> str:
        return _read(_doc(_card(1).replace("Résumé", summary)), item="article", summary=".sum").leads[0].fingerprint

    assert fingerprint("Résumé") == fingerprint("Résumé")
    assert fingerprint("Résumé") != fingerprint("Prolongé")


@pytest.mark.parametrize(
    "words", ["{} - par Jeanne Martin, dans Vie du réseau et des adhérents", "Publié {}", "Le réseau {}"]
)
def test_an_age_that_grows_every_day_is_no_change(words: str) -> None:
    """Each visit would otherwise take all articles of the list for changed ones."""

    def read(age: str) -> tuple[Lead, ...]:
        line = f'<p class="sum">{words.format(age)}</p>'
        return (
            *_read(_doc(*(_card(n, line) for n in range(1, 6)))).leads,
            *_read(_doc(_card(1, line)), item="article", summary=".sum + .sum").leads,
        )

    ages = ("il y a 3 jours", "il y a 1 semaine", "Hier", "2 days ago")
    assert len({tuple(lead.fingerprint for lead in read(age)) for age in ages}) == 1
    assert "il y a 3 jours -" not in str([lead.summary for lead in read("il y a 3 jours")])


def test_a_page_of_many_files_is_read_in_good_time() -> None:
    """14,000 links in one element: each must not be compared with all others."""
    links = "".join(f'<p><a href="/doc/{n}.pdf">Étude numéro {n} sur les coopératives</a></p>' for n in range(14_000))
    patience = Patience()

    reading = _read(_doc(f"<div>{links}</div>"), pdf=True)

    assert len(reading.leads) == 500
    assert patience.lasts()


def test_links_are_relative_to_the_base_of_the_page() -> None:
    body = '<html><head><base href="https://ailleurs.exemple.org/x/"></head><body><li><a href="y">Une annonce</a></li>'
    assert _read(body, item="li").leads[0].url == "https://ailleurs.exemple.org/x/y"


@pytest.mark.parametrize("href", ["javascript:void(0)", "mailto:a@b.fr", "#haut", "", "data:text/html,x", "http://["])
def test_what_is_no_web_page_is_no_lead(href: str) -> None:
    assert not _read(_doc(f'<li><a href="{href}">Un titre assez long</a></li>'), item="li").leads


def test_a_selector_that_finds_nothing_any_more_says_so() -> None:
    reading = _read(_doc(*(_card(n).replace("card", "tuile") for n in range(1, 6))), item="article.card")
    assert reading.outcome is Outcome.EMPTY
    assert reading.detail == "le sélecteur « article.card » ne trouve plus rien : la page a changé ?"


def test_a_page_that_leaves_out_its_body_has_text_all_the_same() -> None:
    reading = _read(f"<html><title>Nouvelles</title><main>{_card(1)}</main></html>", item="li")
    assert "« li » ne trouve plus rien" in reading.detail


def test_a_sub_selector_that_finds_nothing_is_named() -> None:
    reading = _read(_doc(*map(_card, (1, 2))), item="article.card", link="a.lien")
    assert reading.detail == "le sélecteur « a.lien » (link) ne trouve rien dans les 2 éléments de la liste"
    bare = _read(_doc("<li>rien</li><li>de plus</li>"), item="li")
    assert bare.detail == "les 2 éléments trouvés par « li » n’ont ni lien ni titre"


@pytest.mark.parametrize(
    ("body", "outcome", "said"),
    [
        ("", Outcome.EMPTY, "réponse vide (200 sans contenu)"),
        ("<html><body></body></html>", Outcome.EMPTY, "page sans aucun texte"),
        ("<html><body><div id=app></div><script>x</script></body></html>", Outcome.EMPTY, "se construit en JavaScript"),
        (
            "<html><body><form>Identifiant <input name=u> <input type=Password></form>",
            Outcome.EMPTY,
            "page de connexion",
        ),
        (
            "<html><body><h1>Votre vie privée</h1>Acceptez les cookies pour continuer",
            Outcome.EMPTY,
            "mur de consentement",
        ),
        ("<html><title>Request Rejected</title><body>Your support ID is: 42", Outcome.BLOCKED, "filtre les robots"),
        ("<html><title>Page introuvable</title><body>Cette page n’existe pas", Outcome.EMPTY, "page d’erreur servie"),
        ("<?xml version='1.0'?><rss><channel/></rss>", Outcome.NOT_A_FEED, "type: feed"),
        ("<?xml version='1.0'?><urlset/>", Outcome.NOT_A_FEED, "type: sitemap"),
        ("%PDF-1.7 <a>", Outcome.NOT_A_FEED, "fichier PDF au lieu d’une page HTML"),
        ('{"a": "<p>"}', Outcome.EMPTY, "aucune liste"),
        ("<p>a" * 60_001, Outcome.TOO_BIG, "trop complexe"),
    ],
)
def test_each_kind_of_nothing_has_its_own_sentence(body: str, outcome: Outcome, said: str) -> None:
    reading = _read(body)
    assert said in reading.detail
    assert reading.outcome is outcome


def test_the_same_walls_are_told_where_selectors_are_given() -> None:
    reading = _read("<html><body>Acceptez les cookies pour continuer", item="article.card")
    assert "mur de consentement" in reading.detail


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rapport annuel (PDF, 1,2 Mo)", "Rapport annuel"),
        ("Rapport annuel [PDF - 340 Ko]", "Rapport annuel"),
        ("Rapport annuel - pdf - 2 Mo", "Rapport annuel"),
        ("Rapport annuel (2,3 MB)", "Rapport annuel"),
        ("rapport-annuel.pdf", "rapport-annuel"),
        ("Rapport annuel (nouvelle fenêtre)", "Rapport annuel"),
        ("PDF : le rapport annuel", "le rapport annuel"),
        ("Le format PDF expliqué (aux associations)", "Le format PDF expliqué (aux associations)"),
    ],
)
def test_format_and_size_are_no_part_of_a_title(text: str, title: str) -> None:
    assert without_format(text) == title


def test_pdf_links_outside_the_items_are_left_alone() -> None:
    body = _doc('<p class="doc"><a href="/1.pdf">Une étude</a></p>', '<p><a href="/2.pdf">Un plan d’accès</a></p>')
    assert [lead.url for lead in _read(body, item=".doc", pdf=True).leads] == ["https://liste.exemple.fr/1.pdf"]
    none = _read(_doc("<p>Aucun document en ce moment, revenez dans quelques semaines.</p>"), pdf=True)
    assert (none.outcome, none.detail) == (Outcome.EMPTY, "aucun lien vers un PDF dans cette page")


# ---------------------------------------------------------------- over HTTP


def _source(server: FaultServer, **options: object) -> Source:
    return Source(id="s", name="S", url=server.url("/liste"), type="listing", options=ListingOptions(**options))  # type: ignore[arg-type]


def _numbers(leads: tuple[Lead, ...]) -> list[int]:
    return [int(lead.url.rpartition("/")[2]) for lead in leads]


def _asked(server: FaultServer) -> list[str]:
    return [path for path in server.paths() if path.startswith("/liste")]


def _pages(server: FaultServer, *ranges: range, link: str = '<a class="n" href="/liste{n}">Page suivante</a>') -> None:
    for number, cards in enumerate(ranges):
        following = link.format(n=number + 2)
        server.on(f"/liste{number + 1 if number else ''}", html(_doc(*map(_card, cards), following), tag=f"p{number}"))


async def test_pages_follow_each_other_up_to_the_number_asked_for() -> None:
    async with FaultServer() as server:
        _pages(server, range(1, 4), range(4, 7), range(7, 10))
        collected = await collected_from(_source(server, item="article", pages=2))
        assert _numbers(collected.leads) == [1, 2, 3, 4, 5, 6]
        assert _asked(server) == ["/liste", "/liste2"]


async def test_pages_end_where_nothing_is_new() -> None:
    async with FaultServer() as server:
        _pages(server, range(1, 4), range(1, 4), range(7, 10))
        assert len((await collected_from(_source(server, item="article", pages=9, next="a.n"))).leads) == 3
        assert server.paths()[-1] == "/liste2"


async def test_pages_known_from_the_last_time_are_not_asked_again() -> None:
    async with FaultServer() as server:
        _pages(server, range(3, 6), range(1, 3))
        source = _source(server, item="article", pages=2)
        memory = Memory(cursor=remembered(await collected_from(source)).cursor)
        server.requests.clear()
        assert _numbers((await collected_from(source, memory)).leads) == [3, 4, 5]
        assert _asked(server) == ["/liste"]
        _pages(server, range(4, 7), range(1, 4))
        assert _numbers((await collected_from(source, memory)).leads) == [4, 5, 6, 1, 2, 3]


@pytest.mark.parametrize(
    "link", ['<a href="/liste">Suivant</a>', '<a href="https://ailleurs.exemple.org/2">Suivant</a>']
)
async def test_pages_never_go_round_nor_to_another_host(link: str) -> None:
    async with FaultServer() as server:
        _pages(server, range(1, 4), link=link)
        assert len((await collected_from(_source(server, item="article", pages=50))).leads) == 3
        assert _asked(server) == ["/liste"]


async def test_a_next_page_that_fails_is_told_and_costs_only_itself() -> None:
    async with FaultServer() as server:
        _pages(server, range(1, 4))
        collected = await collected_from(_source(server, item="article", pages=3))
        assert collected.outcome is Outcome.OK
        assert len(collected.leads) == 3
        assert f"la page suivante {server.url('/liste2')} n’a pas été lue" in collected.detail


async def test_an_unchanged_page_is_not_read() -> None:
    async with FaultServer() as server:
        _pages(server, range(1, 4))
        source = _source(server, item="article", pages=3)
        memory = remembered(await collected_from(source))
        again = await collected_from(source, memory)
        assert (again.outcome, again.leads) == (Outcome.UNCHANGED, ())


async def test_robots_txt_is_obeyed() -> None:
    async with FaultServer() as server:
        server.on("/robots.txt", answer("User-agent: *\nDisallow: /liste", content_type="text/plain"))
        _pages(server, range(1, 4))
        assert (await collected_from(_source(server, item="article"))).outcome is Outcome.BLOCKED
        assert not _asked(server)
