"""A feed that became somebody else's is told apart from one that moved, was renamed, or leads elsewhere by trade."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from veille.models import Lead, Outcome, Page, Source
from veille.sources.base import Collected
from veille.sources.takeover import suspicion

NOW = datetime(2026, 3, 2, tzinfo=UTC)
OURS = Source(
    id="reseau", name="Réseau des coopératives", url="https://reseau.example.fr/rss", home="https://reseau.fr/"
)


def collected(*links: str, title: str = "Casino en ligne", site: str = "", source: Source = OURS) -> Collected:
    page = Page(url=source.url, final_url=source.url, outcome=Outcome.OK, fetched_at=NOW)
    leads = tuple(Lead(source_id=source.id, url=link, entry_id=link) for link in links or ("https://casino.bet/1",))
    return Collected(source=source, page=page, outcome=Outcome.OK, leads=leads, title=title, site=site)


@pytest.mark.parametrize("site", ["https://www.casino.bet/", ""])
def test_a_feed_in_which_nothing_is_the_sources_is_told(site: str) -> None:
    detail = suspicion(collected(site=site))

    assert detail.startswith("ce flux annonce un autre site : casino.bet (« Casino en ligne »)")


@pytest.mark.parametrize(
    "sound",
    [
        collected("https://casino.bet/1", "https://www.reseau.fr/actualites/2"),
        collected("https://blog.reseau.fr/1"),
        collected(site="https://reseau.fr/"),
        collected("https://nouveau.org/1", title="Les coopératives : actualités"),
        collected("https://nouveau.org/1", title="RESEAU"),
        collected(title=""),
        collected(source=replace(OURS, aggregator=True)),
        collected(source=replace(OURS, type="mailbox")),
        collected(source=replace(OURS, url="http://127.0.0.1/rss", home=None)),
        collected("https://reseau.example.fr/rss#entry-1"),
        replace(collected(), leads=()),
        replace(collected(), outcome=Outcome.NOT_A_FEED),
    ],
)
def test_one_sign_of_the_source_is_enough(sound: Collected) -> None:
    assert suspicion(sound) == ""


def test_words_that_all_titles_share_are_no_sign() -> None:
    source = replace(OURS, name="Actualités en France", id="actus")

    assert suspicion(collected(title="France Actualités", source=source))
