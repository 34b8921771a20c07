"""`veille sources add`: from the address of a site to a reviewed entry, with a person there or without."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, item, rss
from tests.support.program import inside as veille
from tests.support.program import make_folder
from tests.support.terminal import on_terminal
from veille.config import load_sources

FEEDS = """\
# Nos sources, relues.
sources:

  # --- Presse

  - id: one   # la première
    name: 'Un'
    url: https://one.example/rss
    family: media

  # --- Europe

  - id: two
    name: Deux
    url: https://two.example/rss
    family: europe
"""


@pytest.fixture
def web() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, web: BadWeb) -> Path:
    make_folder(tmp_path, web)
    (tmp_path / "feeds.yml").write_text(FEEDS)
    return tmp_path


def a_site(web: BadWeb, title: str = "La Gazette : l’ESS", links: int = 1) -> Site:
    site, now = web.site("gazette"), datetime.now(UTC)
    head = "".join(f"<link rel=alternate type='application/rss+xml' href='/{n or ''}feed'>" for n in range(links))
    site.page("", f"<!doctype html><html lang=en><head><title>Accueil</title>{head}</head><body>Bonjour</body></html>")
    for number in range(links):
        days = range(1 + number, 8 + number)
        items = [
            item(f"{site.url('a')}/{number}{day}", f"Titre {number}{day}", date=now - timedelta(days=day))
            for day in days
        ]
        document = rss(items).replace("<title>Flux</title>", f"<title>{title}{' bis' * number}</title>")
        site.feed(document, path=f"{number or ''}feed")
    return site


def test_a_site_becomes_an_entry_among_those_of_its_family(web: BadWeb, folder: Path) -> None:
    site = a_site(web)

    result = veille(
        "sources",
        "add",
        site.url(""),
        "--family",
        "media",
        "--theme",
        "financement",
        "--territory",
        "R11",
        "--yes",
        cwd=folder,
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert "7 articles entreraient" in result.stdout
    assert [f"Titre 0{day}" in result.stdout for day in (1, 5, 6)] == [True, True, False]
    entry = f"""
  - id: la-gazette-l-ess
    name: "La Gazette : l’ESS"
    type: feed
    family: media
    home: {site.url("")}
    url: {site.url("feed")}
    evidence: vue
    lang: en
    territory: R11
    themes: [financement]
    priority: 2
"""
    assert (folder / "feeds.yml").read_text() == FEEDS.replace("    family: media\n", f"    family: media\n{entry}")
    assert f"feeds.yml:{FEEDS.splitlines().index('    family: media') + 3}" in result.stdout


def test_a_script_that_did_not_say_yes_changes_nothing(web: BadWeb, folder: Path) -> None:
    result = veille("sources", "add", a_site(web).url("feed"), cwd=folder)

    assert result.returncode == 2
    assert "--yes" in result.stderr
    assert "  - id: la-gazette-l-ess\n" in result.stdout
    assert (folder / "feeds.yml").read_text() == FEEDS


def test_check_only_shows_and_writes_nothing(web: BadWeb, folder: Path) -> None:
    result = veille("sources", "add", a_site(web).url(""), "--check-only", "--yes", cwd=folder)

    assert result.returncode == 0
    assert "Rien n’a été écrit (--check-only)." in result.stdout
    assert (folder / "feeds.yml").read_text() == FEEDS


def test_a_person_chooses_among_what_was_found_and_confirms(web: BadWeb, folder: Path) -> None:
    site = a_site(web, links=2)

    code, shown = on_terminal(
        "sources", "add", site.url(""), cwd=folder,
        answers=(("autre numéro", "2"), ("Titre 12", "2"), ("[o/N]", "oui")),
    )  # fmt: skip

    assert code == 0, shown
    assert "→  1. feed" in shown
    assert "→  2. feed" in shown
    assert load_sources(folder / "feeds.yml")[-1].url == site.url("1feed")


def test_a_person_who_says_no_keeps_the_file(web: BadWeb, folder: Path) -> None:
    code, shown = on_terminal("sources", "add", a_site(web).url(""), cwd=folder, answers=(("[o/N]", "n"),))

    assert code == 0
    assert "Rien n’a été écrit." in shown
    assert (folder / "feeds.yml").read_text() == FEEDS


@pytest.mark.parametrize(
    "given", ["https://one.example/rss", "http://www.one.example/rss/", "feed:https://one.example/rss"]
)
def test_an_address_that_is_followed_is_named_with_its_line(given: str, folder: Path) -> None:
    for options in ([], ["--force"]):
        result = veille("sources", "add", given, "--yes", *options, cwd=folder)

        assert result.returncode == 1
        assert "feeds.yml:6 : cette adresse est déjà suivie par « one » (Un)" in result.stderr


def test_a_site_that_is_followed_elsewhere_needs_force(web: BadWeb, folder: Path) -> None:
    site = a_site(web)
    (folder / "feeds.yml").write_text(FEEDS + f"    home: {site.url('')}\n")

    refused = veille("sources", "add", site.url(""), "--yes", cwd=folder)
    forced = veille("sources", "add", site.url(""), "--yes", "--force", cwd=folder)

    assert refused.returncode == 1
    assert "feeds.yml:13 : ce site est déjà suivi par « two » (Deux) ; --force" in refused.stderr
    assert site.requests
    assert forced.returncode == 0
    assert len(load_sources(folder / "feeds.yml")) == 3


def test_an_address_without_anything_says_what_to_try(web: BadWeb, folder: Path) -> None:
    site = web.site("bare")
    site.page("", "<!doctype html><html><head><title>Rien</title></head><body><p>Bonjour</p></body></html>")

    nothing = veille("sources", "add", site.url(""), "--yes", cwd=folder)
    gone = veille("sources", "add", web.site("gone").url("x"), "--yes", cwd=folder)

    for result in (nothing, gone):
        assert (result.returncode, result.stdout) == (1, "")
        assert "--type listing" in result.stderr
    assert (folder / "feeds.yml").read_text() == FEEDS


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["pas une adresse"], "n’est pas une adresse"),
        (["imaps://mail.example/INBOX"], "s’écrit à la main"),
        (["https://x.example/", "--theme", "financemant"], "vouliez-vous dire « financement »"),
        (["https://x.example/", "--id", "one"], "déjà pris"),
        (["https://x.example/", "--family", "zzz"], "zzz"),
    ],
)
def test_wishes_that_cannot_be_are_refused_before_anybody_is_asked(options: list[str], said: str, folder: Path) -> None:
    result = veille("sources", "add", *options, "--yes", cwd=folder)

    assert result.returncode == 2
    assert said in " ".join(result.stderr.split())


def test_a_page_that_lists_articles_can_be_asked_for_by_its_type(web: BadWeb, folder: Path) -> None:
    site = a_site(web)
    rows = "".join(
        f"<li class=actu><h3><a href='/actu/{n}-une-cooperative-de-plus'>Une coopérative de plus, la {n}e</a></h3>"
        f"<time datetime=2026-11-{n:02}>{n} novembre 2026</time><p>Elle s’installe dans la vallée.</p></li>"
        for n in range(1, 10)
    )
    site.page("actualites", f"<!doctype html><html lang=fr><head><title>Actualités</title></head><body><ul>{rows}</ul>")

    result = veille("sources", "add", site.url("actualites"), "--type", "listing", "--yes", cwd=folder)

    assert result.returncode == 0, result.stderr
    (found,) = [one for one in load_sources(folder / "feeds.yml") if one.type == "listing"]
    assert found.url == site.url("actualites")
    assert found.home == site.url("")
    assert "9 articles entreraient" in result.stdout


def test_the_first_source_of_ones_own_copies_the_shipped_list(web: BadWeb, folder: Path) -> None:
    (folder / "feeds.yml").unlink()

    result = veille("sources", "add", a_site(web).url(""), "--yes", cwd=folder)

    assert result.returncode == 0, result.stderr
    assert "une copie, qui l’emporte désormais, est dans var/feeds.yml" in result.stdout
    assert "la-gazette-l-ess" in {source.id for source in load_sources(folder / "var" / "feeds.yml")}


def test_a_feed_left_years_ago_and_a_nameless_one_are_told_for_what_they_are(web: BadWeb, folder: Path) -> None:
    site = web.site("gazette")
    long_ago = datetime.now(UTC) - timedelta(days=900)
    document = rss([item(site.url("a/1"), "Titre", date=long_ago)]).replace(
        "<title>Flux</title>", "<title>Actualités</title>"
    )
    site.feed(document)
    link = "<link rel=alternate type='application/rss+xml' href='/feed'>"
    site.page("", f"<html><head><title>Coop&eacute;rative du Val</title>{link}</head><body>Bonjour</body></html>")

    result = veille("sources", "add", site.url(""), "--yes", cwd=folder)

    assert result.returncode == 0
    assert f"rien n’y a paru depuis le {long_ago:%d/%m/%Y}" in result.stdout
    assert load_sources(folder / "feeds.yml")[-1].name == "Coopérative du Val"


def test_a_site_that_refuses_is_told_in_one_line(web: BadWeb, folder: Path) -> None:
    """There is no better address to try where nobody opens."""
    result = veille("sources", "add", web.site("no").url("status?code=403"), "--yes", cwd=folder)

    assert result.returncode == 1
    assert result.stderr == "Erreur : accès refusé par le site (HTTP 403)\n"
