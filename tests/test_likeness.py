"""Copies are told from look-alikes: by passages, and by what stands in the place of what."""

import pytest

from veille.likeness import Likeness, compare, marks, portrait

CALL = (
    "La Région ouvre la campagne {0} du fonds pour la vie associative en {1}. Deux volets : la formation des bénévoles"
    " et le fonctionnement. Les demandes sont déposées en ligne avant le {2}, à minuit. L'enveloppe s'élève à {3}"
    " euros. Les associations de moins de deux salariés sont prioritaires et une réunion se tient à distance."
)
BRITTANY = CALL.format(2025, "Bretagne", "28 février", "1 240 000")
CHROME = "Accueil > Actualités\nPartager cette page\n{0}\nÀ lire aussi\nAbonnez-vous à notre lettre\nMentions légales"


def look(one: str, other: str, titles: tuple[str, str] = ("Un titre", "Un titre"), days: int = 0) -> Likeness:
    return compare(portrait(titles[0], one), portrait(titles[1], other), days=days)


def test_a_copy_with_another_sites_chrome_is_the_same_story() -> None:
    assert look(BRITTANY, CHROME.format(BRITTANY)) is Likeness.SAME


def test_the_first_sentences_are_the_same_story() -> None:
    assert look(BRITTANY, BRITTANY[:230] + " […]") is Likeness.SAME


@pytest.mark.parametrize(
    "other",
    [
        CALL.format(2026, "Bretagne", "27 février", "1 198 000"),
        CALL.format(2025, "Normandie", "3 mars", "1 015 000"),
    ],
    ids=["another year", "another region"],
)
def test_the_same_words_with_other_dates_places_and_sums_are_a_rival(other: str) -> None:
    assert look(BRITTANY, other) is Likeness.RIVAL


def test_titles_whose_numbers_differ_part_equal_boilerplate() -> None:
    body = BRITTANY.replace("2025", "")

    assert look(body, body + " Fin.", ("La lettre n° 212", "La lettre n° 213")) is Likeness.RIVAL


def test_one_changed_figure_is_an_update_within_weeks_and_two_are_not_for_ever() -> None:
    later = BRITTANY.replace("1 240 000", "1 300 000").replace("28 février", "7 mars")

    assert look(BRITTANY, BRITTANY.replace("1 240 000", "1 300 000"), days=50) is Likeness.SAME
    assert look(BRITTANY, later, days=55) is not Likeness.SAME


def test_a_story_told_anew_is_known_by_its_facts() -> None:
    told = (
        "Le tribunal d'Épinal a choisi les {0} ouvriers de la papeterie contre l'offre autrichienne, qui gardait neuf"
    )
    told += (
        " postes. Chacun verse 4 000 euros. La Région Grand Est et France Active aident la Scop. Assemblée le 2 mars."
    )
    anew = (
        "Trente-quatre (34) salariés de la papeterie reprennent leur usine vosgienne : ainsi en a décidé la justice à"
    )
    anew += " Épinal. Un Autrichien proposait neuf postes. L'apport est de 4 000 euros par tête ; la Région Grand Est"
    anew += " et France Active complètent. Les ouvriers de la Scop tiendront leur assemblée le 2 mars."

    assert look(told.format(34), anew) is Likeness.SAME
    assert look(told.format(34), "Le conseil municipal a voté le budget. " * 8) is Likeness.APART


def test_a_translation_is_another_story_here() -> None:
    english = "The court in Épinal has picked the 34 workers of the paper mill over the Austrian offer with 9 jobs. "
    french = "À Épinal, le tribunal retient les 34 ouvriers de la papeterie contre l'offre autrichienne de 9 postes. "

    assert look(english * 3, french * 3) is Likeness.APART


def test_a_short_text_is_a_copy_only_under_the_same_title_and_in_the_same_words() -> None:
    title = "La Région soutient la vie associative"
    short = "La Région ouvre la campagne du fonds pour la vie associative."

    assert look(BRITTANY, short, (title, title)) is Likeness.SAME
    assert look(BRITTANY, short, (title, "Campagne du fonds ouverte")) is Likeness.APART
    assert look(BRITTANY, "Inscription au bal du village samedi soir.", (title, title)) is Likeness.APART


@pytest.mark.parametrize("text", ["", " ", "…", "\x00", "a" * 100_000, "1 " * 50_000, "É" * 300, "日本語" * 200])
def test_any_text_has_bounded_marks_and_a_portrait(text: str) -> None:
    found = marks(text, text, ("", "x"))

    assert len(found) <= 80
    assert all(0 <= mark < 2**32 for mark in found)
    assert len(portrait(text, text).words) <= 1_500
    assert look(text, text) in Likeness


def test_copies_excerpts_and_retold_stories_share_marks() -> None:
    whole = set(marks("", BRITTANY))

    assert len(whole & set(marks("", CHROME.format(BRITTANY)))) >= 10
    assert whole & set(marks("", BRITTANY[:230]))
    assert set(marks("", "Bref.")) == set()
