"""Hard sentences: homonyms, short forms, areas, demonyms, names of organisations, words that are towns.

tests/data/places/sentences.txt has the codes expected of each, in the form of the corpus.
"""

from pathlib import Path

import pytest

from veille.enrich.base import Origin
from veille.enrich.places import about, read_places
from veille.enrich.places.codes import outward

SENTENCES = Path(__file__).resolve().parents[2] / "data" / "places" / "sentences.txt"


def cases() -> list[tuple[str, str, str, str]]:
    rows = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    fields = [[field.strip() for field in row.split("|", 3)] for row in rows]
    return [(codes.replace("-", ""), lang, title, text) for codes, lang, title, text in fields]


def test_there_are_enough_sentences() -> None:
    assert len(cases()) >= 130


@pytest.mark.parametrize(("codes", "lang", "title", "text"), cases())
def test_a_hard_sentence_is_read_as_a_person_reads_it(codes: str, lang: str, title: str, text: str) -> None:
    found = read_places(title, text, lang, Origin())
    assert set(outward(about(found))) == set(codes.split()), found
