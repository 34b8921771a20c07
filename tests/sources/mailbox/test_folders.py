"""Maildirs and folders of .eml: every message once, whatever its name and date, and nothing else is looked at."""

import os
import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.mailing import collect, mailbox, message, titles
from veille.models import Outcome
from veille.sources.mailbox import folders
from veille.sources.mailbox.base import MAX_MESSAGE


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "boite" / name).mkdir(parents=True)
    return tmp_path / "boite"


def article(number: int) -> str:
    return f"Article {number} de la lettre"


async def test_new_and_cur_are_read_and_a_message_that_moves_is_not_read_again(maildir: Path) -> None:
    (maildir / "new" / "1699.M1.host").write_bytes(message(1))
    (maildir / "cur" / "1698.M2.host:2,S").write_bytes(message(2))
    (maildir / "tmp" / "1700.M3.host").write_bytes(message(3))
    source = mailbox(f"maildir:{maildir}")
    first = await collect(source)
    (maildir / "new" / "1699.M1.host").rename(maildir / "cur" / "1699.M1.host:2,FS")
    (maildir / "cur" / "1698.M2.host:2,S").rename(maildir / "cur" / "1698.M2.host:2,RS")

    second = await collect(source, cursor=first.cursor)

    assert sorted(titles(first)) == [article(1), article(2)]
    assert second.outcome is Outcome.UNCHANGED


async def test_nothing_in_the_folder_changes(maildir: Path) -> None:
    path = maildir / "new" / "1.host"
    path.write_bytes(message(1))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before = {one: (one.stat().st_mtime_ns, one.read_bytes()) for one in maildir.rglob("*") if one.is_file()}

    await collect(mailbox(f"maildir:{maildir}"))

    assert {one: (one.stat().st_mtime_ns, one.read_bytes()) for one in maildir.rglob("*") if one.is_file()} == before


async def test_a_message_copied_in_late_with_an_old_date_and_name_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "m5.eml").write_bytes(message(5))
    source = mailbox(f"eml:{tmp_path}")
    first = await collect(source)
    late = tmp_path / "a0.eml"
    late.write_bytes(message(6))
    os.utime(late, (1_000_000_000, 1_000_000_000))

    second = await collect(source, cursor=first.cursor)

    assert titles(second) == [article(6)]


async def test_the_oldest_come_first_and_the_rest_waits(tmp_path: Path) -> None:
    for number, age in ((1, 30), (2, 10), (3, 20)):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(message(number))
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    source = mailbox(f"eml:{tmp_path}", messages=2)

    first = await collect(source)
    second = await collect(source, cursor=first.cursor)

    assert (titles(first), titles(second)) == ([article(1), article(3)], [article(2)])
    assert first.detail == "d’autres messages attendent la prochaine collecte"


async def test_names_of_files_that_are_gone_leave_the_cursor(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.eml").write_bytes(message(number))
    source = mailbox(f"eml:{tmp_path}", messages=1000)
    full = await collect(source)
    for number in range(199):
        (tmp_path / f"{number}.eml").unlink()
    (tmp_path / "new.eml").write_bytes(message(500))

    after = await collect(source, cursor=full.cursor)

    assert titles(after) == [article(500)]
    assert len(full.cursor or "") < 200 * 8 + 50
    assert len(after.cursor or "") < 60


async def test_links_pipes_folders_and_other_names_are_not_looked_at(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.eml").write_bytes(message(1))
    (inside / "link.eml").symlink_to(outside / "secret.eml")
    (inside / "loop.eml").symlink_to(inside / "loop.eml")
    (inside / "folder.eml").mkdir()
    (inside / "notes.txt").write_bytes(message(2))
    os.mkfifo(inside / "pipe.eml")

    collected = await collect(mailbox(f"eml:{inside}"))

    assert (collected.outcome, collected.leads) == (Outcome.UNCHANGED, ())


async def test_a_huge_file_is_told_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.eml").open("wb") as file:
        file.write(message(1))
        file.truncate(MAX_MESSAGE * 100)
    (tmp_path / "b.eml").write_bytes(message(2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    collected = await collect(mailbox(f"eml:{tmp_path}"))

    assert titles(collected) == [article(2)]
    assert collected.detail == "1 message trop gros laissé de côté"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


async def test_a_file_that_cannot_be_opened_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message(1))
    source = mailbox(f"eml:{tmp_path}")
    real = os.open

    def denied(name: object, *args: object) -> int:
        if str(name).endswith("a.eml"):
            raise PermissionError(13, "denied")
        return real(name, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(folders.os, "open", denied)
        first = await collect(source)
    second = await collect(source, cursor=first.cursor)

    assert first.detail == "1 message illisible laissé de côté"
    assert titles(second) == [article(1)]


async def test_what_is_older_than_wanted_at_first_stays_out(tmp_path: Path) -> None:
    (tmp_path / "old.eml").write_bytes(message(1, date="Wed, 1 Jan 2020 08:00:00 +0100"))
    (tmp_path / "new.eml").write_bytes(message(2))
    source = mailbox(f"eml:{tmp_path}")

    first = await collect(source, since=datetime(2026, 10, 22, tzinfo=UTC))
    (tmp_path / "old2.eml").write_bytes(message(3, date="Thu, 2 Jan 2020 08:00:00 +0100"))
    second = await collect(source, cursor=first.cursor)

    assert (titles(first), second.outcome) == ([article(2)], Outcome.UNCHANGED)


async def test_only_listed_senders_are_read(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(message(1))
    (tmp_path / "2.eml").write_bytes(message(2, sender="Autre@B.example"))

    collected = await collect(mailbox(f"eml:{tmp_path}", senders=("autre@b.example",)))

    assert titles(collected) == [article(2)]


@pytest.mark.parametrize(("url", "words"), [("eml:/nulle/part", "introuvable"), ("maildir:{here}", "Maildir")])
async def test_a_folder_that_cannot_be_read_says_why(tmp_path: Path, url: str, words: str) -> None:
    collected = await collect(mailbox(url.format(here=tmp_path)))

    assert collected.outcome is Outcome.UNREACHABLE
    assert words in collected.detail


async def test_a_cursor_of_another_place_starts_anew(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(message(1))

    collected = await collect(mailbox(f"eml:{tmp_path}"), cursor='{"v": 7, "u": 3}')

    assert titles(collected) == [article(1)]
