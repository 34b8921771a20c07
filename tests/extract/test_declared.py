"""What a page's markup declares: events in three notations and in calendar links, and forms."""

import json

import pytest

from veille.extract.declared import declared_facts
from veille.extract.html import parse
from veille.facts import Event, Facts

URL = "https://reseau.example/agenda/rencontres"
EVENT = {
    "@type": ["Event", "EducationEvent"],
    "name": "Rencontres de l'ESS",
    "startDate": "2025-11-04T09:00:00+01:00",
    "endDate": "2025-11-06T17:00",
    "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
    "location": [
        {"@type": "VirtualLocation", "url": "https://zoom.example/x"},
        {
            "@type": "Place",
            "name": "Palais des congrès",
            "address": {"@type": "PostalAddress", "addressLocality": "Lyon"},
        },
    ],
    "offers": {"@type": "Offer", "url": "/inscription"},
}


def read(body: str, title: str = "") -> Facts:
    html = f"<html><head></head><body>{body}</body></html>"
    tree = parse(html)
    assert tree is not None
    return declared_facts(tree, html, URL, lambda: title)


def linked(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def only(facts: Facts) -> Event:
    assert len(facts.declared) == 1
    return facts.declared[0]


@pytest.mark.parametrize(
    "data",
    [EVENT, [EVENT], {"@graph": [{"@type": "WebPage"}, EVENT]}, {"@type": "WebPage", "mainEntity": EVENT},
     {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": EVENT}]}],
)  # fmt: skip
def test_an_event_anywhere_in_json_ld(data: object) -> None:
    event = only(read(linked(data)))
    assert event.start.value == "2025-11-04T09:00"
    assert event.end is not None
    assert event.end.value == "2025-11-06T17:00"
    assert event.place is not None
    assert event.place.value == "Palais des congrès, Lyon"
    assert event.registration is not None
    assert event.registration.value == "https://reseau.example/inscription"
    assert event.online is True
    assert event.declared


def test_the_pages_own_event_comes_first_and_others_are_left_out() -> None:
    other = EVENT | {"name": "Apéro du réseau", "startDate": "2025-09-01"}
    assert only(read(linked([other, EVENT]), "Rencontres de l'ESS 2025")).start.value == "2025-11-04T09:00"


def test_a_cancelled_event_and_a_publication_are_none() -> None:
    cancelled = EVENT | {"eventStatus": "https://schema.org/EventCancelled"}
    assert read(linked([cancelled, EVENT | {"@type": "PublicationEvent"}])).declared == ()


def test_microdata() -> None:
    event = only(read(
        '<div itemscope itemtype="http://schema.org/Event"><h1 itemprop="name">Forum</h1>'
        '<time itemprop="startDate" datetime="2025-10-14T09:00">14 oct.</time>'
        '<div itemprop="location" itemscope itemtype="http://schema.org/Place"><span itemprop="name">Salle A</span>'
        '<span itemprop="address" itemscope><span itemprop="addressLocality">Nantes</span></span></div>'
        '<div itemprop="offers" itemscope><a itemprop="url" href="https://b.example/i">x</a></div></div>'
    ))  # fmt: skip
    assert event.start.value == "2025-10-14T09:00"
    assert event.place is not None
    assert event.place.value == "Salle A, Nantes"
    assert event.registration is not None
    assert event.registration.value == "https://b.example/i"


def test_rdfa() -> None:
    event = only(read(
        '<div vocab="http://schema.org/" typeof="Event"><span property="name">Forum</span>'
        '<span property="startDate" content="2025-10-14">14</span>'
        '<span property="location" typeof="Place"><span property="name">Dijon</span></span></div>'
    ))  # fmt: skip
    assert event.place is not None
    assert (event.start.value, event.place.value) == ("2025-10-14", "Dijon")


@pytest.mark.parametrize(
    "href",
    [
        "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;dates=20251104T080000Z/20251104T100000Z&amp;location=Lyon",
        "data:text/calendar;charset=utf8,BEGIN:VCALENDAR%0D%0ABEGIN:VEVENT%0D%0ADTSTART;TZID=Europe/Paris:20251104T090000"
        "%0D%0ADTEND:20251104T110000%0D%0ALOCATION:Ly%0D%0A on%0D%0AEND:VEVENT",
    ],
)
def test_calendar_links(href: str) -> None:
    event = only(read(f'<a href="{href}">Ajouter à mon agenda</a>'))
    assert event.end is not None
    assert event.place is not None
    assert (event.start.value, event.end.value, event.place.value) == ("2025-11-04T09:00", "2025-11-04T11:00", "Lyon")


def test_forms_are_told_from_other_links() -> None:
    facts = read(
        '<nav><a href="/inscription">S’inscrire</a></nav><a href="/newsletter">Inscription à la newsletter</a>'
        '<a href="/candidater">Candidater en ligne</a><a href="http://[bad">Postuler</a>'
        '<a href="https://www.demarches-simplifiees.fr/commencer/aap">Déposer un dossier</a>'
    )
    assert [form.value for form in facts.forms] == [
        "https://www.demarches-simplifiees.fr/commencer/aap",
        "https://reseau.example/candidater",
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<script type="application/ld+json">{"@type": "Event", [[[</script>',
        linked({"@type": "Event", "startDate": {"a": [1, None]}, "location": 3, "offers": ["x"], "name": None}),
        linked({"@type": "Event", "startDate": "2025-99-99T99:99"}),
        linked([{"@type": "Event", "startDate": "2025-11-04"}] * 5_000),
        '<script type="application/ld+json">' + '{"Event":' * 5_000 + "</script>",
        '<div itemscope itemtype="http://schema.org/Event">' * 300,
        '<a href="data:text/calendar;base64,@@@">x</a><a href="https://calendar.google.com/?dates=%00">calendar</a>',
    ],
)
def test_odd_markup_never_raises(body: str) -> None:
    assert len(read(body).declared) <= 20
