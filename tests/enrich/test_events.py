"""When and where one may attend: the page's own markup first, then its text."""

from datetime import date

import pytest

from veille.enrich.events import find_event
from veille.facts import Event, Facts, Found, Place, PlaceRole

PUBLISHED = date(2025, 9, 10)
FORUM = "Le Forum se tiendra du 4 au 6 novembre 2025 à Niort. Inscriptions avant le 20 octobre sur https://f.example/i."


def test_an_event_told_in_prose() -> None:
    event = find_event("Forum national", FORUM, PUBLISHED)
    assert event is not None
    assert event.start.value == "2025-11-04"
    assert event.end is not None
    assert event.end.value == "2025-11-06"
    assert event.place is not None
    assert event.place.value == "Niort"
    assert event.registration is not None
    assert event.registration.value == "https://f.example/i"
    assert not event.declared


def test_the_place_gets_its_code_from_the_places_of_the_article() -> None:
    niort = Place(code="79191", role=PlaceRole.SUBJECT, probability=0.9, evidence=("Niort",))
    event = find_event("Forum national", FORUM, PUBLISHED, Facts(places=(niort,)))
    assert event is not None
    assert event.code == "79191"


def test_markup_wins_over_text() -> None:
    said = Event(start=Found(value="2025-11-05T09:00", quote="", confidence=0.95), online=True)
    event = find_event("Forum national", FORUM, PUBLISHED, Facts(declared=(said,)))
    assert event is not None
    assert (event.start.value, event.online, event.declared) == ("2025-11-05T09:00", True, True)
    assert event.place is not None
    assert event.place.value == "Niort"


@pytest.mark.parametrize(
    ("title", "text", "start"),
    [
        ("Webinaire", "Mardi 21 octobre de 12 h 30 à 13 h 30, en visioconférence.", "2025-10-21T12:30"),
        ("Reporté", "Initialement prévu le 3 octobre, le forum est déplacé au jeudi 11 décembre 2025.", "2025-12-11"),
        ("AG", "L'assemblée aura lieu le 15 mai 2026 à Rennes. Pouvoirs à retourner avant le 9 mai.", "2026-05-15"),
        ("Soirée", "Rendez-vous vendredi prochain à 19h à Pau.", "2025-09-12T19:00"),
        ("Séances", "Trois séances : 25 septembre, 8 octobre et 22 octobre, de 11h à 12h.", "2025-09-25"),
    ],
)
def test_the_day_of_the_event(title: str, text: str, start: str) -> None:
    event = find_event(title, text, PUBLISHED)
    assert event is not None
    assert event.start.value == start


def test_no_day_no_event() -> None:
    assert find_event("Rencontre à venir", "La date exacte sera communiquée sous peu.", PUBLISHED) is None
    assert find_event("", "", None) is None


@pytest.mark.parametrize("text", ["le 1 " * 100_000, "\x00\ud800 le 4 mars", "à Lyon " * 50_000, "A" * 300_000])
def test_odd_texts_never_raise(text: str) -> None:
    event = find_event(text[:300], text, PUBLISHED)
    assert event is None or 0 <= event.start.confidence <= 1


def test_registering_online_is_not_attending_online() -> None:
    event = find_event("Colloque", "Le 22 mai 2026 à Lyon, amphithéâtre B. Inscription en ligne.", PUBLISHED)
    assert event is not None
    assert event.online is False
