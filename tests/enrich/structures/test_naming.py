"""Names that no gazetteer has, told by a head word, quotation marks or brackets; persons never."""

import pytest

from veille.enrich.structures import find_mentions


def names(text: str, lang: str = "fr", title: str = "") -> list[tuple[str, str]]:
    return [(one.name, one.family) for one in find_mentions(title, text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "La Scic Bois Bocage Jura broiera.", ("Bois Bocage Jura", "cooperative")),
        ("fr", "Depuis 2021, l’association lyonnaise Second Bain récolte.", ("Second Bain", "association")),
        ("fr", "L'association « Les amis de la Treille » ouvre.", ("Les amis de la Treille", "association")),
        ("fr", "Une coopérative baptisée « Kreiz Avel » est née.", ("Kreiz Avel", "cooperative")),
        ("fr", "La fondation Abbé-Martin aide.", ("Fondation Abbé-Martin", "fondation")),
        ("fr", "On entre à la Régie de quartier de la Source, à Bagneux.", ("Régie de quartier de la Source", "siae")),
        ("fr", "Les élus de la Mutuelle de l'Estuaire ont voté.", ("Mutuelle de l'Estuaire", "mutuelle")),
        ("fr", "L'entreprise d'insertion Second Service emploie onze personnes.", ("Second Service", "siae")),
        ("fr", "L'association Initiatives paysannes peut aider.", ("Initiatives paysannes", "association")),
        ("fr", "La Scop Mélèze des Alpes scie le bois.", ("Mélèze des Alpes", "cooperative")),
        ("fr", "La Scop Argilo à Mens embauche.", ("Argilo", "cooperative")),
        ("en", "From April the Larkfield Community Benefit Society will run it.",
         ("Larkfield Community Benefit Society", "cooperative")),
        ("en", "The charity Warm Rooms opened.", ("Warm Rooms", "association")),
        ("it", "La cooperativa sociale La Rondine apre un forno.", ("La Rondine", "cooperative")),
        ("es", "La asociación El Candil abrió este espacio.", ("El Candil", "association")),
        ("de", "Die Genossenschaft „Neue Höfe“ baut.", ("Neue Höfe", "cooperative")),
        ("de", "Das Haus gehört der Solarhof Nord eG seit Mai.", ("Solarhof Nord eG", "cooperative")),
    ],
)  # fmt: skip
def test_a_head_word_tells_a_name(lang, text, expected):
    assert names(text, lang) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Le président Jean Dupont a remercié Marie Martin.",
        "L'association présidée par Jean Dupont se réunit.",
        "L'association a été fondée par Claire Durand à Lyon.",
        "Jean Dupont, de l'association, salue la coopérative.",
        "La directrice de la fondation, Claire Durand, s'en va.",
        "L'association : « Nous partons », dit-elle.",
        "L'association « déplore » la décision. La Scop « tient » bon.",
        "L'association Loi 1901, la Scop SA, la coopérative HLM.",
        "L'Union européenne et la Fédération de Russie négocient.",
        "Réunie hier, la Coordination nationale d’un « contre-comité » vote.",
        "Les Scop Languedoc-Roussillon et les associations Rhône-Alpes votent.",
        "Le Conseil départemental et le Conseil régional votent.",
    ],
)
def test_persons_sentences_and_institutions_give_nothing(text):
    assert names(text) == []


def test_an_acronym_is_expanded_both_ways_and_then_counts_alone():
    before = find_mentions("", "La Fédération des ateliers du bois (FAB) naît. La FAB compte dix membres.", "fr")
    after = find_mentions("", "La FAB (Fédération des ateliers du bois) compte dix membres.", "fr")

    assert [(one.name, one.id) for one in before] == [(one.name, one.id) for one in after]
    assert before[0].name == "Fédération des ateliers du bois"
    assert before[0].evidence == ("Fédération des ateliers du bois", "FAB")


def test_brackets_that_tell_no_body_give_nothing():
    assert names("Un contrat à durée déterminée (CDD), un parcours emploi compétences (PEC).") == []


def test_a_federation_is_known_by_what_it_federates():
    assert names("Hier la Fédération nationale des radios associatives dénonce la coupe.") == [
        ("Fédération nationale des radios associatives", "association")
    ]


def test_one_organisation_has_one_id_however_it_is_written():
    ways = (
        "La Scic Énergies des Coteaux",
        "la coopérative Energies des coteaux",
        "la SCIC « Les Énergies des Coteaux »",
    )
    assert {find_mentions("", f"Hier, {way} vote.", "fr")[0].id for way in ways} == {"cooperative-energies-coteaux"}


def test_the_most_telling_come_first_and_no_more_than_twelve():
    many = " ".join(f"La Scop Argil{letter * 3} vote." for letter in "abcdefghijklmnopq")
    found = find_mentions("L'Uniopss publie", f"{many} Emmaüs aussi. Emmaüs encore. Emmaüs toujours, Emmaüs.", "fr")

    assert [one.id for one in found[:2]] == ["emmaus-france", "uniopss"]
    assert len(found) == 12
    assert all(0.5 < one.probability < 1 and one.evidence for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "\x00\x00", "la Scop \ud83d Truc", "((((((", "association " * 3000, "A" * 200_000, "« " * 50_000,
        "L'ASSOCIATION LES AMIS " * 3000, "<p>l'association</p> <b>La Scop</b> « »", "(FAS) (FAS (FAS", "l'association",
        "la fondation de de de de", "Fédération nationale des", "La Scop A", "foundation Foundation Foundation",
        "de " * 20_000 + "Lyon", "le conseil (CCC) " * 5_000,
    ],
)  # fmt: skip
def test_odd_texts_raise_nothing(text):
    for lang in ("fr", "en", "de", ""):
        for one in (*find_mentions(text, text, lang), *find_mentions("", text, lang, "http://[bad")):
            assert one.id
            assert one.name.isprintable()
