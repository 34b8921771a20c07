"""Citations name the original, and nothing a source wrote changes the record around it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.text import squeeze
from veille.web.outputs.citation import Cited, bibtex, cite, plain

CITED = Cited(
    number=12,
    title="Une régie de quartier s’installe à Brest",
    author="Camille Exemple",
    source="Coopérer dans le Nord",
    published="2026-11-01",
    is_estimated=False,
    lang="fr",
    url="https://coop-nord.example.org/regie?id=1&x=100%25",
    page="https://veille.example/article/12",
    consulted=date(2026, 11, 21),
)
HOSTILE = (
    r"\input{/etc/passwd} \write18{rm -rf ~} $x^2_3$ # 100 % & co",
    "}, url = {https://ailleurs.example}, note = {",
    "{{{",
    "}}}",
    "\\",
    "@misc{autre, title={rien}}",
    '"guillemets" <script>alert(1)</script>',
    "\u202e\u2066à l’envers\u0000\u001b[31m",
    "deux\nlignes\r\n}\n@book{x",
)


def fields(record: str) -> dict[str, str]:
    """Read a record as BibTeX does: a brace counts even after a backslash, and a field ends where they are even."""
    head = re.match(r"@misc\{(veille-\d+),\n", record)
    assert head
    found, at = {"key": head[1]}, head.end()
    while not record.startswith("}", at):
        name = re.compile(r"  (\w+) += ").match(record, at)
        assert name, record[at:]
        end = name.end()
        if record[end] == "{":
            depth = 0
            while True:
                depth += {"{": 1, "}": -1}.get(record[end], 0)
                end += 1
                if depth == 0:
                    break
        else:
            end = record.index(",", end)
        found[name[1]] = record[name.end() : end]
        assert record.startswith(",\n", end), record[end:]
        at = end + 2
    assert record[at:] == "}"
    return found


def test_bibtex_names_the_original_with_its_dates_and_language() -> None:
    assert fields(bibtex(CITED)) == {
        "key": "veille-12",
        "author": "{{Camille Exemple}}",
        "title": "{{Une régie de quartier s’installe à Brest}}",
        "howpublished": "{Coopérer dans le Nord}",
        "year": "{2026}",
        "month": "nov",
        "day": "{1}",
        "url": "{https://coop-nord.example.org/regie?id=1&x=100%25}",
        "urldate": "{2026-11-21}",
        "langid": "{french}",
    }


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_stay_in_their_field(title: str) -> None:
    read = fields(bibtex(replace(CITED, title=title, author=title, source=title)))

    assert read.keys() == fields(bibtex(CITED)).keys()
    for name in ("author", "title", "howpublished"):
        commands = re.findall(r"\\([a-z]+|.)", read[name])
        assert set(commands) <= {*(f"text{name}" for name in _CHARACTERS), *"#$%&_"}
        assert not re.search(r"(?<!\\)[#$%&_]|[~^<>|\"\u202e\u2066\x00-\x1f]", read[name])


_CHARACTERS = ("backslash", "braceleft", "braceright", "asciitilde", "asciicircum", "less", "greater", "bar",
               "quotedbl")  # fmt: skip


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_title_and_address_make_one_whole_record(title: str, path: str) -> None:
    read = fields(bibtex(replace(CITED, title=title, url=f"https://x.example/{path}")))

    assert read["key"] == "veille-12"
    assert ("title" in read) == bool(squeeze(title))
    assert not re.search(r"[{}\\\s]", read["url"][1:-1])


def test_a_day_that_is_only_estimated_says_so() -> None:
    estimated = replace(CITED, is_estimated=True)

    assert fields(bibtex(estimated))["note"] == "{Date estimée}"
    assert "[vers le 1er\u00a0novembre 2026]" in plain(estimated)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "ftp://x.example/", "https://a b.example/"])
def test_our_page_stands_in_where_the_original_has_no_address(url: str) -> None:
    unusable = replace(CITED, url=url)

    assert fields(bibtex(unusable))["url"] == "{https://veille.example/article/12}"
    assert plain(unusable).endswith(" : https://veille.example/article/12".replace(" :", "\u00a0:"))


def test_the_plain_reference_follows_iso_690() -> None:
    assert plain(CITED) == (
        "Camille Exemple. Une régie de quartier s’installe à Brest. Coopérer dans le Nord [en ligne]."
        " 1er\u00a0novembre 2026 [consulté le 21\u00a0novembre 2026]."
        " Disponible à l’adresse\u00a0: https://coop-nord.example.org/regie?id=1&x=100%25"
    )


def test_no_author_and_a_question_need_no_full_stop() -> None:
    assert plain(replace(CITED, author="", title="Et si c’était possible ?")).startswith(
        "Et si c’était possible\u202f? Coopérer"
    )


@pytest.mark.parametrize("title", HOSTILE)
def test_the_plain_reference_is_one_line_without_controls(title: str) -> None:
    text = cite("txt", replace(CITED, title=title, author=title, source=title))

    assert text.endswith("\n")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f]", text[:-1])
