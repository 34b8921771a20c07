"""The page of an article in a real browser: on screens of every width, on paper, from the keyboard."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import publicdb
from tests.support.livesite import LiveSite
from tests.support.looking import violations

pytestmark = pytest.mark.browser

ODD = {
    5: ("Un titre qui n’en finit pas, " * 9, "", "fr"),
    6: ("التعاونيات والاقتصاد الاجتماعي", "تعاونيات في كل مكان", "ar"),
    7: ("Motsansaucuneespace" * 12, "Extrait<b>gras</b>" * 8, "en"),
}
"""Titles, excerpts and languages that pages must bear, by article."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    path = publicdb.build(tmp_path_factory.mktemp("live") / "veille.db")
    _make_odd(path)
    with LiveSite(path, now=lambda: datetime(2026, 11, 21, 7, 30, tzinfo=UTC)) as running:
        yield running


def _make_odd(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for ident, (title, excerpt, lang) in ODD.items():
            db.execute(
                "update articles set titre = ?, extrait = ?, langue = ?, date_estimee = 1 where id = ?",
                (title, excerpt, lang, ident),
            )
        territories = [(f"T{n}", f"Communauté de communes de la Vallée longue {n}", "epci", "R53") for n in range(30)]
        db.executemany("insert into territoires values (?, ?, ?, ?)", territories)
        db.executemany(
            "insert into articles_territoires values (5, ?, 0.9, ?, '[[\"Vallée\", 0]]', '2026-11-01', 'zone', 1)",
            [(code, "humain" if code == "T3" else "machine") for code, *_rest in territories],
        )
        db.executemany(
            "insert into vu_aussi values (7, ?, 'Le même titre, repris', 'coop-nord', '2026-11-01')",
            [(f"https://ailleurs.example.org/{n}",) for n in range(12)],
        )


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_odd_articles_with_all_opened_break_no_rule_and_never_scroll_sideways(
    live: LiveSite, browser: Any, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
    tab = context.new_page()
    faults = {}
    for ident in (1, *ODD):
        tab.goto(f"{live.url}article/{ident}")
        tab.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        faults[ident] = violations(tab)
    context.close()

    assert {ident: found for ident, found in faults.items() if found} == {}


def test_an_article_fits_on_one_printed_sheet_with_the_address_of_the_original(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(locale="fr-FR")
    tab = context.new_page()
    tab.emulate_media(media="print")
    for ident in (1, 3, *ODD):
        tab.goto(f"{live.url}article/{ident}")
        sheets = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
        address = tab.locator(".read a").evaluate("node => getComputedStyle(node, '::after').content")

        assert sheets == 1, ident
        assert f"/articles/{ident})" in address
        assert not tab.locator("#proches, .cite, .site-footer").first.is_visible()
    context.close()


def test_the_labels_stand_beside_the_article_where_there_is_room_and_after_it_elsewhere(
    live: LiveSite, browser: Any
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(f"{live.url}article/1")
    told, side, beyond = (tab.locator(one).bounding_box() for one in (".told", ".side", ".beyond"))
    assert side["x"] > told["x"] + told["width"]
    assert side["y"] == told["y"]
    assert beyond["y"] >= told["y"] + told["height"]
    tab.set_viewport_size({"width": 375, "height": 800})
    told, side, beyond = (tab.locator(one).bounding_box() for one in (".told", ".side", ".beyond"))
    assert told["y"] < side["y"] < beyond["y"]
    tab.close()


def test_from_the_keyboard_the_original_is_reached_before_anything_the_watch_says(live: LiveSite, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{live.url}article/1")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    reached = []
    for _step in range(3):
        tab.keyboard.press("Tab")
        reached.append(tab.locator(":focus").inner_text())
    context.close()

    assert reached[-1].startswith("Lire l’article sur ")
