"""The feeds.yml that ships: right against the taxonomy, honest about what is switched off."""

from pathlib import Path

import pytest
import yaml

from veille.config import load_sources
from veille.kinds import FAMILIES
from veille.models import Source

ROOT = Path(__file__).resolve().parents[2]
REGIONS = {f"R{code:02}" for code in (1, 2, 3, 4, 6, 11, 24, 27, 28, 32, 44, 52, 53, 75, 76, 84, 93, 94)}


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    text = (ROOT / "veille" / "classify" / "data" / "taxonomy.yml").read_text(encoding="utf-8")
    taxonomy = yaml.safe_load(text)
    return load_sources(ROOT / "feeds.yml", themes=frozenset(taxonomy["themes"]), kinds=frozenset(taxonomy["kinds"]))


def test_every_source_is_there_with_known_themes_and_a_family(sources):
    assert len(sources) >= 246
    assert all(source.family in FAMILIES and source.family != "autre" for source in sources)
    assert all(source.home for source in sources if source.url)


def test_each_source_says_what_is_needed_to_judge_it(sources):
    """Excerpt policy for all; how its address is known for each that has one."""
    assert all(source.excerpt is not None for source in sources)
    assert all(source.evidence for source in sources if source.url)
    assert {source.type for source in sources} >= {"feed", "listing", "api", "archive"}


def test_an_address_never_seen_working_is_on_probation(sources):
    doubtful = [source for source in sources if source.evidence in ("supposee", "deduite", None)]

    assert doubtful
    assert all(source.on_probation for source in doubtful)


def test_what_repeats_others_shows_no_text_of_theirs(sources):
    repeats = [source for source in sources if source.aggregator and "legifrss" not in source.id]

    assert repeats
    assert all(source.excerpt == 0 for source in repeats)


def test_most_sources_are_on_and_each_one_that_is_off_says_why(sources):
    off = [source for source in sources if not source.enabled]

    assert len(off) < len(sources) / 10
    assert all(source.note and len(source.note) > 30 for source in off)


def test_regions_are_insee_codes(sources):
    assert {source.territory for source in sources if (source.territory or "").startswith("R")} <= REGIONS


def test_only_sources_of_the_ess_itself_are_trusted_as_such(sources):
    """A ministry or a general newspaper never says only things about the ESS."""
    trusted = [source for source in sources if source.ess]

    assert trusted
    assert all(source.family != "institution" for source in trusted)


def test_the_list_covers_the_country_europe_and_several_languages(sources):
    on = [source for source in sources if source.enabled]

    assert {"FR", "EU"} < {source.territory for source in on}
    assert {"fr", "en", "it"} <= {source.lang for source in on}
    assert len({source.family for source in on}) >= 8
