"""The language of an article, with its source's as prior."""

import pytest

from tests.support.pages import PROSE, make_lead
from veille.enrich import Origin, enrich
from veille.enrich.language import Language, language
from veille.models import Article

ENGLISH = (
    "The European Commission adopted an action plan for the social economy, which member states will now implement."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROSE, "fr"),
        (ENGLISH, "en"),
        ("La Comisión Europea ha aprobado un plan de acción para la economía social y solidaria en España.", "es"),
        ("Il terzo settore italiano chiede al governo una riforma della fiscalità delle cooperative sociali.", "it"),
        ("Die Sozialwirtschaft in Deutschland fordert mehr Unterstützung für Genossenschaften vor Ort.", "de"),
        ("De sociale economie in Vlaanderen groeit, maar de subsidies blijven achter bij de verwachtingen.", "nl"),
    ],
)
@pytest.mark.parametrize("declared", ["fr", "en"])
def test_a_sentence_is_enough_whatever_the_source_declares(text: str, expected: str, declared: str) -> None:
    assert language(text, declared) == expected


@pytest.mark.parametrize("text", ["", "PTCE", "Agenda 2025", "2024 – 2025 : 12 %", "🎉🎉🎉"])
@pytest.mark.parametrize("declared", ["fr", "en", "lb"])
def test_a_text_that_says_too_little_is_in_its_sources_language(text: str, declared: str) -> None:
    assert language(text, declared) == declared


def test_the_leads_language_wins_over_the_pages_as_prior_and_the_text_over_both() -> None:
    short = Article(url="https://a.example/", title="Agenda", text="", lang="en")
    assert enrich(short, make_lead(lang="fr-FR")).lang == "fr"
    assert enrich(short, make_lead()).lang == "en"
    assert enrich(Article(url="https://a.example/", title="Plan", text=ENGLISH), make_lead(lang="fr")).lang == "en"


def test_nothing_but_the_language_is_changed() -> None:
    article = Article(url="https://a.example/", title="Les coopératives", text=PROSE, author="A. B.", excerpt="Les")
    assert Language()(article, make_lead(), Origin()) == article


def test_a_language_outside_the_list_gives_way_to_what_the_text_says() -> None:
    assert language(ENGLISH, "lb") == "en"
