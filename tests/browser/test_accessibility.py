"""Every kind of page under the rules a program can judge, on narrow screens, with large letters and chosen colours."""

from typing import Any

import pytest

from tests.support.livesite import LiveSite
from tests.support.looking import unfit, violations
from tests.support.pagekinds import KINDS, TYPICAL

pytestmark = pytest.mark.browser

HALVES = (list(KINDS)[::2], list(KINDS)[1::2])
VIEWS = [
    pytest.param(375, "light", HALVES[0], id="every other page, 375 light"),
    pytest.param(1280, "dark", HALVES[1], id="the others, 1280 dark"),
    *(
        pytest.param(width, scheme, list(KINDS), id=f"all, {width} {scheme}", marks=pytest.mark.long)
        for width in (375, 768, 1280)
        for scheme in ("light", "dark")
    ),
]
"""Each page once in `make test`, in all widths and colours in `make long`."""


@pytest.mark.parametrize(("width", "scheme", "kinds"), VIEWS)
def test_no_page_breaks_a_rule_scrolls_sideways_or_complains(
    live: LiveSite, browser: Any, width: int, scheme: str, kinds: list[str]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    faults = {}
    for kind in kinds:
        tab.goto(live.url + KINDS[kind][1:])
        tab.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        faults[kind] = violations(tab)
    context.close()

    assert {kind: found for kind, found in faults.items() if found} == {}
    assert [line for line in said if "status of 4" not in line] == []
    assert {url.split("/")[2] for url in asked} == {live.url.split("/")[2]}


def test_narrow_screens_and_large_letters_fit_and_cut_nothing(live: LiveSite, browser: Any) -> None:
    tab = browser.new_page(locale="fr-FR")
    faults = {}
    for kind, address in KINDS.items():
        tab.goto(live.url + address[1:])
        for width, size in ((320, "100%"), (375, "200%"), (640, "200%")):
            faults[kind, width, size] = unfit(tab, width, size)
    tab.close()

    assert {state: found for state, found in faults.items() if found} == {}


def test_main_targets_are_large_enough_for_a_finger(live: LiveSite, browser: Any) -> None:
    tab = browser.new_page(viewport={"width": 375, "height": 800}, locale="fr-FR")
    small = {}
    for kind in TYPICAL:
        tab.goto(live.url + KINDS[kind][1:])
        small[kind] = tab.evaluate(
            "[...document.querySelectorAll('header nav a, footer nav a, button, .button, input:not([type=hidden]),"
            " select, summary, .active-filters a, .pages a, .tabs a')]"
            ".filter(e => e.checkVisibility() && e.type != 'checkbox' && e.getBoundingClientRect().height < 43.5)"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
    tab.close()

    assert small == {kind: [] for kind in TYPICAL}


def test_colours_chosen_by_the_reader_keep_edges_focus_and_what_is_current(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(forced_colors="active", locale="fr-FR", viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.goto(f"{live.url}appels")
    style = "e => { const s = getComputedStyle(e); return [s.borderBottomStyle, parseFloat(s.borderBottomWidth)]; }"
    current = [one.evaluate(style) for one in tab.locator("a[aria-current]").all()]
    edges = [one.evaluate(style) for one in tab.locator("button, .button, select").all() if one.is_visible()]
    tab.keyboard.press("Tab")
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    context.close()

    assert len(current) >= 2
    assert all(kind == "solid" and width >= 3 for kind, width in current)
    assert all(kind != "none" and width >= 1 for kind, width in edges)
    assert outline == "solid"


def test_who_asked_for_calm_gets_no_motion(live: LiveSite, browser: Any) -> None:
    found = {}
    for wish in ("reduce", "no-preference"):
        context = browser.new_context(reduced_motion=wish)
        tab = context.new_page()
        tab.goto(live.url)
        found[wish] = tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        context.close()

    assert found == {"reduce": "auto", "no-preference": "smooth"}


def test_without_style_everything_is_there_in_the_same_order(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    headings = "[...document.querySelectorAll('main :is(h1, h2, h3)')].filter(e => e.checkVisibility())"
    order = f"{headings}.map(e => e.textContent)"
    styled, tops, plain = {}, {}, {}
    for kind in TYPICAL:
        tab.goto(live.url + KINDS[kind][1:])
        styled[kind] = tab.evaluate(order)
    tab.route("**/*.css*", lambda route: route.abort())
    for kind in TYPICAL:
        tab.goto(live.url + KINDS[kind][1:])
        plain[kind] = tab.evaluate(order)
        tops[kind] = tab.evaluate(f"{headings}.map(e => e.getBoundingClientRect().top)")
    context.close()

    assert plain == styled
    assert [kind for kind, heights in tops.items() if heights != sorted(heights)] == []
