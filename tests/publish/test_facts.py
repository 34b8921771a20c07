"""Territories with what they lie in, calls, events and organisations are public as their articles are."""

import json
import random
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from tests.support.desk import Desk
from tests.support.facts import call, event, facts, found, full_call, mention, place
from tests.support.kept import day, long_text, make_lead, make_source, make_tagging
from tests.support.published import assert_consistent
from veille.facts import Call, PlaceRole
from veille.models import Zone
from veille.publish.aidschema import cog, targets

AAP = make_tagging(kind="appel-a-projets")
TITLE = "Fonds de soutien aux tiers-lieux nourriciers du Velmont"


@dataclass(frozen=True)
class Known:
    name: str
    kind: str
    parents: tuple[str, ...]


KNOWN = {
    "FR": Known("France", "pays", ()),
    "R11": Known("Île-de-France", "region", ("FR",)),
    "D93": Known("Seine-Saint-Denis", "departement", ("R11", "FR")),
    "93066": Known("Saint-Denis", "commune", ("D93", "R11", "FR")),
    "93001": Known("Aubervilliers", "commune", ("D93", "R11", "FR")),
    "R84": Known("Auvergne-Rhône-Alpes", "region", ("FR",)),
}


class Atlas:
    """Two communes, and what they lie in."""

    def territory(self, code: str) -> Known | None:
        return KNOWN.get(code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        return KNOWN[code].parents if code in KNOWN else ()


def publish(desk: Desk) -> None:
    desk.publish(gazetteer=Atlas())


def tell(desk: Desk, source: str, told: Call, number: int = 0, **fields: object) -> None:
    lead = make_lead(source, title=str(fields.get("title", TITLE)), fingerprint=str(number))
    tagging = fields.pop("tagging", AAP)
    text = str(fields.pop("text", long_text((source, number))))
    kept = {"facts": facts(call=told), "published": day(number)} | fields
    desk.keep_text(lead, text, tagging, day(number), **kept)  # type: ignore[arg-type]


def test_an_article_on_a_commune_is_found_by_its_departement_and_its_region(desk: Desk) -> None:
    told = facts(places=(place("93066", PlaceRole.SUBJECT, 0.9, "Saint-Denis"), place("R84", PlaceRole.MENTION, 0.6),
                         place("R11", PlaceRole.PUBLISHER, 0.7)))  # fmt: skip
    desk.keep_text(make_lead(), facts=told)
    publish(desk)

    assert desk.rows("SELECT territoire_id, probabilite, role, direct, indices FROM articles_territoires") == [
        ("93066", 0.9, "sujet", 1, '[["Saint-Denis", 0.0]]'),
        ("D93", 0.9, "sujet", 0, "[]"),
        ("FR", 0.9, "sujet", 0, "[]"),
        ("R11", 0.7, "editeur", 1, "[]"),
    ]
    assert desk.rows("SELECT territoire_principal FROM articles") == [("93066",)]
    assert desk.rows("SELECT id, nom, type, parent FROM territoires ORDER BY id") == [
        ("93066", "Saint-Denis", "commune", "D93"),
        ("D93", "Seine-Saint-Denis", "departement", "R11"),
        ("FR", "France", "pays", None),
        ("R11", "Île-de-France", "region", "FR"),
    ]
    counts = desk.rows("SELECT valeur, nombre FROM comptes WHERE axe = 'territoire' AND mois = ''")
    assert dict(counts) == {"93066": 1, "D93": 1, "R11": 1, "FR": 1}  # type: ignore[arg-type]
    assert_consistent(desk.path, desk.store)


def test_names_of_territories_come_and_go_with_articles_and_sources(desk: Desk) -> None:
    desk.sources["rtes"] = make_source(territory="93001")
    desk.keep_text(make_lead(), facts=facts(places=(place("R84"),)))
    publish(desk)
    names = "SELECT id FROM territoires ORDER BY id"
    assert desk.rows(names) == [("93001",), ("D93",), ("FR",), ("R11",), ("R84",)]

    desk.store.withdraw(make_lead().url, "demande", day(1))
    publish(desk)

    assert desk.rows(names) == [("93001",), ("D93",), ("FR",), ("R11",)]


def test_a_sources_former_territory_is_named_no_more(desk: Desk) -> None:
    names = "SELECT id FROM territoires ORDER BY id"
    desk.sources["rtes"] = make_source(territory="93001")
    publish(desk)
    assert desk.rows(names) == [("93001",), ("D93",), ("FR",), ("R11",)]

    desk.sources["rtes"] = make_source(territory="R84")
    publish(desk)

    assert desk.rows(names) == [("FR",), ("R84",)]


def test_without_a_gazetteer_codes_stand_alone(desk: Desk) -> None:
    desk.keep_text(make_lead(), facts=facts(places=(place("D2B"),)))
    desk.publish()

    assert desk.rows("SELECT territoire_id, direct FROM articles_territoires") == [("D2B", 1)]
    assert desk.rows("SELECT * FROM territoires") == [("D2B", "D2B", None, None)]


def test_organisations_are_linked_and_named(desk: Desk) -> None:
    desk.keep_text(make_lead(), facts=facts(mentions=(mention("Réseau Tissé", "reseau-tisse"),)))
    publish(desk)
    assert desk.rows("SELECT structure_id, indices FROM articles_structures") == [
        ("reseau-tisse", '[["Réseau Tissé", 0.0]]')
    ]
    assert desk.rows("SELECT * FROM structures") == [
        ("reseau-tisse", "Réseau Tissé", "association", None, None, None, None, "reseau tisse")
    ]

    desk.keep_text(make_lead(fingerprint="2"), "autre texte", facts=facts())
    publish(desk)

    assert desk.rows("SELECT * FROM structures") == []
    assert_consistent(desk.path, desk.store)


@dataclass(frozen=True)
class Listed:
    name: str
    acronym: str = ""
    also: tuple[str, ...] = ()
    family: str = "association"
    parent: str = ""
    site: str = ""


class Directory:
    """A network in another one, which lies in itself."""

    listed: ClassVar = {
        "fil": Listed("Le Fil", "FIL", ("Le Vieux Fil", "Filature"), parent="tissus", site="https://fil.example/"),
        "tissus": Listed("Les Tissus", parent="union"),
        "union": Listed("Union", family="", parent="tissus"),
    }

    def organisation(self, ident: str) -> Listed | None:
        return self.listed.get(ident)

    def parent(self, ident: str) -> str:
        return self.listed[ident].parent if ident in self.listed else "fil" if ident.startswith("fil-") else ""


def test_a_known_organisation_is_published_with_what_it_belongs_to(desk: Desk) -> None:
    desk.keep_text(make_lead(), facts=facts(mentions=(mention("Le Fil de l’Est", "fil-est"),)))
    desk.publish(directory=Directory())

    assert desk.rows("SELECT * FROM structures ORDER BY id") == [
        ("fil", "Le Fil", "association", "FIL", "Le Vieux Fil | Filature", "tissus", "https://fil.example/", "le fil"),
        ("fil-est", "Le Fil de l’Est", "association", None, None, "fil", None, "le fil de l est"),
        ("tissus", "Les Tissus", "association", None, None, "union", None, "les tissus"),
        ("union", "Union", None, None, None, "tissus", None, "union"),
    ]
    assert_consistent(desk.path, desk.store)


def test_what_an_organisation_belonged_to_goes_with_the_last_one_in_it(desk: Desk) -> None:
    desk.keep_text(make_lead(), facts=facts(mentions=(mention("Le Fil", "fil-a"), mention("Le Fil", "fil-b"))))
    desk.publish(directory=Ladder())
    desk.keep_text(make_lead(fingerprint="2"), "un autre texte", facts=facts(mentions=(mention("Le Fil", "fil-a"),)))
    desk.publish(directory=Ladder())
    assert desk.rows("SELECT id FROM structures ORDER BY id") == [("fil",), ("fil-a",)]

    desk.store.withdraw(make_lead().url, "demande", day(1))
    desk.publish(directory=Ladder())

    assert desk.rows("SELECT id FROM structures") == []


class Ladder(Directory):
    """The same, with nothing above the network."""

    listed: ClassVar = {"fil": Listed("Le Fil")}


def test_a_call_is_published_in_the_columns_of_the_schema(desk: Desk) -> None:
    told = facts(call=full_call(), places=(place("R11", PlaceRole.ZONE),), zones=(("FR", "R11"), ("FR", "D93")))
    desk.keep_text(make_lead(title="Appel « Communs »"), "Le texte.", AAP, facts=told)
    publish(desk)

    names = [str(row[1]) for row in desk.rows("PRAGMA table_info(appels)")]
    row = dict(zip(names, desk.rows("SELECT * FROM appels")[0], strict=True))
    montants, preuves = (json.loads(str(row.pop(name))) for name in ("montants", "preuves"))
    assert row == {
        "id": 1, "titre": "Appel « Communs »", "description": "Le texte.", "eligibilite": "• associations\n• SCIC",
        "types_aides": "financement", "porteurs": '[{"nom": "Région Île-de-France", "roles": ["financeur"]}]',
        "url_source": "https://rtes.example/a/1", "cibles": "professionnels|associations",
        "eligibilite_geographique": "REG-11|DEP-93", "territoires": "R11|D93", "date_ouverture": "2026-11-01",
        "date_cloture": "2026-12-15T12:00", "date_mise_a_jour": "2026-11-21T08:00:00Z", "article_id": 1,
        "lien_depot": "https://aides.example/ess", "vagues": '["2027-03-01", "2027-06-01"]', "permanent": 1,
        "date_cloture_precedente": "2026-12-01",
    }  # fmt: skip
    assert [(one["role"], one["valeur"], one["devise"]) for one in montants] == [
        ("plafond", 30000, "EUR"), ("taux", 60, ""),
    ]  # fmt: skip
    assert preuves["date_cloture"] == {"phrase": "La phrase qui dit 2026-12-15T12:00.", "fiabilite": 0.9}
    assert len(preuves["vagues"]) == len(preuves["cibles"]) == 2


def test_no_sentence_is_quoted_of_a_source_without_excerpts(desk: Desk) -> None:
    desk.sources["rtes"] = make_source(excerpt=0)
    secret = "Une phrase que son éditeur garde."
    told = facts(
        call=call("2026-12-01", waves=(found("2027-01-01", secret),)), event=event(place=found("Lyon", secret))
    )
    desk.keep_text(make_lead(), "Texte.", AAP, facts=told)
    publish(desk)

    for table in ("appels", "evenements"):
        (row,) = desk.rows(f"SELECT * FROM {table}")
        assert secret not in str(row)
        assert "La phrase" not in str(row)
    assert desk.rows("SELECT date_cloture, vagues FROM appels") == [("2026-12-01", '["2027-01-01"]')]

    desk.sources["rtes"] = make_source(excerpt=100)
    publish(desk)
    assert all(secret in str(desk.rows(f"SELECT preuves FROM {table}")) for table in ("appels", "evenements"))


def test_long_sentences_are_cut(desk: Desk) -> None:
    desk.keep_text(make_lead(), "Texte.", AAP, facts=facts(call=call(opening=found("2026-12-01", "mot " * 500))))
    publish(desk)

    preuves = json.loads(str(desk.rows("SELECT preuves FROM appels")[0][0]))
    assert 200 < len(preuves["date_ouverture"]["phrase"]) <= 301


def test_one_call_told_by_several_articles_is_one_row(desk: Desk) -> None:
    tell(desk, "region", call("2026-12-01"))
    tell(desk, "relais", call("2026-12-20", before="2026-12-01"), 3)
    publish(desk)

    assert desk.rows("SELECT id, date_cloture, date_cloture_precedente, article_id FROM appels") == [
        (1, "2026-12-20", "2026-12-01", 1)
    ]
    assert desk.rows("SELECT * FROM articles_appels") == [(1, 1), (2, 1)]
    assert desk.rows("SELECT * FROM appels_changements") == [
        (1, 1, "2026-11-24T08:00:00Z", "cloture", "2026-12-01", "2026-12-20", 2)
    ]
    assert_consistent(desk.path, desk.store)


def test_a_later_extension_changes_the_public_row_of_the_call_alone(desk: Desk) -> None:
    tell(desk, "region", call("2026-12-01"))
    publish(desk)
    tell(desk, "relais", call("2026-12-20", before="2026-12-01"), 3)

    done = desk.publish(gazetteer=Atlas())

    assert (done.added, done.changed) == (1, 0)
    assert desk.rows("SELECT date_cloture FROM appels") == [("2026-12-20",)]


def test_what_is_not_public_says_nothing_of_a_public_call(desk: Desk) -> None:
    tell(desk, "region", call("2026-12-01"))
    tell(desk, "relais", call("2026-12-20", before="2026-12-01"), 3, tagging=replace(AAP, zone=Zone.REVIEW))
    publish(desk)

    assert desk.rows("SELECT date_cloture, article_id FROM appels") == [("2026-12-01", 1)]
    assert desk.rows("SELECT * FROM articles_appels") == [(1, 1)]
    assert desk.rows("SELECT * FROM appels_changements") == []


def test_withdrawing_takes_a_call_and_its_sentences_along(desk: Desk) -> None:
    tell(desk, "region", call("2026-12-01"))
    tell(desk, "relais", call("2026-12-20", before="2026-12-01"), 3)
    publish(desk)

    desk.store.withdraw(make_lead("relais").url, "demande", day(4))
    publish(desk)
    assert desk.rows("SELECT date_cloture FROM appels") == [("2026-12-01",)]
    assert desk.rows("SELECT * FROM appels_changements") == []

    desk.store.withdraw(make_lead("region").url, "demande", day(4))
    publish(desk)
    for table in ("appels", "articles_appels", "appels_changements"):
        assert desk.rows(f"SELECT * FROM {table}") == []


def test_an_item_that_a_person_rules_out_takes_its_call_along(desk: Desk) -> None:
    tell(desk, "region", call("2026-12-01"))
    publish(desk)

    desk.store.keep_facts({1: facts()}, day(1))
    desk.store.retag({1: make_tagging(Zone.OUT)}, "m2")
    publish(desk)

    assert desk.rows("SELECT * FROM appels") == []


def test_events_are_published_with_their_place_and_sentences(desk: Desk) -> None:
    told = event("2026-12-04T09:30", end=found("2026-12-05"), place=found("Lyon"), code="69123", online=False)
    desk.keep_text(make_lead(), facts=facts(event=told))
    publish(desk)

    (row,) = desk.rows("SELECT * FROM evenements")
    assert row[:8] == (1, "2026-12-04T09:30", "2026-12-05", "Lyon", "69123", 0, None, 0)
    assert json.loads(str(row[8]))["lieu"]["phrase"] == "La phrase qui dit Lyon."


def test_a_copy_tells_the_event_that_the_article_itself_does_not(desk: Desk) -> None:
    text = long_text("copie")
    desk.keep_text(make_lead(), text, facts=facts())
    desk.keep_text(make_lead("avise"), text, facts=facts(event=event()))
    publish(desk)

    assert desk.rows("SELECT article_id, debut FROM evenements") == [(1, "2026-12-04")]


def test_publishing_again_changes_nothing(desk: Desk) -> None:
    tell(desk, "region", full_call(), facts=facts(call=full_call(), event=event(), places=(place("93066"),),
                                                  mentions=(mention("Tissé"),)))  # fmt: skip
    first = desk.publish(gazetteer=Atlas())

    again, rebuilt = desk.publish(gazetteer=Atlas()), desk.publish(gazetteer=Atlas(), rebuild=True)

    assert (again.generation, again.changed) == (first.generation, 0)
    assert desk.rows("SELECT count(*) FROM appels") == [(1,)]
    assert rebuilt.added == 1


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_any_order_and_any_stretch_ends_in_the_same_public_calls(desk: Desk, chunk: int) -> None:
    chance = random.Random(7)
    for number in range(40):
        source = f"s{chance.randrange(8)}"
        told = call(f"2026-12-{chance.randrange(10, 28)}", before=chance.choice(("", "2026-12-05")))
        zone = chance.choice((Zone.IN, Zone.IN, Zone.REVIEW))
        tell(desk, source, told if chance.random() < 0.8 else Call(), number, tagging=replace(AAP, zone=zone))
        if chance.random() < 0.2:
            desk.store.withdraw(make_lead(f"s{chance.randrange(8)}").url, "droit", day(number))
        if chance.random() < 0.3:
            desk.publish(gazetteer=Atlas(), chunk=chunk)
    desk.publish(gazetteer=Atlas(), chunk=chunk)
    tables = ("appels", "articles_appels", "appels_changements")
    reached = [desk.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    assert_consistent(desk.path, desk.store)

    desk.publish(gazetteer=Atlas(), rebuild=True)

    assert [desk.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == reached


@pytest.mark.parametrize(
    ("code", "written"),
    [("FR", "PAYS-99100"), ("R11", "REG-11"), ("D93", "DEP-93"), ("D2A", "DEP-2A"), ("D971", "DEP-971"),
     ("93066", "COM-93066"), ("2A004", "COM-2A004"), ("200054781", "EPCI-200054781"), ("EU", None),
     ("DE", "PAYS-99109"),
     ("RO", "PAYS-99114"), ("US", None)],
)  # fmt: skip
def test_territories_are_written_as_the_schema_does(code: str, written: str | None) -> None:
    assert cog(code) == written


def test_beneficiaries_fall_into_the_categories_of_the_schema() -> None:
    assert targets(["Associations loi 1901", "les collectivités", "jeunes de moins de 25 ans", "TPE-PME"]) == [
        "professionnels", "particuliers", "associations", "secteur public",
    ]  # fmt: skip
    assert targets(["tout porteur"]) == []
