"""The sample articles are many, distinct, varied, well formed and fresh on any day."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import yaml

from veille.classify import load_taxonomy
from veille.demo import stories
from veille.demo.sites import load_sites
from veille.demo.stories import load_stories, typeset
from veille.models import PARIS
from veille.text import text_hash

TODAY = date(2026, 11, 18)
SITES = load_sites(TODAY)
STORIES = [story for site in SITES for story in site.stories]
NOISE = "bruit"


def test_there_are_enough_articles_of_article_length():
    assert len(STORIES) >= 100
    assert all(150 <= len(story.text.split()) <= 600 for story in STORIES)


def test_every_label_of_the_taxonomy_is_met():
    labels = {facet: set(load_taxonomy().ids(facet)) for facet in ("theme", "sector", "kind")}
    assert {theme for story in STORIES for theme in story.themes} == labels["theme"]
    assert {sector for story in STORIES for sector in story.sectors} == labels["sector"]
    assert {story.kind for story in STORIES} - {NOISE} == labels["kind"]


def test_noise_and_other_languages_are_there():
    assert sum(story.kind == NOISE for story in STORIES) >= 12
    assert Counter(story.lang for story in STORIES) >= Counter({"fr": 90, "en": 12, "it": 2})


def test_three_texts_stand_on_two_sites_each_and_no_other_is_repeated():
    copies = [count for count in Counter(text_hash(story.text) for story in STORIES).values() if count > 1]
    assert copies == [2, 2, 2]


def test_no_two_articles_share_a_paragraph_otherwise():
    whole = {text_hash(story.text): story for story in STORIES}.values()
    blocks = Counter(block.text for story in whole for block in story.blocks if block.kind == "p")
    assert [text for text, count in blocks.items() if count > 1] == []


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 29)])
def test_articles_are_of_the_last_forty_days_and_none_of_tomorrow(today):
    published = [story.published for site in load_sites(today) for story in site.stories]
    midnight = datetime(today.year, today.month, today.day, tzinfo=PARIS)
    assert midnight - timedelta(days=40) <= min(published)
    assert max(published) < midnight + timedelta(hours=1)
    assert sum(midnight - moment < timedelta(days=7) for moment in published) > len(published) / 3


def test_no_place_for_a_date_is_left_unfilled():
    assert [story.slug for story in STORIES if re.search(r"[{}]", story.title + story.text)] == []


def test_deadlines_lie_ahead_of_today():
    call = next(story for story in STORIES if story.slug == "appel-cuisines-partagees")
    assert "avant le 30 décembre 2026, à 12 heures" in call.text.replace("\u00a0", " ")


def test_slugs_are_unique_within_a_site():
    for site in SITES:
        assert len({site.path(story) for story in site.stories}) == len(site.stories)


def test_french_marks_get_their_spaces():
    typed = typeset("« Qui ? » 12 500 €, l'an 2026 : oui", curly=True)
    assert typed == "«\u00a0Qui\u00a0?\u00a0» 12\u202f500\u00a0€, l’an 2026\u00a0: oui"
    assert typeset("l'an", curly=False) == "l'an"


def test_an_unknown_key_is_refused_by_name(tmp_path, monkeypatch):
    (tmp_path / "essai.md").write_text("# un\ntitle: Un\ndays: 1\nkind: actualite\ncolour: red\n\nTexte.\n")
    monkeypatch.setattr(stories, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"essai\.md, un: unknown \['colour'\]"):
        load_stories("essai", TODAY)


def test_site_file_has_one_address_for_each_site():
    rows = yaml.safe_load((stories.FOLDER.parent / "sites.yml").read_text(encoding="utf-8"))
    assert len({row["address"] for row in rows.values()}) == len(rows) >= 20
    assert {path.stem for path in stories.FOLDER.glob("*.md")} - {"README"} <= rows.keys()
