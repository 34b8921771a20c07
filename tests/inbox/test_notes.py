"""Notes that people hand in: kept whole, read in order, set aside when they are none."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import InputError, StoreError
from veille.inbox import MAX_BYTES, done, pending, put, rejected

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_note_comes_back_as_it_was_put_until_it_is_done(tmp_path: Path) -> None:
    path = put(tmp_path, "add", {"url": "https://site.example/été", "note": "vu ce matin"}, NOW)

    (note,) = pending(tmp_path, "add")

    assert (note.kind, note.values, note.at) == ("add", {"url": "https://site.example/été", "note": "vu ce matin"}, NOW)
    assert note.path == path
    done(note)
    done(note)
    assert pending(tmp_path) == []


def test_notes_come_oldest_first_and_by_kind(tmp_path: Path) -> None:
    for minutes in (5, 1, 3):
        put(tmp_path, "add", {"n": str(minutes)}, NOW + timedelta(minutes=minutes))
    put(tmp_path, "ack", {"n": "2"}, NOW + timedelta(minutes=2))

    assert [note.values["n"] for note in pending(tmp_path, "add")] == ["1", "3", "5"]
    assert [note.values["n"] for note in pending(tmp_path)] == ["1", "2", "3", "5"]
    assert [note.values["n"] for note in pending(tmp_path, "ack", "other")] == ["2"]


def test_many_notes_of_one_moment_are_all_kept(tmp_path: Path) -> None:
    def hand_in(start: int) -> None:
        for n in range(start, start + 25):
            put(tmp_path, "add", {"n": str(n)}, NOW)

    threads = [threading.Thread(target=hand_in, args=(start,)) for start in (0, 25, 50, 75)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {int(note.values["n"]) for note in pending(tmp_path)} == set(range(100))


def test_only_the_owner_may_read_what_people_wrote(tmp_path: Path) -> None:
    path = put(tmp_path / "new" / "folder", "add", {"url": "x"}, NOW)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_pending_where_nothing_was_ever_put(tmp_path: Path) -> None:
    assert pending(tmp_path) == []
    assert rejected(tmp_path) == []
    assert not (tmp_path / "inbox").exists()


def test_a_note_over_the_limit_is_refused_when_it_is_put(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="trop long"):
        put(tmp_path, "add", {"note": "é" * MAX_BYTES}, NOW)


def test_a_folder_that_cannot_be_written_is_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("in the way")

    with pytest.raises(StoreError, match="rien ne peut y être déposé"):
        put(tmp_path, "add", {}, NOW)


GOOD = {"kind": "add", "at": NOW.isoformat(), "values": {"url": "https://a.example/"}}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * MAX_BYTES, "JSON"),
        (b"1" * 10_000, "JSON"),
        (b"[]", "manque"),
        (json.dumps({"kind": "add"}).encode(), "manque"),
        (json.dumps(GOOD | {"at": "yesterday"}).encode(), "manque"),
        (json.dumps(GOOD | {"at": 3}).encode(), "manque"),
        (json.dumps(GOOD | {"at": "2026-11-21T08:00:00"}).encode(), "forme"),
        (json.dumps(GOOD | {"kind": "../add"}).encode(), "forme"),
        (json.dumps(GOOD | {"kind": ["add"]}).encode(), "forme"),
        (json.dumps(GOOD | {"values": {"url": 3}}).encode(), "forme"),
        (json.dumps(GOOD | {"values": ["url"]}).encode(), "forme"),
        (json.dumps(GOOD).encode() + b" " * MAX_BYTES, "trop gros"),
    ],
)
def test_what_is_no_note_is_set_aside_with_its_reason(tmp_path: Path, content: bytes, why: str) -> None:
    good = put(tmp_path, "add", {"url": "https://b.example/"}, NOW)
    (good.parent / "0-wrong.json").write_bytes(content)

    assert [note.path for note in pending(tmp_path)] == [good]

    (aside,) = rejected(tmp_path)
    assert aside.path == tmp_path / "inbox" / "rejets" / "0-wrong.json"
    assert aside.path.read_bytes() == content
    assert why in aside.reason
    assert [note.path for note in pending(tmp_path)] == [good]


def test_pipes_links_and_folders_do_not_hold_up_the_reader(tmp_path: Path) -> None:
    folder = put(tmp_path, "add", {}, NOW).parent
    secret = tmp_path / "secret"
    secret.write_text(json.dumps(GOOD))
    os.mkfifo(folder / "1.json")
    (folder / "2.json").symlink_to(secret)
    (folder / "3.json").mkdir()

    assert len(pending(tmp_path)) == 1
    assert [aside.path.name for aside in rejected(tmp_path)] == ["1.json", "2.json", "3.json"]
    assert secret.exists()


def test_what_a_killed_put_left_is_not_read_and_goes_after_a_day(tmp_path: Path) -> None:
    path = put(tmp_path, "add", {}, NOW)
    left = path.with_name(path.name + ".tmp")
    path.rename(left)

    assert pending(tmp_path) == []
    put(tmp_path, "add", {}, NOW + timedelta(hours=1))
    assert left.exists()
    put(tmp_path, "add", {}, NOW + timedelta(days=2))
    assert not left.exists()


_PUTS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from veille.inbox import put
for n in range(10**9):
    print(put(Path(sys.argv[1]), "add", {"n": str(n)}, datetime.now(UTC)).name, flush=True)
"""


def test_every_note_whose_put_returned_survives_a_kill(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _PUTS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()

    kept = {note.path.name for note in pending(tmp_path)}
    assert set(said) - {""} <= kept
    assert rejected(tmp_path) == []
