"""Marks stand where a text says what was looked for, and nothing else of it becomes markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.web.highlight import highlight
from veille.web.querylang import understand


def marked(typed: str, text: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", highlight(text, understand(typed).forms))


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("cooperative", "Coopératives et coopération", ["Coopératives", "coopération"]),
        ("emploi", "L’emploi, des emplois", ["emploi", "emplois"]),
        ("tiers-lieu", "Les tiers-lieux du tiers état", ["tiers-lieux"]),
        ("« circuit court »", "Un circuit court, un court circuit", ["circuit court"]),
        ("mutual*", "Mutualité, mutualiser, mutuelle", ["Mutualité", "mutualiser"]),
        ("énergie -nucléaire", "énergie nucléaire", ["énergie"]),
        ("« appel à projets »", "Un appel à projets d’été", ["appel à projets"]),
        ("« vie d'associations »", "La vie d’association", ["vie d’association"]),
        ("association", "L’asso et l'association", ["association"]),
        ("coeur", "Au cœur", ["cœur"]),
        ("forêt", "fore\u0302t", ["fore\u0302t"]),
        ("banque", "Rien ici", []),
        ("", "Rien", []),
    ],
)
def test_what_was_meant_is_marked(typed: str, text: str, expected: list[str]) -> None:
    assert marked(typed, text) == expected


def test_markup_in_a_text_stays_text() -> None:
    shown = highlight("<script>alert('emploi')</script> & <b>emploi</b>", understand("emploi script").forms)

    assert shown == (
        "&lt;<mark>script</mark>&gt;alert(&#39;<mark>emploi</mark>&#39;)&lt;/<mark>script</mark>&gt;"
        " &amp; &lt;b&gt;<mark>emploi</mark>&lt;/b&gt;"
    )


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_without_its_marks_a_text_is_itself(typed: str, text: str) -> None:
    shown = highlight(text, understand(typed).forms)

    assert shown.replace("<mark>", "").replace("</mark>", "") == highlight(text, ())
    assert "<mark></mark>" not in shown
