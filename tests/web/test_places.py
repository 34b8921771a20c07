"""Other ways to write a territory's address lead to it where they can mean only one."""

import pytest

from veille.enrich.places.codes import REGIONS
from veille.web import places
from veille.web.france import france


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("r11", "R11"), ("d2a", "D2A"), ("fr", "FR"), ("de", "DE"), (" R53 ", "R53"),
        ("IDF", "R11"), ("paca", "R93"), ("GP", "R01"), ("974", "R04"), ("UE", "EU"),
        ("93", "D93"), ("2a", "D2A"), ("01", "D01"),
        ("REG-11", "R11"), ("DEP-93", "D93"), ("COM-93066", "93066"), ("EPCI-200054781", "200054781"),
        ("PAYS-99100", "FR"),
        ("Bretagne", "R53"), ("ile-de-france", "R11"), ("seine-saint-denis", "D93"), ("Corse", "R94"),
        ("La Réunion", "R04"), ("France", "FR"),
        ("R42", "R44"), ("alsace", "R44"), ("Nord-Pas-de-Calais", "R32"), ("R83", "R84"),
    ],
)  # fmt: skip
def test_a_spelling_with_one_meaning_is_understood(written: str, code: str) -> None:
    assert places.meant(written) == code


@pytest.mark.parametrize(
    "written", ["", "XX", "Saint-Denis", "R99", "D00", "99999", "'; drop", "ı", "\u202e", "R" * 100]
)
def test_what_means_nothing_or_several_things_does_not(written: str) -> None:
    assert places.meant(written) == ""


def test_all_outward_codes_of_regions_are_understood() -> None:
    assert {code: places.meant(outward) for code, outward in REGIONS.items()} == {code: code for code in REGIONS}


def test_former_regions_lead_to_one_that_there_is() -> None:
    assert {code for _name, code in places.FORMER.values()} <= france().regions.keys()
    assert not places.FORMER.keys() & france().regions.keys()
    assert places.former_of("R44") == ("Alsace", "Champagne-Ardenne", "Lorraine")
    assert places.former_of("R53") == ()
    assert [places.is_former(one) for one in ("r42", "Alsace", "R44", "Grand Est")] == [True, True, False, False]


def test_a_commune_knows_its_intercommunality_its_departement_and_its_region() -> None:
    found = places.place("35238")

    assert found
    assert (found.name, found.kind) == ("Rennes", "commune")
    assert found.above == (
        ("243500139", "Rennes Métropole"), ("D35", "Ille-et-Vilaine"), ("R53", "Bretagne"), ("FR", "France"),
    )  # fmt: skip


def test_a_beginning_finds_whole_names_then_large_territories_first() -> None:
    rennes = places.named_like("rennes", 30)

    assert [(one.name, one.kind) for one in rennes[:2]] == [("Rennes", "commune"), ("Rennes Métropole", "epci")]
    assert rennes[0].within == "Ille-et-Vilaine"
    assert [one.code for one in places.named_like("bretagne", 1)] == ["R53"]
    assert places.named_like("SAINT-denis", 1)[0].code == "97411"
    assert len(places.named_like("saint", 30)) == 30


@pytest.mark.parametrize("text", ["", " ", "'", "%", "*", "xqz", "\x00", "\u202e"])
def test_what_begins_no_name_finds_nothing(text: str) -> None:
    assert places.named_like(text, 30) == ()
