"""The site from the keyboard alone, in Chromium."""

from itertools import pairwise
from typing import Any

import pytest

from tests.support.livesite import LiveSite
from tests.support.looking import stops
from tests.support.pagekinds import KINDS, TYPICAL

pytestmark = pytest.mark.browser
BACK = 40
"""Pixels that the focus may go up without going right: the foot of a taller neighbour in the same line."""


@pytest.mark.parametrize("kind", TYPICAL)
def test_tab_meets_everything_once_in_reading_order_and_the_focus_always_shows(
    live: LiveSite, browser: Any, kind: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR", reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(live.url + KINDS[kind][1:])
    count, met = stops(tab)
    context.close()

    assert [one["html"] for one in met if not one["seen"]] == []
    assert [one["at"] for one in met] == list(range(count))
    assert "Aller au contenu" in met[0]["html"]
    assert [
        (one["html"], other["html"])
        for one, other in pairwise(met[1:])
        if not other["mapped"] and other["top"] < one["top"] - BACK and other["left"] <= one["left"]
    ] == []  # the map goes through its regions by name


def test_the_skip_link_leads_into_the_content(live: LiveSite, browser: Any) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=True, locale="fr-FR")
    tab.goto(f"{live.url}article/1")
    tab.keyboard.press("Tab")
    shown = tab.locator(":focus").bounding_box()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    inside = tab.evaluate("document.querySelector('main').contains(document.activeElement)")
    tab.close()

    assert shown["x"] >= 0
    assert inside


def test_the_menu_of_a_phone_opens_and_closes_with_the_keyboard(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    tab.goto(live.url)
    menu = tab.get_by_role("link", name="Territoires", exact=True).first
    states = [menu.is_visible()]
    for _ in range(3):  # the skip link, the name of the site, the menu
        tab.keyboard.press("Tab")
    for key in ("Enter", "Space", "Enter"):
        tab.keyboard.press(key)
        states.append(menu.is_visible())
    for _ in range(3):
        tab.keyboard.press("Tab")
    reached = tab.locator(":focus").inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/territoires")
    context.close()

    assert states == [False, True, False, True]
    assert reached == "Territoires"


def test_search_works_without_javascript_from_the_keyboard(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 375, "height": 800})
    tab = context.new_page()
    tab.goto(live.url)
    tab.get_by_label("Rechercher dans les articles").focus()
    tab.keyboard.type("coopératives")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/recherche?q=coop*")
    before = tab.locator("#resultats").inner_text()
    tab.locator("summary", has_text="Filtrer").focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("Thème").select_option("financement")
    tab.get_by_role("button", name="Appliquer").press("Enter")
    tab.wait_for_url("**theme=financement*")
    after = tab.locator("#resultats").inner_text()
    tab.get_by_role("link", name="Retirer le filtre Thème").press("Enter")
    again = tab.locator("#resultats").inner_text()
    context.close()

    assert before == again != after
    assert int(after.split()[0]) < int(before.split()[0])


def test_facets_and_pages_of_results_are_followed_with_the_keyboard(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.goto(f"{live.url}recherche")
    more = tab.locator(".search-facets summary").first
    more.press("Enter")
    opened = tab.locator(".search-facets details[open] a").first.is_visible()
    tab.locator(".search-facets details[open] a").first.press("Enter")
    tab.wait_for_url("**/recherche?*=*")
    tab.goto(f"{live.url}recherche")
    tab.locator(".pages a", has_text="2").first.press("Enter")
    tab.wait_for_url("**page=2*")
    title = tab.title()
    context.close()

    assert opened
    assert "page 2" in title


@pytest.mark.parametrize("address", ["recherche?q=-x&du=32", "appels?territoire=R99&q=-x", "etudes?q=-x"])
def test_the_focus_starts_at_what_is_to_be_corrected_and_leads_to_its_field(
    live: LiveSite, browser: Any, address: str
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 375, "height": 800})
    tab = context.new_page()
    tab.goto(live.url + address)
    tab.locator(".answer:focus").wait_for()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    field = tab.evaluate("[document.activeElement.name, document.activeElement.getAttribute('aria-invalid')]")
    title = tab.title()
    context.close()

    assert field[1] == "true"
    assert title.startswith("Erreur\u00a0:")
