"""`veille inbox`: reading what visitors sent, taking it, letting go of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli.main import cli
from veille.inbox import pending, put

URL = "https://www.tiers-lieu-neuf.fr/ouverture"
OLD = datetime.now(UTC) - timedelta(days=184)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
PROPOSAL = {"url": URL, "why": "Le premier du canton.", "contact": "ada@tiers-lieu.fr"}
REPORT = {
    "article": "12", "url": "https://site.fr/x", "title": "Une cantine coopérative", "contact": "", "why": "",
    "wrong": "theme:financement territoire:D93 pertinence:ess genre:etude", "missing": "genre:actualite",
}  # fmt: skip


def veille(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def ident(data: Path, kind: str) -> str:
    return pending(data, kind)[0].path.stem.rpartition("-")[2]


def test_what_waits_is_listed_oldest_first_with_what_to_do(tmp_path: Path) -> None:
    put(tmp_path, "signalement", REPORT, YESTERDAY + timedelta(hours=1))
    put(tmp_path, "proposition", PROPOSAL | {"article": "7"}, YESTERDAY)
    put(tmp_path, "add", {"url": "https://officer.example/"}, YESTERDAY)

    result = veille("inbox", "--data", tmp_path)

    assert result.exit_code == 0
    text = result.output
    assert text.index("proposition") < text.index("signalement")
    assert ident(tmp_path, "proposition")[:8] in text
    for said in (URL, "Le premier du canton.", "contact : ada@tiers-lieu.fr", "déjà dans la veille : article 7",
                 "Une cantine coopérative", "faux : theme:financement", "manque : genre:actualite",
                 "veille correct 12 --remove-theme financement --remove-territory D93 --irrelevant --kind actualite",
                 "2 envois attendent"):  # fmt: skip
        assert said in text
    assert "officer.example" not in text


def test_json_holds_every_value_and_kind_chooses(tmp_path: Path) -> None:
    put(tmp_path, "signalement", REPORT, YESTERDAY)
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)

    (one,) = json.loads(veille("inbox", "--json", "--kind", "proposition", "--data", tmp_path).output)

    assert one == {"id": ident(tmp_path, "proposition"), "kind": "proposition", "at": YESTERDAY.isoformat(), **PROPOSAL}
    assert json.loads(veille("inbox", "--json", "--data", tmp_path / "new").output) == []


def test_nothing_waits_where_nothing_came(tmp_path: Path) -> None:
    result = veille("inbox", "--data", tmp_path)

    assert (result.exit_code, result.output) == (0, "Rien n’attend.\n")


def test_a_proposal_that_is_accepted_is_what_add_hands_in_without_its_contact(tmp_path: Path) -> None:
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)

    result = veille("inbox", "accept", ident(tmp_path, "proposition")[:6], "--data", tmp_path)

    assert result.exit_code == 0
    assert URL in result.output
    (note,) = pending(tmp_path)
    assert note.kind == "add"
    assert note.values == {"url": URL, "title": "", "note": "proposé sur le site : Le premier du canton."}


def test_a_report_is_not_accepted_but_corrected(tmp_path: Path) -> None:
    put(tmp_path, "signalement", REPORT, YESTERDAY)
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)

    result = veille(
        "inbox", "accept", ident(tmp_path, "proposition"), ident(tmp_path, "signalement"), "--data", tmp_path
    )

    assert result.exit_code == 2
    assert "veille correct 12" in result.output
    assert len(pending(tmp_path, "proposition", "signalement")) == 2


def test_what_was_dealt_with_goes_away_whole(tmp_path: Path) -> None:
    put(tmp_path, "signalement", REPORT, YESTERDAY)

    result = veille("inbox", "done", ident(tmp_path, "signalement"), "--data", tmp_path)

    assert result.exit_code == 0
    assert pending(tmp_path) == []
    assert list((tmp_path / "inbox").iterdir()) == []


def test_a_contact_is_erased_when_its_owner_asks(tmp_path: Path) -> None:
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)
    who = ident(tmp_path, "proposition")

    first, second = (veille("inbox", "erase", who, "--data", tmp_path) for _ in range(2))

    assert "Contact effacé" in first.output
    assert "n’avait pas de contact" in second.output
    assert pending(tmp_path)[0].values == PROPOSAL | {"contact": ""}


@pytest.mark.parametrize("command", [("inbox",), ("inbox", "--json"), ("inbox", "done", "zzzz")])
def test_contacts_of_more_than_six_months_are_erased_by_looking(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = put(tmp_path, "proposition", PROPOSAL, OLD)

    result = veille(*command, "--data", tmp_path)

    assert "ada@" not in result.output
    assert "ada@" not in path.read_text()


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("done", "zzzz"), 2, "aucun envoi"),
        (("done", ""), 2, "plusieurs envois"),
        (("accept",), 2, "ID..."),
        (("--kind", "autre"), 2, "autre"),
        (("--json", "done", "x"), 2, "après « done »"),
    ],
)
def test_wrong_use_is_explained(tmp_path: Path, args: tuple[str, ...], code: int, said: str) -> None:
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)
    put(tmp_path, "proposition", PROPOSAL, YESTERDAY)
    where = [] if args[0].startswith("--json") else ["--data", tmp_path]

    result = veille("inbox", *args, *where)

    assert result.exit_code == code
    assert said in result.output
    assert len(pending(tmp_path)) == 2


def test_a_file_put_there_by_hand_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    evil = {"url": "https://a.fr/\x1b]0;x\x07", "why": "a\x1b[2Jb", "contact": "c\u202ed", "article": "1; rm -rf /"}
    put(tmp_path, "proposition", evil, YESTERDAY)
    put(tmp_path, "signalement", evil | {"wrong": "theme:$(x)"}, YESTERDAY)

    text = veille("inbox", "--data", tmp_path).output

    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "veille correct '1; rm -rf /' --remove-theme '$(x)'" in text


def test_a_proposal_without_a_usable_address_stays(tmp_path: Path) -> None:
    path = put(tmp_path, "proposition", PROPOSAL | {"url": "pas une adresse"}, YESTERDAY)

    result = veille("inbox", "accept", ident(tmp_path, "proposition"), "--data", tmp_path)

    assert result.exit_code == 2
    assert path.exists()
