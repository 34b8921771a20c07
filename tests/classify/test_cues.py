import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.classify import Label, Taxonomy, load_taxonomy
from veille.classify.cues import CueIndex
from veille.text import words

HEAD = "version: 1\nsectors: {s: {fr: S, en: S}}\nkinds: {k: {fr: K, en: K}}\norgs: {o: {fr: O, en: O}}\nthemes:\n"


def index(tmp_path: Path, *cues: str) -> CueIndex:
    path = tmp_path / "taxonomy.yml"
    listed = ", ".join(f'"{cue}"' for cue in cues)
    path.write_text(f"{HEAD}  t: {{fr: T, en: T, cues: [{listed}]}}\n", encoding="utf-8")
    return CueIndex(load_taxonomy(path))


@pytest.mark.parametrize(
    ("cue", "text", "times"),
    [
        ("épargne solidaire", "L'Épargne SOLIDAIRE progresse", 1),
        ("épargne solidaire", "une épargne très solidaire", 0),
        ("épargne solidaire", "épargne", 0),
        ("bénévol*", "Bénévoles, bénévolat et benevole", 3),
        ("bénévol*", "un bénéfice", 0),
        ("rural*", "ruralité ; rural ; pleural", 2),
        ("clause* sociale*", "les clauses sociales, la clause sociale", 2),
        ("régie* de quartier", "Régies de quartiers, régie de quartier", 1),
        ("insertion par l'activité économique", "l’insertion par l’activité économique", 1),
        ("tiers-lieu*", "un tiers lieu, des tiers-lieux", 2),
        ("alter'incub", "Alter’Incub accompagne", 1),
        ("fse+", "le FSE+ finance", 1),
        ("iae", "l'IAE ; diaetique", 1),
    ],
)
def test_cues_meet_words_whatever_their_case_accents_and_ending(
    tmp_path: Path, cue: str, text: str, times: int
) -> None:
    assert times == len(index(tmp_path, cue).scan(words(text)))


def test_two_cues_of_a_label_at_one_place_count_once_and_the_longest_is_kept(tmp_path: Path) -> None:
    [hit] = index(tmp_path, "sport*", "sport", "sport pour tous").scan(words("Le sport pour tous"))

    assert (hit.cue, hit.start, hit.end) == ("sport pour tous", 1, 4)


def test_groups_are_the_labels_that_have_cues(tmp_path: Path) -> None:
    assert index(tmp_path, "loi").groups == (("theme", "t"),)


PATTERNS = {"loi*": r"\bloi\w*", "loi ess": r"\bloi ess\b", "clause* sociale": r"\bclause\w* sociale\b"}
SAME = CueIndex(
    Taxonomy(
        version=1,
        facets=(("theme", tuple(Label(id=f"t{n}", fr="T", en="T", cues=(cue,)) for n, cue in enumerate(PATTERNS))),),
    )
)


@given(st.lists(st.sampled_from(["loi", "lois", "ess", "hamon", "sociale", "clause", "clauses", "x"]), max_size=30))
def test_the_scan_finds_what_regular_expressions_find(found: list[str]) -> None:
    hits = SAME.scan(found)

    for group, pattern in enumerate(PATTERNS.values()):
        assert len(re.findall(pattern, " ".join(found))) == sum(hit.group == group for hit in hits)
