"""Journals keep every line, whatever kills their writers."""

import multiprocessing
import os
import signal
import stat
import time
from pathlib import Path

import pytest

from veille import journal
from veille.errors import StoreError


def lines(path: Path) -> list[dict[str, object]]:
    return [line.value for line in journal.read(path).lines]


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    for number in range(3):
        journal.append(path, {"n": number, "é": "\n\ud800"})

    reading = journal.read(path)

    assert [line.value["n"] for line in reading.lines] == [0, 1, 2]
    assert [line.number for line in reading.lines] == [1, 2, 3]
    assert reading.lines[-1].end == reading.end == path.stat().st_size
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_reading_goes_on_from_a_place(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    journal.append(path, {"n": 0})
    place = journal.read(path).end
    journal.append(path, {"n": 1})

    (line,) = journal.read(path, place).lines

    assert (line.number, line.value) == (2, {"n": 1})
    assert journal.read(path, journal.read(path).end).lines == ()
    assert len(journal.read(path, 10_000).lines) == 2


def test_no_file_is_an_empty_journal(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "none") == journal.Reading()


def test_a_line_cut_short_is_told_then_set_aside_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    journal.append(path, {"n": 0})
    with path.open("ab") as file:
        file.write(b'{"n": 1, "ti')

    assert journal.read(path).broken == (2,)
    journal.append(path, {"n": 2})

    assert lines(path) == [{"n": 0}, {"n": 2}]
    assert journal.read(path).broken == ()
    assert (tmp_path / "j.jsonl.rejets").read_bytes() == b'{"n": 1, "ti\n'


def test_a_whole_last_line_without_its_end_stays(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(b'{"n": 0}')

    journal.append(path, {"n": 1})

    assert lines(path) == [{"n": 0}, {"n": 1}]


def test_what_is_no_object_is_told_with_its_number_and_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(b'{"n": 0}\n\nnot json\n[1]\n\xff\n{"n": 5}\n')

    reading = journal.read(path)

    assert (reading.broken, [line.value for line in reading.lines]) == ((3, 4, 5), [{"n": 0}, {"n": 5}])
    assert b"not json" in path.read_bytes()


def test_a_line_may_depend_on_those_before_it(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    for _time in range(3):
        journal.append_with(path, lambda so_far: [{"n": len(so_far.lines)}, {"n": -1}])

    assert [line["n"] for line in lines(path)] == [0, -1, 2, -1, 4, -1]


def test_what_must_be_forgotten_is_blanked_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    for number in range(3):
        journal.append(path, {"n": number, "text": "des données « personnelles »"})
    size = path.stat().st_size

    assert journal.erase(path, lambda value: value["n"] == 1, ["text", "title"]) == 1

    assert [line["text"] for line in lines(path)] == [
        "des données « personnelles »",
        "",
        "des données « personnelles »",
    ]
    assert path.stat().st_size == size
    assert journal.erase(tmp_path / "none", lambda _value: True, []) == 0


def _write_for_ever(path: Path) -> None:
    number = 0
    while True:
        journal.append(path, {"pid": os.getpid(), "n": number, "text": "x" * 5_000})
        number += 1


def test_killed_writers_lose_no_line_that_was_promised(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    context = multiprocessing.get_context("spawn")
    for _time in range(2):
        writers = [context.Process(target=_write_for_ever, args=(path,)) for _one in range(2)]
        for writer in writers:
            writer.start()
        size = path.stat().st_size if path.exists() else 0
        while not path.exists() or path.stat().st_size < size + 60_000:
            time.sleep(0.01)
        for writer in writers:
            os.kill(writer.pid or 0, signal.SIGKILL)
            writer.join()

    journal.append(path, {"pid": 0, "n": 0})
    kept = lines(path)
    for pid in {line["pid"] for line in kept}:
        numbers = [line["n"] for line in kept if line["pid"] == pid]
        assert numbers == list(range(len(numbers)))


def test_what_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="folder"):
        journal.append(tmp_path / "folder", {})
    with pytest.raises(StoreError, match="absent"):
        journal.append(tmp_path / "absent" / "j.jsonl", {})
