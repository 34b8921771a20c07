"""Codes, names, what lies in what, and how French says « in »."""

import pytest

from veille.enrich.places.codes import inward, outward
from veille.enrich.places.gazetteer import ancestors, gazetteer, territory, territory_rows
from veille.enrich.places.wording import located


def test_the_vintage_of_the_official_code_is_kept() -> None:
    assert gazetteer().vintage == "2026"


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("93066", ("200057867", "D93", "R11", "FR")),
        ("69381", ("69123", "200046977", "D69", "R84", "FR")),
        ("200057867", ("D93", "R11", "FR")),
        ("29155", ("D29", "R53", "FR")),
        ("2A004", ("242010056", "D2A", "R94", "FR")),
        ("97411", ("249740119", "D974", "R04", "FR")),
        ("98818", ("NC", "FR")),
        ("D29", ("R53", "FR")),
        ("FR", ()),
        ("IT", ()),
        ("nowhere", ()),
    ],
)
def test_a_territory_rolls_up_to_its_country(code: str, above: tuple[str, ...]) -> None:
    assert ancestors(code) == above


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["R11"], ["IDF"]),
        (["D93"], ["IDF", "93"]),
        (["93066", "D93", "200057867"], ["IDF", "93"]),
        (["2B033"], ["COR", "2B"]),
        (["97411"], ["RE"]),
        (["D972"], ["MQ"]),
        (["98818"], ["NC"]),
        (["R53", "R52", "44109"], ["BRE", "PDL", "44"]),
        (["FR", "EU", "IT"], ["FR", "EU", "IT"]),
        (["nowhere", ""], []),
    ],
)
def test_outward_codes_are_those_of_the_corpus(codes: list[str], expected: list[str]) -> None:
    assert outward(codes) == expected


@pytest.mark.parametrize("code", ["IDF", "93", "2A", "RE", "FR", "EU", "IT"])
def test_outward_codes_come_back(code: str) -> None:
    assert outward([inward(code)])[-1] == code


def test_every_row_of_the_lookup_table_has_its_parent_before_it() -> None:
    seen: set[str] = set()
    for code, name, kind, parent in territory_rows():
        assert name
        assert kind
        assert not parent or parent in seen
        assert code not in seen
        seen.add(code)
    assert len(seen) > 36_000


def test_following_parents_in_the_lookup_table_never_leaves_the_departement() -> None:
    parents = {code: parent for code, _, _, parent in territory_rows()}
    for code in ("35236", "44067", "56008", "13055", "75056", "93066", "69123"):
        line, above = [], parents[code]
        while above:
            line.append(above)
            above = parents[above]
        assert [one for one in line if one[0] == "D"] == [one for one in ancestors(code) if one[0] == "D"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("FR", "en France"),
        ("R53", "en Bretagne"),
        ("R44", "dans le Grand Est"),
        ("R04", "à La Réunion"),
        ("D29", "dans le Finistère"),
        ("D95", "dans le Val-d’Oise"),
        ("D23", "dans la Creuse"),
        ("D16", "en Charente"),
        ("D64", "dans les Pyrénées-Atlantiques"),
        ("D01", "dans l’Ain"),
        ("29019", "à Brest"),
        ("76351", "au Havre"),
        ("93045", "aux Lilas"),
        ("75113", "dans le 13e arrondissement de Paris"),
        ("246700488", "dans l’eurométropole de Strasbourg"),
        ("243300316", "à Bordeaux Métropole"),
        ("EU", "dans l’Union européenne"),
        ("US", "aux États-Unis"),
        ("KR", "en Corée du Sud"),
        ("MX", "au Mexique"),
        ("CU", "à Cuba"),
    ],
)
def test_a_territory_has_its_preposition(code: str, words: str) -> None:
    assert located(code) == words


def test_a_territory_has_a_kind() -> None:
    kinds = [
        (found := territory(code)) and found.kind for code in ("EU", "IT", "R11", "D93", "200057867", "93066", "NC")
    ]
    assert kinds == ["union", "pays", "region", "departement", "epci", "commune", "collectivite"]
