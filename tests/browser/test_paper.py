"""Lists on paper: what can be read stays, what can only be pressed goes."""

from typing import Any

import pytest

from tests.support.livesite import LiveSite

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["", "article/1", "appels", "appel/1", "agenda", "bulletins/2026-s47", "recherche"])
def test_paper_has_the_words_of_a_page_without_its_menus_forms_and_colours(
    live: LiveSite, browser: Any, address: str
) -> None:
    context = browser.new_context(locale="fr-FR", color_scheme="dark")
    tab = context.new_page()
    tab.goto(live.url + address)
    tab.emulate_media(media="print", color_scheme="dark")
    pressed = tab.locator(".skip, header nav, footer nav, form, .pages, .tabs, nav.months").all()
    shown = [one.evaluate("e => e.outerHTML.slice(0, 60)") for one in pressed if one.is_visible()]
    colours = tab.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.documentElement))")
    title = tab.locator("h1").is_visible()
    context.close()

    assert shown == []
    assert title
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_a_printed_list_of_calls_says_when_and_where_and_splits_none(live: LiveSite, browser: Any) -> None:
    tab = browser.new_page(locale="fr-FR")
    tab.goto(f"{live.url}appels")
    tab.emulate_media(media="print", color_scheme="dark")
    first = tab.locator(".dated").first
    badge = tab.locator(".badges .urgent").first.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    )
    days = first.locator("time").first.is_visible()
    kept = first.evaluate("e => getComputedStyle(e).breakInside")
    tab.close()

    assert days
    assert badge == ["rgb(255, 255, 255)", "rgb(138, 47, 19)"]
    assert kept == "avoid"
