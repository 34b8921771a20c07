"""The sample articles are many, distinct, varied, well formed and fresh on any day."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

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
COPIES = ("menuiserie-bertaud-reprise-scop", "ilot-des-forges-bail-solidaire", "reseau-val-arnelle-presidente")


def straight(text: str) -> str:
    return text.replace("\u2019", "'")


def test_there_are_enough_articles_of_article_length():
    originals = [story for story in STORIES if not story.copy_of]
    assert len(originals) >= 120
    assert all(150 <= len(story.text.split()) <= 600 for story in originals)


def test_the_aggregator_repeats_shortens_and_tells_again():
    named = {f"{site.id}/{story.slug}": story for site in SITES for story in site.stories}
    copies = [story for site in SITES if site.aggregator for story in site.stories]
    texts = {story.slug: (straight(story.text), straight(named[story.copy_of].text)) for story in copies}
    same, cut, again = (texts[slug] for slug in COPIES)
    assert same[0] == same[1]
    assert cut[1].startswith(cut[0].removesuffix(" […]"))
    assert len(cut[0]) < len(cut[1]) * 0.6
    assert 0.6 < SequenceMatcher(None, *again, autojunk=False).ratio() < 0.98


def test_copies_came_out_after_their_originals():
    named = {f"{site.id}/{story.slug}": story for site in SITES for story in site.stories}
    aggregated = [story for site in SITES if site.aggregator for story in site.stories]
    assert [story.slug for story in aggregated if story.published <= named[story.copy_of].published] == []


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1)])
def test_letters_speak_of_articles_that_are_out(today):
    sites = load_sites(today)
    named = {f"{site.id}/{story.slug}": story for site in sites for story in site.stories}
    sent = [(letter, piece) for site in sites for letter in site.letters for piece in letter.pieces]
    assert len({letter.sent for letter, _piece in sent}) == 2
    assert [piece.to for letter, piece in sent if named[piece.to].published.date() > letter.sent.date()] == []


def test_every_label_of_the_taxonomy_is_met():
    labels = {facet: set(load_taxonomy().ids(facet)) for facet in ("theme", "sector", "kind")}
    assert {theme for story in STORIES for theme in story.themes} == labels["theme"]
    assert {sector for story in STORIES for sector in story.sectors} == labels["sector"]
    assert {story.kind for story in STORIES} - {NOISE} == labels["kind"]


def test_noise_and_other_languages_are_there():
    assert sum(story.kind == NOISE for story in STORIES) >= 12
    assert Counter(story.lang for story in STORIES) >= Counter({"fr": 90, "en": 12, "it": 2})


def test_four_texts_stand_on_two_sites_each_and_no_other_is_repeated():
    copies = [count for count in Counter(text_hash(story.text) for story in STORIES).values() if count > 1]
    assert copies == [2, 2, 2, 2]


def test_no_two_articles_share_a_paragraph_otherwise():
    originals = [story for story in STORIES if not story.copy_of]
    blocks = Counter(block.text for story in originals for block in story.blocks if block.kind == "p")
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
