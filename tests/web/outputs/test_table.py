"""CSV for spreadsheets."""

import csv
import io

import pytest

from veille.text import spreadsheet_safe
from veille.web.outputs.table import table


def test_a_table_is_read_back_as_it_was_written() -> None:
    rows = [["Eau, « forêt »", 'guillemet " et\nligne', 3], ["", None, -1.5]]
    read = list(csv.reader(io.StringIO(table(["titre", "texte", "nombre"], rows).decode(), newline="")))

    assert read == [["titre", "texte", "nombre"], ["Eau, « forêt »", 'guillemet " et\nligne', "3"], ["", "", "-1.5"]]


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_and_no_heading_is_taken_for_a_formula(opening: str) -> None:
    text = f'{opening}HYPERLINK("http://x.example")'
    read = list(csv.reader(io.StringIO(table([text], [[text]]).decode(), newline="")))

    assert read == [[f"'{text}"], [f"'{text}"]]


def test_numbers_stay_numbers_and_bytes_become_digits() -> None:
    assert [spreadsheet_safe(value) for value in (-3, 2.5, None, b"\x00\xff")] == [-3, 2.5, None, "00ff"]


def test_what_utf_8_cannot_hold_is_replaced() -> None:
    assert table(["a"], [["x\ud800y"]]) == b"a\r\nx?y\r\n"
