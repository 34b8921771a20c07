from pathlib import Path

import pytest

from veille.classify import FACETS, Taxonomy, load_taxonomy
from veille.classify.taxonomy import SHIPPED, Example
from veille.errors import ConfigError

SMALL = """version: 3
themes:
  a: {fr: Un, en: One, definition: "x, y", cues: [no, 93, l'été*]}
sectors:
  b: {fr: Deux, en: Two}
kinds:
  c: {fr: Trois, en: Three}
orgs:
  d: {fr: Quatre, en: Four}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "taxonomy.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_taxonomy_has_four_facets_under_their_outward_names(taxonomy: Taxonomy) -> None:
    assert list(FACETS) == ["theme", "sector", "kind", "org"]
    assert [len(taxonomy.labels(facet)) for facet in FACETS] == [20, 18, 9, 7]


def test_names_with_commas_are_whole(taxonomy: Taxonomy) -> None:
    names = {label.id: label.fr for label in taxonomy.labels("sector")}

    assert names["education-jeunesse"] == "Éducation, enfance et jeunesse"


def test_every_shipped_label_is_defined_in_both_languages(taxonomy: Taxonomy) -> None:
    labels = [label for facet in FACETS for label in taxonomy.labels(facet)]

    assert all(label.definition and label.definition_fr for label in labels)
    assert not {label.definition for label in labels} & {label.definition_fr for label in labels}


def test_examples_and_broader_labels_are_read(tmp_path: Path) -> None:
    more = SMALL.replace(
        "en: Two", 'en: Two}\n  e: {fr: E, en: E, broader: b, examples: [{title: T, text: "Du texte"}]'
    )
    taxonomy = load_taxonomy(written(tmp_path, more))

    (_b, label) = taxonomy.labels("sector")
    assert (label.broader, label.examples) == ("b", (Example(title="T", text="Du texte"),))
    assert taxonomy.fingerprint != load_taxonomy(written(tmp_path, more.replace("Du texte", "Autre"))).fingerprint


def test_other_words_for_the_same_label_ask_for_no_training(tmp_path: Path) -> None:
    one = load_taxonomy(written(tmp_path, SMALL))
    other = load_taxonomy(written(tmp_path, SMALL.replace("fr: Un,", "fr: Une, definition_fr: Oui,")))

    assert one.fingerprint == other.fingerprint
    assert next(iter(other.rows())) == ("theme", "a", "Une", "One", "Oui")


def test_cues_stay_words_even_where_yaml_sees_numbers_or_booleans(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(written(tmp_path, SMALL))

    assert taxonomy.labels("theme")[0].cues == ("no", "93", "l'été*")


def test_rows_are_what_the_publisher_writes(tmp_path: Path) -> None:
    rows = list(load_taxonomy(written(tmp_path, SMALL)).rows())

    assert rows == [
        ("theme", "a", "Un", "One", "x, y"),
        ("sector", "b", "Deux", "Two", ""),
        ("kind", "c", "Trois", "Three", ""),
        ("org", "d", "Quatre", "Four", ""),
    ]


def test_the_fingerprint_sees_content_and_not_layout(tmp_path: Path) -> None:
    same = load_taxonomy(written(tmp_path, SMALL))
    commented = load_taxonomy(written(tmp_path, "# note\n" + SMALL))
    other = load_taxonomy(written(tmp_path, SMALL.replace("[no,", "[non,")))

    assert same.fingerprint == commented.fingerprint
    assert same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("change", "line", "key", "said"),
    [
        (("fr: Un,", ""), 3, "themes.a.fr", "nom manquant"),
        (
            ("cues: [no", "cue: [no"),
            3,
            "themes.a.cue",
            "attendu : broader, cues, definition, definition_fr, en, examples, fr",
        ),
        (("{fr: Deux", "{fr: Deux, trois"), 5, "sectors.b.trois", "clé inconnue"),
        (("cues: [no, 93, l'été*]", "cues: non"), 3, "themes.a.cues", "une liste"),
        (("[no, 93", "['*', 93"), 3, "themes.a.cues", "sans lettre"),
        (("  b:", "  B b:"), 5, "sectors.B b", "lettres minuscules"),
        (("version: 3", "version: un"), 1, "version", "nombre entier"),
        (("orgs:\n  d: {fr: Quatre, en: Four}\n", ""), 1, "orgs", "clé manquante"),
        (("orgs:", "themes:"), 8, "themes", "deux fois"),
        (("kinds:\n  c: {fr: Trois, en: Three}", "kinds: {}"), 6, "kinds", "au moins une"),
        (("  c: {fr: Trois, en: Three}", "  c: Trois"), 7, "kinds.c", "des clés suivies de valeurs"),
        (("version: 3", "version: 3\nlangues: fr"), 2, "langues", "clé inconnue"),
        (("  b:", "  a:"), 5, "sectors.a", "déjà donné dans « themes »"),
        (("en: Two", "en: Two, broader: a"), 5, "sectors.b.broader", "n’est pas une étiquette"),
        (("en: Two", "en: Two, broader: b"), 5, "sectors.b.broader", "cercle : b → b"),
        (
            ("  b: {fr: Deux,", "  e: {fr: E, en: E, broader: b}\n  b: {fr: Deux, broader: e,"),
            6,
            "sectors.b.broader",
            "cercle : e → b → e",
        ),
        (("en: Two", "en: Two, examples: oui"), 5, "sectors.b.examples", "liste de textes"),
        (("en: Two", "en: Two, examples: [{title: x}]"), 5, "sectors.b.examples.text", "exemple sans texte"),
        (("en: Two", "en: Two, examples: [{text: x, them: y}]"), 5, "sectors.b.examples.them", "clé inconnue"),
    ],
)
def test_a_wrong_taxonomy_is_refused_with_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, key: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_taxonomy(written(tmp_path, SMALL.replace(*change)))

    assert (line, key) == (caught.value.line, caught.value.key)


SYNONYMS = SMALL.replace("themes:", "synonyms:\n  - [ESS, économie sociale]\n  - [l’appel, {typed: AMI}]\nthemes:")


def test_expressions_that_mean_the_same_are_read_in_groups(tmp_path: Path) -> None:
    found = load_taxonomy(written(tmp_path, SYNONYMS)).synonyms

    assert found == ((("ESS", True), ("économie sociale", True)), (("l’appel", True), ("AMI", False)))


def test_a_file_that_says_nothing_of_synonyms_goes_on_with_the_shipped_ones(tmp_path: Path) -> None:
    shipped = load_taxonomy().synonyms

    assert load_taxonomy(written(tmp_path, SMALL)).synonyms == shipped
    assert ("ESS", True) in shipped[0]
    assert load_taxonomy(written(tmp_path, SMALL + "synonyms: []\n")).synonyms == ()


def test_synonyms_ask_for_no_training(tmp_path: Path) -> None:
    assert load_taxonomy(written(tmp_path, SYNONYMS)).fingerprint == load_taxonomy(written(tmp_path, SMALL)).fingerprint


@pytest.mark.parametrize(
    ("change", "line", "key", "said"),
    [
        (("  - [ESS, économie sociale]", "  - ESS"), 3, "synonyms", "liste d’expressions équivalentes"),
        (("  - [ESS, économie sociale]", "  - [ESS]"), 3, "synonyms", "de deux à 6 expressions"),
        (("[ESS, ", "[a, b, c, d, e, f, "), 3, "synonyms", "de deux à 6 expressions"),
        (("[ESS, ", "['?', "), 3, "synonyms", "de un à 12 mots"),
        (("[ESS, ", f"[{'mot ' * 13}, "), 3, "synonyms", "de un à 12 mots"),
        (("[l’appel", "[Économies sociales"), 4, "synonyms", "« Économies sociales » est donné deux fois"),
        (("[l’appel", "[{typed: appel}"), 4, "synonyms", "au moins une expression cherchée"),
        (("{typed: AMI}", "{type: AMI}"), 4, "synonyms.type", "clé inconnue"),
        (("{typed: AMI}", "{}"), 4, "synonyms.typed", "clé manquante"),
        (("{typed: AMI}", "{typed: [AMI]}"), 4, "synonyms.typed", "attendu : un texte"),
    ],
)
def test_wrong_synonyms_are_refused_with_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, key: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_taxonomy(written(tmp_path, SYNONYMS.replace(*change)))

    assert (line, key) == (caught.value.line, caught.value.key)


@pytest.mark.parametrize("text", ["themes: [", "", "- a\n- b", "\x00", "[" * 100_000])
def test_what_is_no_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"taxonomy\.yml"):
        load_taxonomy(written(tmp_path, text))


def test_characters_that_no_xml_may_hold_are_left_out(tmp_path: Path) -> None:
    found = load_taxonomy(written(tmp_path, SMALL.replace("{fr: Deux", r'{fr: "De\x01ux\u200b"')))

    assert found.names()["b"] == "Deux"


def test_an_absent_file_and_a_latin1_file_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yml"
    latin.write_bytes("version: é".encode("latin-1"))

    for path, said in ((tmp_path / "absent.yml", "introuvable"), (latin, "UTF-8")):
        with pytest.raises(ConfigError, match=said):
            load_taxonomy(path)


def test_a_copy_of_the_shipped_file_means_the_same(tmp_path: Path, taxonomy: Taxonomy) -> None:
    copy = written(tmp_path, SHIPPED.read_text(encoding="utf-8"))

    assert taxonomy == load_taxonomy(copy)
