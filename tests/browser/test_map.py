"""The map of the régions and the charts in a real browser: keyboard, colours, paper."""

from typing import Any

import pytest

from tests.support.livesite import LiveSite

pytestmark = pytest.mark.browser


def test_a_region_is_reached_seen_and_opened_from_the_keyboard(live: LiveSite, browser: Any) -> None:
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.goto(f"{live.url}territoires")
    before = tab.locator(".map a[href='/territoire/R53'] path").evaluate("e => getComputedStyle(e).strokeWidth")
    tab.focus("button:text('Rechercher')")
    told = []
    for _number in range(3):
        tab.keyboard.press("Tab")
        told.append(tab.evaluate("document.activeElement.getAttribute('aria-label')"))
    after = tab.locator(".map a[href='/territoire/R53'] path").evaluate("e => getComputedStyle(e).strokeWidth")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/territoire/R53")

    assert [one.partition("\u00a0")[0] for one in told] == [
        "Auvergne-Rhône-Alpes",
        "Bourgogne-Franche-Comté",
        "Bretagne",
    ]
    assert float(after.removesuffix("px")) > 2 * float(before.removesuffix("px"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shades_of_the_map_differ_and_numbers_can_be_read_on_each(live: LiveSite, browser: Any, scheme: str) -> None:
    tab = browser.new_context(color_scheme=scheme).new_page()
    tab.goto(f"{live.url}territoires")
    shades = tab.evaluate(
        "[0, 1, 2, 3, 4].map(n => getComputedStyle(document.documentElement).getPropertyValue('--s' + n).trim())"
    )
    ink = tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")

    assert len(set(shades)) == 5
    assert min(contrast(ink, shade) for shade in shades) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as #rrggbb (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_print_shows_the_numbers_of_the_chart(live: LiveSite, browser: Any) -> None:
    tab = browser.new_context().new_page()
    tab.goto(f"{live.url}theme/financement")
    closed = tab.locator(".chart-data table").evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    tab.emulate_media(media="print")
    printed = tab.locator(".chart-data table").evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")

    assert (closed, printed) == (False, True)
