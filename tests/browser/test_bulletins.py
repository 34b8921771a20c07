"""A weekly overview on paper, on a phone and with large letters."""

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
from tests.support.looking import unfit

pytestmark = pytest.mark.browser

LONG = " || ' ' || ".join(["lower(hex(randomblob(4)))"] * 13)
"""SQL for a title of 116 characters, unlike all others: nine titles in ten are shorter."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site where a week has as much to tell as an overview takes, all of it long."""
    path = publicdb.build(tmp_path_factory.mktemp("live") / "veille.db")
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(f"""update articles set titre = {LONG};
            update appels set titre = {LONG}, date_cloture = '2026-11-24T12:00', vagues = '[]';
            update evenements set debut = '2026-11-25T14:00', lieu = 'Maison de l’économie sociale, Rennes'""")
    with LiveSite(path, now=lambda: datetime(2026, 11, 21, 7, 30, tzinfo=UTC)) as running:
        yield running


def test_a_full_week_prints_on_two_pages_with_its_address(live: LiveSite, browser: Any, tmp_path: Path) -> None:
    tab = browser.new_page()
    tab.goto(f"{live.url}bulletins/2026-s47")
    counted = [tab.locator(one).count() for one in (".theme-block", ".digest-item", ".beside li")]
    printed = tab.pdf(format="A4")
    tab.emulate_media(media="print")
    address = tab.locator(".on-paper").inner_text()
    hidden = [tab.locator(one).first.is_visible() for one in (".site-header", ".site-footer", ".tools", ".around")]
    tab.close()

    assert counted[0] == 6
    assert counted[1] >= 15
    assert counted[2] >= 20
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    assert address.endswith(f"{live.url}bulletins/2026-s47")
    assert not any(hidden)


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (375, "200%"), (640, "200%")])
def test_a_full_week_fits_narrow_screens_and_large_letters(live: LiveSite, browser: Any, width: int, size: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{live.url}bulletins/2026-s47")
    faults = unfit(tab, width, size)
    tab.close()

    assert faults == []
