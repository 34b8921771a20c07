"""The site in a real browser: axe, narrow screens, the keyboard, no script.

Rules: WCAG 2.0 to 2.2 A and AA, and the RGAA 4 criteria that axe can judge.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support import publicdb
from tests.support.livesite import CHROMIUM, LiveSite, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"pas de Chromium à {CHROMIUM} : pages non vues"),
]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
PAGES = {
    "accueil": "",
    "recherche": "recherche?q=coop%C3%A9rative&theme=financement",
    "recherche longue": "recherche?page=16",
    "recherche avec synonymes": "recherche?q=ESS+cooperative",
    "recherche vide": "recherche?q=emploi+introuvable&theme=financement",
    "recherche à corriger": "recherche?q=-x&du=32&theme=rien",
    "article avec appel": "article/1",
    "article avec événement": "article/3",
    "article": "article/5",
    "territoire": "territoire/R11",
    "territoire sans article": "territoire/35238",
    "territoires": "territoires",
    "thèmes": "themes",
    "structures": "structures",
    "structures par nom": "structures?nom=introuvable",
    "structure": "structure/reseau-tisse",
    "appels": "appels?territoire=R11",
    "appels clos": "appels?etat=clos",
    "appels à corriger": "appels?territoire=R99&q=-x",
    "appel": "appel/1",
    "agenda": "agenda",
    "agenda vide": "agenda?mois=2031-01&q=emploi",
    "table des appels": "veille/appels?_size=12",
    "article anglais": "recherche?langue=en",
    "titres hostiles": "recherche?du=2026-10-12&au=2026-10-12",
    "thème": "theme/financement",
    "secteur": "secteur/habitat",
    "source": "source/longue",
    "bulletins": "bulletins",
    "bulletin": "bulletins/2026-s47",
    "études": "etudes?langue=fr",
    "études à corriger": "etudes?q=-x&theme=rien",
    "sources": "sources",
    "à propos": "a-propos",
    "données ouvertes": "api",
    "mentions": "mentions-legales",
    "données personnelles": "donnees-personnelles",
    "accessibilité": "accessibilite",
    "suivre": "suivre?liste=recherche&q=coop%C3%A9rative&theme=financement",
    "suivre, quelle liste": "suivre",
    "erreur": "nulle-part",
    "tables": "veille",
    "table": "veille/articles?_facet=genre&langue=fr&_where=id>3&_size=12",
    "table de liens": "veille/articles_themes?_size=12",
    "ligne": "veille/articles/1",
    "requête": "veille?sql=select+genre,+count(*)+as+n+from+articles+where+langue=:langue+group+by+genre&langue=fr",
    "requête fausse": "veille?sql=select+rien",
}
SEEN_TWICE = {
    "thème",
    "territoires",
    "accueil",
    "recherche",
    "recherche à corriger",
    "article",
    "article avec appel",
    "article avec événement",
    "appels",
    "appel",
    "agenda",
    "mentions",
    "sources",
    "suivre",
    "table",
    "requête fausse",
}
"""Every component and colour is on one of these pages."""
BY_SIGHT = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
"""Rules whose result depends on width and colours; the others are judged once (all of them again in `make long`)."""
VIEWS = [
    pytest.param(375, "light", {"runOnly": TAGS}, id="375 clair, toutes les règles"),
    pytest.param(1280, "dark", {"runOnly": {"type": "rule", "values": BY_SIGHT}}, id="1280 sombre, règles visuelles"),
    *(
        pytest.param(width, scheme, {"runOnly": TAGS}, id=f"{width} {scheme}, toutes", marks=pytest.mark.long)
        for width, scheme in ((1280, "light"), (375, "dark"), (1280, "dark"))
    ),
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    path = publicdb.build(tmp_path_factory.mktemp("live") / "veille.db")
    with LiveSite(path, now=lambda: datetime(2026, 11, 21, 7, 30, tzinfo=UTC)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(("width", "scheme", "rules"), VIEWS)
def test_no_page_breaks_a_rule_scrolls_sideways_or_complains(
    live: LiveSite, browser: Any, width: int, scheme: str, rules: dict[str, Any]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    faults = {}
    for name, address in PAGES.items():
        if rules["runOnly"] != TAGS and name not in SEEN_TWICE:
            continue
        tab.goto(live.url + address)
        for closed in tab.locator("details:not([open]) > summary").all()[:3]:
            if closed.is_visible():
                closed.click()
        found = Axe().run(tab, options={**rules, "resultTypes": ["violations"]}).response["violations"]
        faults[name] = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
        if tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults[name].append("défile de côté")
    context.close()

    assert {name: found for name, found in faults.items() if found} == {}
    assert [line for line in said if "status of 4" not in line] == []
    assert {url.split("/")[2] for url in asked} == {live.url.split("/")[2]}


def test_search_works_without_javascript_from_the_keyboard(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 375, "height": 800})
    tab = context.new_page()
    tab.goto(live.url)
    tab.keyboard.press("Tab")
    skip = tab.locator(":focus").inner_text()
    tab.keyboard.press("Enter")
    tab.get_by_label("Rechercher dans les articles").focus()
    tab.keyboard.type("coopératives")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/recherche?q=coop*")
    before = tab.locator("#resultats").inner_text()
    tab.locator("summary", has_text="Filtrer").click()
    tab.get_by_label("Thème").select_option("financement")
    tab.get_by_role("button", name="Appliquer").click()
    tab.wait_for_url("**theme=financement*")
    after = tab.locator("#resultats").inner_text()
    tab.get_by_role("link", name="Retirer le filtre Thème").click()
    again = tab.locator("#resultats").inner_text()
    context.close()

    assert skip == "Aller au contenu"
    assert before == again != after
    assert int(after.split()[0]) < int(before.split()[0])


def test_focus_is_always_visible_and_goes_down_the_page(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{live.url}recherche?q=emploi")
    seen = []
    for _ in range(25):
        tab.keyboard.press("Tab")
        seen.append(
            tab.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();"
                " return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth), r.top + scrollY, r.width * r.height]"
                "})()"
            )
        )
    context.close()
    tops = [round(one[3]) for one in seen[1:]]

    assert [one for one in seen if one[1] == "none" or one[2] < 2 or one[4] == 0] == []
    assert all(later >= earlier - 40 for earlier, later in pairwise(tops)), tops


def test_main_targets_are_large_enough_for_a_finger(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    small = {}
    for address in ("", "recherche?q=emploi&theme=financement&page=1", "article/1"):
        tab.goto(live.url + address)
        small[address] = tab.evaluate(
            "[...document.querySelectorAll('nav a, button, .button, input:not([type=hidden]), select, summary,"
            " .active-filters a')].filter(e => e.offsetParent).map(e => [e.textContent.trim().slice(0, 30),"
            " e.getBoundingClientRect().height]).filter(pair => pair[1] < 43.5)"
        )
    context.close()

    assert small == {address: [] for address in small}


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (375, "200%"), (768, "200%")])
def test_narrow_screens_and_large_text_fit(live: LiveSite, browser: Any, width: int, size: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    wide = []
    for address in (
        "", "recherche?q=emploi", "article/1", "sources", "mentions-legales", "proposer", "signaler?article=1",
    ):  # fmt: skip
        tab.goto(live.url + address)
        tab.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        wide += tab.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
            " && !e.closest('.table-scroll')).map(e => e.outerHTML.slice(0, 80))"
        )
    context.close()

    assert wide == []


def test_printing_leaves_out_what_paper_cannot_do(live: LiveSite, browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{live.url}article/1")
    tab.emulate_media(media="print")
    hidden = [tab.locator(one).first.is_visible() for one in (".site-header nav", ".site-footer nav", "form")]
    visible = tab.locator("h1").is_visible()
    context.close()

    assert visible
    assert not any(hidden)
