"""Addresses of mailboxes: three forms, paths taken from the folder of feeds.yml, no account in an address."""

from pathlib import Path

import pytest

from veille.config import load_sources
from veille.errors import ConfigError
from veille.models import Source

HOME = "home: https://a.example/"


def load(folder: Path, *lines: str) -> Source:
    path = folder / "feeds.yml"
    path.write_text("\n    ".join(["sources:\n  - id: a", "name: A", "type: mailbox", *lines]) + "\n")
    (source,) = load_sources(path)
    return source


@pytest.mark.parametrize(
    ("written", "meant"), [("eml:lettres", "lettres"), ("maildir:../boite", "../boite"), ("eml:/srv/x", "/srv/x")]
)
def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path, written: str, meant: str) -> None:
    scheme = written.partition(":")[0]

    assert load(tmp_path, f"url: {written}", HOME).url == f"{scheme}:{(tmp_path / meant).resolve()}"


def test_a_server_is_named_without_its_account(tmp_path: Path) -> None:
    url = "imaps://imap.a.example:1993/Lettres/2026"

    assert load(tmp_path, f"url: {url}", HOME, "mailbox: {user: b@a.example}").url == url


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["url: imaps://b:secret@imap.a.example/INBOX", HOME, "mailbox: {user: b}"],
            "mot de passe dans l’environnement",
        ),
        (["url: imaps://imap.a.example/INBOX", HOME], "mailbox.user"),
        (["url: imaps:///INBOX", HOME, "mailbox: {user: b}"], "serveur absent"),
        (["url: imaps://a.example:99999/INBOX", HOME, "mailbox: {user: b}"], "serveur absent"),
        (["url: 'imaps://[/INBOX'", HOME, "mailbox: {user: b}"], "serveur absent"),
        (["url: pop3://a.example/", HOME], "maildir:chemin"),
        (["url: 'eml:'", HOME], "eml:chemin"),
        (["url: eml:lettres"], "home manque"),
    ],
)
def test_what_cannot_be_asked_is_told_with_the_key(tmp_path: Path, lines: list[str], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as caught:
        load(tmp_path, *lines)

    assert caught.value.key == "url"
