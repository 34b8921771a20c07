"""The table of calls is valid against the national schema, says what is not known, and is no program."""

import csv
import io
from dataclasses import replace

import pytest

from tests.support.aids import faults
from veille.web.outputs.aids import COLUMNS, Aid, aid_row
from veille.web.outputs.table import table

FULL = Aid(
    uri="tag:veille.example,2026:appel/1",
    title="Fonds des communs",
    description="Une aide pour les communs.",
    details=("Montants : 30 000 €",),
    beneficiaries=("associations", "SCIC"),
    has_amount=True,
    funder="Région d’exemple",
    url="https://source.example/appel?a=1&b=2",
    targets="associations|professionnels",
    geography="REG-11|DEP-93",
    zones=("R11", "D93"),
    opening="2026-11-01",
    closing="2026-12-15T12:00",
    changed="2026-11-21T06:00:00Z",
)
BARE = replace(FULL, title="", description="", details=(), beneficiaries=(), has_amount=False, funder="", url="",
               targets="", geography="", zones=(), opening="", closing="")  # fmt: skip


def aids(*calls: Aid) -> bytes:
    return table(COLUMNS, filter(None, map(aid_row, calls)))


def rows(*calls: Aid) -> list[dict[str, str]]:
    body = aids(*calls)
    assert faults(body) == []
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_a_call_has_every_column_of_the_schema() -> None:
    (row,) = rows(FULL)

    assert row["titre"] == "Fonds des communs"
    assert row["description"] == "Une aide pour les communs.\nMontants : 30 000 €"
    assert row["eligibilite"] == "• associations\n• SCIC"
    assert row["types_aides"] == "financement"
    assert row["porteurs"] == '[{"nom": "Région d’exemple", "roles": ["financeur"]}]'
    assert row["cibles"] == "associations|professionnels"
    assert row["eligibilite_geographique"] == "REG-11|DEP-93"


def test_days_last_until_midnight_in_paris_and_are_written_in_utc() -> None:
    (day,) = rows(replace(FULL, closing="2026-07-14"))
    (hour,) = rows(FULL)

    assert (day["date_ouverture"], day["date_cloture"]) == ("2026-10-31T23:00:00Z", "2026-07-14T21:59:59Z")
    assert hour["date_cloture"] == "2026-12-15T11:00:00Z"
    assert hour["date_mise_a_jour"] == "2026-11-21T06:00:00Z"


def test_what_is_not_known_is_said_and_excludes_nobody() -> None:
    (row,) = rows(BARE)

    assert "non précisées" in row["eligibilite"]
    assert "France entière est indiquée par défaut" in row["eligibilite"]
    assert row["cibles"].count("|") == 3
    assert (row["eligibilite_geographique"], row["types_aides"]) == ("PAYS-99100", "non précisé")
    assert (row["porteurs"], row["date_cloture"], row["url_source"]) == ("[]", "", "")


@pytest.mark.parametrize(
    ("geography", "zones", "written"),
    [("DEP-2A", ("D2A",), "REG-94"), ("COM-2A004|REG-94", ("2A004", "R94"), "REG-94"), ("", ("EU",), "PAYS-99100"),
     ("PAYS-99131", ("BE",), "PAYS-99131"), ("REG-11", ("R11", "US"), "REG-11")],
)  # fmt: skip
def test_territories_are_written_with_the_digits_that_the_schema_wants(
    geography: str, zones: tuple[str, ...], written: str
) -> None:
    (row,) = rows(replace(FULL, geography=geography, zones=zones))

    assert row["eligibilite_geographique"] == written


def test_a_call_for_a_country_without_a_code_is_left_out_rather_than_called_french() -> None:
    assert rows(replace(FULL, geography="", zones=("US",))) == []


def test_an_identifier_is_the_same_every_time_and_of_one_call_only() -> None:
    first, again, other = (rows(replace(FULL, uri=f"tag:veille.example,2026:appel/{n}"))[0]["id"] for n in (1, 1, 2))

    assert first == again != other


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "=1\r\n=2",
        "\u202e=1",
        "x" * 9000,
        "\x00",
        "\ud800",
    ],
)
def test_hostile_texts_leave_the_table_valid_and_harmless(text: str) -> None:
    (row,) = rows(
        replace(FULL, title=text, description=text, details=(text,), beneficiaries=(text,), funder=text, url=text)
    )

    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert row["url_source"] == ""
    assert len(row["description"]) <= 5000


@pytest.mark.parametrize("date", ["bientôt", "2026-13-01", "2026-11-21T25:00", ""])
def test_a_damaged_date_is_left_out(date: str) -> None:
    (row,) = rows(replace(FULL, opening=date, closing=date))

    assert (row["date_ouverture"], row["date_cloture"]) == ("", "")


def test_the_check_itself_finds_faults() -> None:
    body = aids(FULL).replace(b"associations|professionnels", b"tout le monde").replace(b"2026-12-15T11", b"le 15")

    assert len(faults(body)) == 2
