"""What a call's text tells of its dates and means, by the conventions of the watch."""

from datetime import UTC, date, datetime

import pytest

from veille.enrich import dated
from veille.enrich.calls import find_call, zone_sentences
from veille.facts import Call, Found
from veille.models import Article

PUBLISHED = date(2025, 1, 20)


def read(text: str, title: str = "Appel à projets solidaires", published: date | None = PUBLISHED) -> Call:
    return find_call(title, text, published)


def closing(text: str, title: str = "Appel à projets solidaires", published: date | None = PUBLISHED) -> str:
    found = read(text, title, published).closing
    return found.value if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les dossiers sont à déposer avant le 15 mars.", "2025-03-15"),
        ("Date limite de dépôt : 15 mars 2025 à minuit", "2025-03-15T23:59"),
        ("Étape 1 : lettre d'intention avant le 3 mars. Étape 2 : dossier complet avant le 2 juin.", "2025-03-03"),
        ("Initialement fixée au 14 février, la clôture est reportée au 28 février 2025.", "2025-02-28"),
        ("Trois relevés par an : 31 janvier, 31 mai et 30 septembre 2025. Dossiers avant ces dates.", "2025-01-31"),
        ("Les dossiers sont reçus avant le 31 janvier, le 31 mai ou le 30 septembre.", "2025-01-31"),
        ("Le dépôt se fait au fil de l'eau jusqu'au 30 novembre 2025.", "2025-11-30"),
        ("Après le 15 mars, aucun dossier ne sera accepté.", "2025-03-15"),
        ("Ouverture | Clôture\n20/01/2025 | 14/03/2025", "2025-03-14"),
        ("Calendrier\n3 février : webinaire\n14 mars, 12 h : clôture des candidatures\n4 avril : jury",
            "2025-03-14T12:00"),
        ("Les candidats adresseront leur réponse dans un délai de six semaines à compter de la publication.",
            "2025-03-03"),
    ],
)  # fmt: skip
def test_the_closing(text: str, expected: str) -> None:
    assert closing(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le jury se réunira le 15 mars.",
        "Une réunion d'information aura lieu le 15 mars à 14 h.",
        "Les questions peuvent être posées jusqu'au 15 mars.",
        "Le vote du public est ouvert jusqu'au 15 mars.",
        "Les résultats seront annoncés avant le 15 mars.",
        "Les projets devront être réalisés avant le 31 décembre 2025.",
        "Les associations doivent avoir été créées avant le 1er janvier 2024.",
        "Vu la loi du 31 juillet 2014 relative à l'économie sociale et solidaire.",
        "Mis à jour le 15 février 2025.",
        "L'an dernier, la campagne close le 1er mars avait permis d'aider 27 jardins.",
    ],
)
def test_other_days_are_no_deadlines(text: str) -> None:
    assert closing(f"La fondation soutient les associations. {text}") == ""
    assert closing(f"Les dossiers sont à déposer avant le 14 février. {text}") == "2025-02-14"


def test_an_extension_tells_both_days() -> None:
    call = read("La date limite du 28 février est reportée au 7 mars, 18 h.", "Contrat de ville : dépôt prolongé")
    assert call.closing is not None
    assert call.extended is not None
    assert (call.closing.value, call.extended.value) == ("2025-03-07T18:00", "2025-02-28")


def test_waves_come_after_the_closing() -> None:
    call = read("Deux sessions : dépôt des dossiers avant le 28 février ou le 15 septembre 2025.")
    assert call.closing is not None
    assert call.closing.value == "2025-02-28"
    assert [wave.value for wave in call.waves] == ["2025-09-15"]


def test_a_permanent_call_has_no_closing() -> None:
    call = read("La fondation examine les demandes toute l'année, sans date limite. Prochain comité le 18 mars.")
    assert call.closing is None
    assert call.permanent is not None
    assert "toute l'année" in call.permanent.quote


def test_opening_and_closing_of_a_range() -> None:
    call = read("Candidatures ouvertes du 3 février au 14 mars 2025.")
    assert call.opening is not None
    assert call.closing is not None
    assert (call.opening.value, call.closing.value) == ("2025-02-03", "2025-03-14")
    assert "du 3 février au 14 mars 2025" in call.closing.quote


def test_winners_have_no_closing() -> None:
    assert closing("L'appel, clos le 30 novembre, a reçu 84 dossiers.", "Lauréats de l'appel à projets Eau") == ""


def test_money() -> None:
    call = read(
        "L'enveloppe est de 1,2 M€. Aide de 80 % des dépenses, entre 5 000 et 20 000 €. Prix du public : 3 000 euros. "
        "Les structures au budget annuel supérieur à 500 000 € ne sont pas éligibles."
    )
    found = {(amount.role, amount.value) for amount in call.amounts}
    assert found == {
        ("enveloppe", 1_200_000),
        ("taux", 80),
        ("plancher", 5_000),
        ("plafond", 20_000),
        ("forfait", 3_000),
    }


def test_money_of_others_keeps_its_currency() -> None:
    call = read("Grants of up to £10,000 per project.")
    assert [(amount.role, amount.value, amount.currency) for amount in call.amounts] == [("plafond", 10_000, "GBP")]


def test_who_pays_who_may_answer_and_where() -> None:
    call = read(
        "Financeur : Fondation Terre d'Avenir\nL'appel s'adresse aux associations et aux communes.\n"
        "Dossiers à déposer sur https://www.demarches-simplifiees.fr/commencer/terre-2025 avant le 3 mars."
    )
    assert call.funder is not None
    assert call.form is not None
    assert call.funder.value == "Fondation Terre d'Avenir"
    assert {one.value for one in call.beneficiaries} == {"associations", "collectivités"}
    assert call.form.value == "https://www.demarches-simplifiees.fr/commencer/terre-2025"


def test_a_form_that_the_page_links_to_stands_in() -> None:
    linked = Found(value="https://forms.example/aap", quote="Déposer un dossier", confidence=0.9)
    assert find_call("AAP", "Dossiers avant le 3 mars.", PUBLISHED, (linked,)).form == linked


def test_sentences_about_the_eligible_zone_are_marked() -> None:
    text = "La Région lance un appel. Il est ouvert aux structures implantées en Gironde. Jury en mai."
    assert [text[slice(*span)] for span in zone_sentences(text)] == [
        "Il est ouvert aux structures implantées en Gironde."
    ]


def test_only_calls_get_a_call() -> None:
    article = Article(url="", title="AAP", text="Dossiers à déposer avant le 3 mars.",
                      published=datetime(2025, 1, 20, 23, 30, tzinfo=UTC))  # fmt: skip
    call = dated(article, "appel-a-projets").facts.call
    assert call is not None
    assert call.closing is not None
    assert call.closing.value == "2025-03-03"
    assert dated(article, "actualite").facts.call is None


@pytest.mark.parametrize(
    "text",
    ["", "Bonjour", "AVANT LE 15 MARS", "\x00\ud800 avant le", "<p>Date limite de d&eacute;p&ocirc;t : 3&nbsp;mars</p>",
     "jusqu'au 3 mars " * 20_000, "a" * 300_000, "50 000 € " * 30_000, "de 1 à 2 " * 30_000, "à Lyon " * 30_000,
     "Aa-" * 20_000, "La Région Aa-Aa d'" * 5_000, "1 1 1 1 1 1 x 3 mars " * 3_000],
)  # fmt: skip
def test_odd_texts_never_raise(text: str) -> None:
    call = read(text)
    assert len(call.amounts) <= 12
    assert all(0 <= found.confidence <= 1 for found in (call.closing, call.opening) if found)


@pytest.mark.parametrize(
    "text",
    [
        "Une aide est financée par le fonds de dotation. Dossiers avant le 3 mars.",
        "Le réseau national soutient les associations.",
    ],
)
def test_a_common_name_alone_is_no_funder(text: str) -> None:
    assert read(text).funder is None


def test_a_modal_verb_is_no_month() -> None:
    assert (
        closing("Bids may be sent until 3 March. Clarification questions may be asked until 14 February.")
        == "2025-03-03"
    )


def test_pages_that_only_tell_of_a_call_have_no_closing() -> None:
    text = "Le jury a distingué trois associations. Elles recevront leur chèque le 15 mars à l'occasion du salon."
    assert closing(text, "Retour sur le prix Initiatives") == ""
