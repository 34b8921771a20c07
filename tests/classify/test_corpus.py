import json
from pathlib import Path

import pytest

from veille.classify import Taxonomy, load_corpus, read_rows
from veille.classify.corpus import corpus_fingerprint
from veille.errors import InputError

ROW = {
    "id": "1",
    "lang": "fr",
    "title": "T",
    "text": "x",
    "relevant": True,
    "kind": "actualite",
    "themes": ["financement"],
}


def written(folder: Path, *rows: object, name: str = "part-1.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_the_shipped_corpus_reads_whole(taxonomy: Taxonomy) -> None:
    corpus = load_corpus(taxonomy)

    assert len(corpus.rows) >= 1_980
    assert sum(row.natural for row in corpus.rows) >= 640
    assert corpus.fingerprint == corpus_fingerprint()


def test_a_row_gives_its_labels_by_facet(tmp_path: Path, taxonomy: Taxonomy) -> None:
    [row] = read_rows(written(tmp_path, ROW, ""), taxonomy)

    assert [row.gold(f) for f in ("theme", "sector", "org", "kind")] == [("financement",), (), (), ("actualite",)]


def test_only_parts_10_to_13_count_as_natural(tmp_path: Path, taxonomy: Taxonomy) -> None:
    written(tmp_path, ROW, name="part-2.jsonl")
    written(tmp_path, {**ROW, "id": "2"}, name="part-10.jsonl")

    assert [row.natural for row in load_corpus(taxonomy, tmp_path).rows] == [False, True]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "JSON"),
        ([1], "un objet JSON"),
        ({**ROW, "themes": ["finances"]}, "« finances »"),
        ({**ROW, "themes": "financement"}, "une liste"),
        ({**ROW, "kind": "nouvelle"}, "« nouvelle »"),
        ({**ROW, "kind": ""}, "relevant"),
        ({**ROW, "relevant": "oui"}, "true ou false"),
        ({**ROW, "relevant": False, "kind": ""}, "hors sujet"),
        ({**ROW, "title": None}, "« title »"),
        ({**ROW, "id": 3}, "« id »"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, taxonomy: Taxonomy, row: object, said: str) -> None:
    path = written(tmp_path, ROW, "", row)

    with pytest.raises(InputError, match=f"ligne 3 : .*{said}"):
        read_rows(path, taxonomy)


def test_an_id_may_serve_only_once(tmp_path: Path, taxonomy: Taxonomy) -> None:
    written(tmp_path, ROW)
    written(tmp_path, ROW, name="part-2.jsonl")

    with pytest.raises(InputError, match="« 1 » sert deux fois"):
        load_corpus(taxonomy, tmp_path)


@pytest.mark.parametrize("name", ["notes.txt", "part-un.jsonl"])
def test_a_folder_without_parts_or_with_an_odd_one_is_refused(tmp_path: Path, taxonomy: Taxonomy, name: str) -> None:
    written(tmp_path, ROW, name=name)

    with pytest.raises(InputError, match="part-<nombre>"):
        load_corpus(taxonomy, tmp_path)


def test_unreadable_files_are_refused(tmp_path: Path, taxonomy: Taxonomy) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")

    for name in ("absent.jsonl", "latin.jsonl"):
        with pytest.raises(InputError, match="illisible"):
            read_rows(tmp_path / name, taxonomy)


def test_the_fingerprint_sees_every_byte_and_which_part_it_is_in(tmp_path: Path) -> None:
    seen = set()
    for folder, name, row in (
        ("a", "part-1.jsonl", ROW),
        ("b", "part-2.jsonl", ROW),
        ("c", "part-1.jsonl", {**ROW, "id": "2"}),
    ):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, row, name=name)
        seen.add(corpus_fingerprint(tmp_path / folder))

    assert len(seen) == 3
