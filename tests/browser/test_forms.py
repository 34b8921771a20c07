"""Both forms in a real browser, without a script: faults explained, by keyboard, thanked; axe on each state."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import publicdb
from tests.support.livesite import LiveSite
from tests.support.looking import violations
from veille.inbox import pending

pytestmark = pytest.mark.browser


class Clock:
    """A moment that goes on when told to."""

    now = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


CLOCK = Clock()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


@pytest.fixture(scope="module")
def live(data: Path) -> Iterator[LiveSite]:
    with LiveSite(publicdb.build(data / "veille.db"), now=CLOCK) as running:
        yield running


def test_faults_take_the_focus_and_lead_to_their_fields(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=True, locale="fr-FR", viewport={"width": 375, "height": 800})
    tab = context.new_page()
    tab.goto(f"{live.url}proposer")
    CLOCK.now += timedelta(seconds=60)
    tab.locator("#f-pourquoi").fill("Une raison\n\nqui compte")
    tab.get_by_role("button", name="Proposer ce lien").click()
    tab.locator(".answer:focus").wait_for()  # a browser that is busy sets it after the page is there
    title = tab.title()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    target = tab.evaluate("document.activeElement.id || location.hash")
    tab.keyboard.press("Tab")
    described = tab.locator("#f-url").get_attribute("aria-describedby")
    kept = tab.locator("#f-pourquoi").input_value()
    context.close()

    assert title.startswith("Erreur\u00a0: ")
    assert target in ("f-url", "#f-url")
    assert described == "f-url-aide f-url-erreur"
    assert kept == "Une raison\n\nqui compte"


def test_a_link_is_proposed_by_keyboard_alone_without_scripts(live: LiveSite, browser: Any, data: Path) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{live.url}proposer")
    CLOCK.now += timedelta(seconds=60)
    tab.locator("#f-url").focus()
    tab.keyboard.type("www.tiers-lieu-neuf.fr/ouverture")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Le premier du canton.")
    tab.keyboard.press("Tab")  # « Vos droits »
    tab.keyboard.press("Tab")
    tab.keyboard.type("ada@tiers-lieu.fr")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/proposer?merci=1")
    heading = tab.locator("h1").inner_text()
    cookies = context.cookies()
    context.close()

    assert "bien arrivée" in heading
    assert cookies == []
    assert pending(data, "proposition")[-1].values == {
        "url": "https://www.tiers-lieu-neuf.fr/ouverture",
        "why": "Le premier du canton.",
        "contact": "ada@tiers-lieu.fr",
    }


def test_a_wrong_tag_is_reported_from_its_article(live: LiveSite, browser: Any, data: Path) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 375, "height": 800})
    tab = context.new_page()
    tab.goto(f"{live.url}signaler?article=1")
    CLOCK.now += timedelta(seconds=60)
    tab.locator(".ticks label").first.click()
    tab.locator("#f-attendu").select_option("theme:financement")
    tab.get_by_role("button", name="Envoyer").click()
    tab.wait_for_url("**/signaler?merci=1&article=1")
    context.close()

    note = pending(data, "signalement")[-1]
    assert note.values["wrong"].startswith("theme:")
    assert note.values["missing"] == "theme:financement"


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_no_refused_form_breaks_a_rule_or_scrolls_sideways(
    live: LiveSite, browser: Any, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    faults = {}

    def look(state: str) -> None:
        faults[state] = violations(tab)

    for address in ("proposer", "signaler", "signaler?article=1"):  # before they are sent they are kinds of pages
        tab.goto(live.url + address)
        tab.get_by_role("button", name="Envoyer" if "signaler" in address else "Proposer").click()
        look(f"{address}, à revoir")
    tab.goto(f"{live.url}proposer")
    tab.locator("#f-url").fill("https://" + "a" * 300 + ".fr/")
    tab.locator("#f-url").fill("https://site.fr/" + "a" * 300)
    tab.get_by_role("button", name="Proposer").click()  # too soon
    look("pas encore envoyé")
    context.close()

    assert faults == {state: [] for state in faults}
    assert [text for text in said if "400" not in text] == []


@pytest.mark.parametrize("colours", [True, False])
def test_the_trap_is_seen_by_nobody_and_says_so_without_style(live: LiveSite, browser: Any, colours: bool) -> None:
    context = browser.new_context(locale="fr-FR")
    tab = context.new_page()
    if not colours:
        tab.route("**/*.css*", lambda route: route.abort())
    tab.goto(f"{live.url}proposer")
    seen = tab.get_by_label("Laissez ce champ vide").is_visible()
    context.close()

    assert seen is not colours


def test_a_field_with_a_fault_has_an_edge_of_another_colour(live: LiveSite, browser: Any) -> None:
    tab = browser.new_page(locale="fr-FR")
    edge = "e => getComputedStyle(e).borderTopColor + getComputedStyle(e).borderTopWidth"
    edges = []
    for address, fault in (("recherche?q=-x&du=32", "#q"), ("recherche?q=-x&du=32", "#f-du"), ("proposer", "#f-url")):
        tab.goto(live.url + address)
        if address == "proposer":
            usual = tab.locator(fault).evaluate(edge)
            tab.get_by_role("button", name="Proposer").click()
        edges.append(tab.locator(fault).evaluate(edge))
    tab.close()

    assert len(set(edges)) == 1
    assert edges[0] != usual
