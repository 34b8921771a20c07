from pathlib import Path

import pytest

from veille.classify import FACETS, Taxonomy, load_taxonomy
from veille.classify.taxonomy import SHIPPED
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


def test_every_shipped_theme_and_kind_is_defined(taxonomy: Taxonomy) -> None:
    assert all(label.definition for facet in ("theme", "kind") for label in taxonomy.labels(facet))


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
        (("cues: [no", "cue: [no"), 3, "themes.a.cue", "attendu : cues, definition, en, fr"),
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
    ],
)
def test_a_wrong_taxonomy_is_refused_with_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, key: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_taxonomy(written(tmp_path, SMALL.replace(*change)))

    assert (line, key) == (caught.value.line, caught.value.key)


@pytest.mark.parametrize("text", ["themes: [", "", "- a\n- b", "\x00"])
def test_what_is_no_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"taxonomy\.yml"):
        load_taxonomy(written(tmp_path, text))


def test_an_absent_file_and_a_latin1_file_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yml"
    latin.write_bytes("version: é".encode("latin-1"))

    for path in (tmp_path / "absent.yml", latin):
        with pytest.raises(ConfigError, match="illisible"):
            load_taxonomy(path)


def test_a_copy_of_the_shipped_file_means_the_same(tmp_path: Path, taxonomy: Taxonomy) -> None:
    copy = written(tmp_path, SHIPPED.read_text(encoding="utf-8"))

    assert taxonomy == load_taxonomy(copy)
