"""How to reach those who wrote: erased after six months, or at once when they ask."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import StoreError
from veille.inbox import KEPT, done, erase_contact, erase_old_contacts, pending, put

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
VALUES = {"url": "https://site.example/", "why": "un essai", "contact": "ada@site.example"}


def test_contacts_go_after_six_months_and_the_rest_stays(tmp_path: Path) -> None:
    old = put(tmp_path, "proposition", VALUES, NOW - KEPT - timedelta(minutes=1))
    put(tmp_path, "signalement", {"article": "3"}, NOW - KEPT)
    put(tmp_path, "proposition", VALUES, NOW - KEPT + timedelta(minutes=1))

    assert erase_old_contacts(tmp_path, NOW) == 1

    first, other, young = pending(tmp_path)
    assert first.path == old
    assert first.at == NOW - KEPT - timedelta(minutes=1)
    assert first.values == VALUES | {"contact": ""}
    assert other.values == {"article": "3"}
    assert young.values == VALUES
    assert "ada@" not in old.read_text()
    assert erase_old_contacts(tmp_path, NOW) == 0


def test_a_note_taken_in_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    put(tmp_path, "proposition", VALUES, NOW)
    (note,) = pending(tmp_path)
    done(note)

    erase_contact(note)

    assert list((tmp_path / "inbox").iterdir()) == []


def test_a_contact_that_cannot_be_erased_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, "proposition", VALUES, NOW - KEPT)
    (note,) = pending(tmp_path)
    note.path.with_name(note.path.name + ".tmp").mkdir()

    with pytest.raises(StoreError, match="n’a pas pu être effacé"):
        erase_contact(note)
    with caplog.at_level(logging.WARNING):
        assert erase_old_contacts(tmp_path, NOW) == 0

    assert "n’a pas pu être effacé" in caplog.text
    assert pending(tmp_path)[0].values == VALUES
