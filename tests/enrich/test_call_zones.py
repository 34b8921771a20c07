"""The territories that a call is open to have that role, and no other place has."""

from datetime import UTC, datetime

import pytest

from veille.enrich import dated, enrich
from veille.facts import PlaceRole
from veille.models import Article, Lead

ABOUT = "Appel à projets de la fondation"
TEXT = {
    "seat": "L’appel est ouvert aux associations dont le siège est situé en Gironde. Il se clôt le 15 mars 2027.",
    "where": "Ce fonds aide les associations implantées dans le Finistère et les structures domiciliées en Finistère.",
    "may": "Peuvent candidater les associations de Bretagne et des Pays de la Loire. Date limite : 15 mars 2027.",
    "loud": "LES ASSOCIATIONS DONT LE SIEGE EST EN GIRONDE PEUVENT CANDIDATER JUSQU'AU 15 MARS 2027.",
}


def roles(title: str, text: str, kind: str = "appel-a-projets") -> dict[str, PlaceRole]:
    article = Article(url="", title=title, text=text, lang="fr", published=datetime(2026, 11, 20, tzinfo=UTC))
    lead = Lead(source_id="", url="", entry_id="", title=title)
    return {place.code: place.role for place in dated(enrich(article, lead), kind).facts.places}


@pytest.mark.parametrize(
    ("text", "codes"), [("seat", {"D33"}), ("where", {"D29"}), ("may", {"R53", "R52"}), ("loud", {"D33"})]
)
def test_places_of_those_who_may_apply_are_zones(text: str, codes: set[str]) -> None:
    found = roles(ABOUT, TEXT[text])

    assert {code for code, role in found.items() if role is PlaceRole.ZONE} == codes


def test_a_regional_call_is_for_its_region() -> None:
    found = roles(
        "Appel à projets en Occitanie", "Départements éligibles : Gard, Hérault, Aude, Lozère. Clôture le 15 mars 2027."
    )

    assert found["R76"] is PlaceRole.SUBJECT
    assert PlaceRole.ZONE not in found.values()


def test_only_calls_have_zones() -> None:
    assert (
        PlaceRole.ZONE
        not in roles("Une épicerie", "Elle est ouverte à Quimper, dans le Finistère.", "actualite").values()
    )
    assert PlaceRole.ZONE not in roles(ABOUT, TEXT["may"], "actualite").values()


def test_a_name_within_a_word_names_nothing() -> None:
    found = roles(ABOUT, "Dans l’Ain, une foncière agit. Ainsi, peuvent candidater les associations.")

    assert found["D01"] is PlaceRole.SUBJECT
