"""Roles, sources, evidence, and texts that are no texts."""

import pytest

from tests.support.pages import make_lead
from veille.enrich.base import Origin
from veille.enrich.places import Territories, about, read_places
from veille.facts import PlaceRole
from veille.models import Article


def codes(title: str, text: str, origin: Origin | None = None, lang: str = "fr", url: str = "") -> list[str]:
    return about(read_places(title, text, lang, origin or Origin(), url))


def test_the_most_specific_place_is_told() -> None:
    assert codes("Brest : une ressourcerie ouvre", "La ville de Brest a prêté les murs.") == ["29019"]
    assert codes("Plaine Commune finance dix projets", "Plaine Commune, en Seine-Saint-Denis, vote.") == ["200057867"]
    assert codes("Une Scic à Lyon 3e", "Elle est née à Lyon 3e, rue Moncey.") == ["69383"]


def test_a_place_says_the_words_that_named_it() -> None:
    place = read_places("Les associations du 93", "La Seine-Saint-Denis les aide.", "fr", Origin())[0]
    assert place.role is PlaceRole.SUBJECT
    assert {"93", "Seine-Saint-Denis"} <= set(place.evidence)
    assert 0.5 < place.probability <= 1


def test_places_named_in_passing_come_after_and_are_not_what_it_is_about() -> None:
    text = "La coopérative bretonne de Quimper cite en exemple une expérience menée à Turin, puis revient au Finistère."
    found = read_places("Quimper : une épicerie coopérative", text, "fr", Origin())
    assert [place.code for place in found if place.role is PlaceRole.MENTION] == ["IT"]
    assert about(found) == ["29232"]


LOCAL = "La chambre régionale renouvelle son bureau. Les adhérents ont voté samedi dans la salle des fêtes."


def test_a_text_that_names_no_place_has_its_sources_territory_as_publisher() -> None:
    found = read_places("Un nouveau bureau", LOCAL, "fr", Origin(territory="R53"))
    assert [(place.code, place.role) for place in found] == [("R53", PlaceRole.PUBLISHER)]


@pytest.mark.parametrize("origin", [Origin(name="CRESS Bretagne"), Origin(name="Ouest", territory="R53")])
def test_a_sources_name_tells_its_territory_too(origin: Origin) -> None:
    assert codes("Un nouveau bureau", LOCAL, origin) == ["R53"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://www.cress-bretagne.example.org/actus", "R53"),
        ("https://asso.bzh/actus", "R53"),
        ("https://www.isere.gouv.fr/actus", "D38"),
    ],
)
def test_an_address_tells_a_territory(url: str, code: str) -> None:
    assert codes("Un nouveau bureau", LOCAL, url=url) == [code]


def test_national_matters_stay_national_for_a_local_source() -> None:
    text = "Le décret paru au Journal officiel précise la loi. Les députés en débattront à l’Assemblée nationale."
    assert codes("Loi de finances : les associations inquiètes", text, Origin(territory="R53")) == ["FR"]


def test_a_source_decides_between_homonyms() -> None:
    title, text = "Saint-Denis : une épicerie sociale ouvre", "Les habitants de Saint-Denis étaient nombreux."
    assert codes(title, text) == ["93066"]
    assert codes(title, text, Origin(territory="R04")) == ["97411"]


@pytest.mark.parametrize(
    ("text", "territory", "code"),
    [
        ("La Région vote un plan pour les tiers-lieux.", "R53", "R53"),
        ("Le conseil départemental attribue des aides aux épiceries.", "D35", "D35"),
        ("La Métropole ouvre une maison des associations.", "243500139", "243500139"),
        ("La Région Normandie vote un plan. La Région ajoute un million.", "R53", "R28"),
        ("La loi fête ses dix ans, les régions demandent des moyens.", "R53", "FR"),
    ],
)
def test_institutions_without_a_name_are_those_of_the_source(text: str, territory: str, code: str) -> None:
    assert codes("Un plan", text, Origin(territory=territory)) == [code]


def test_the_enricher_fills_places_alone() -> None:
    article = Article(url="https://a.example/", title="À Brest, une Scop", text="Elle est brestoise.", author="A. B.")
    read = Territories()(article, make_lead(), Origin())
    assert [place.code for place in read.facts.places] == ["29019"]
    assert (read.title, read.text, read.author) == (article.title, article.text, article.author)


ODD = {
    "empty": "",
    "blank": " \n\t\u00a0",
    "one word": "Bonjour",
    "capitals": "À BREST, LES ASSOCIATIONS DU FINISTÈRE SE RÉUNISSENT.",
    "nul": "Brest\x00 Quimper\x00",
    "surrogates": "Brest \ud800 Quimper",
    "html": "<p class='x'>&Agrave; <b>Brest</b>, <a href='https://x.example/?a=1&b=2'>Quimper</a></p>",
    "garbled": "8re5t , F1n1stère ~~ |l| Qu1mper",
    "digits": "93 93 93 93200 93200 9-3 9 9 9 le 93 (93) (93",
    "marks": "e\u0301" * 3000,
    "wrong language": "東京で協同組合が集まった。Москва. القاهرة",
    "hyphens": "-" * 5000 + "Paris" + "-" * 5000,
    "articles": "le la les du des au aux " * 1000,
    "names": "Saint-Denis Vienne Valence " * 2000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("lang", ["fr", "en", "xx", ""])
def test_odd_texts_do_no_harm(text: str, lang: str) -> None:
    for title in ("", text[:300]):
        for place in read_places(title, text, lang, Origin()):
            assert 0 <= place.probability <= 1


def test_a_text_without_words_is_of_no_place() -> None:
    assert read_places("", " ", "fr", Origin()) == ()
    assert read_places("", "", "fr", Origin(territory="no such code")) == ()


def test_a_text_of_a_megabyte_is_read_by_its_beginning() -> None:
    found = read_places("Brest : une Scop", "À Brest, les habitants du Finistère. " * 30_000, "fr", Origin())
    assert about(found) == ["29019"]
