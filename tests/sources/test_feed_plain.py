"""Plain text made of the fragments in feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.sources.plain import plain_text, title_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("Texte", "Texte"),
        ("Un\n\n  deux\r\ntrois", "Un\ndeux\ntrois"),
        ("<p>Un\nmême alinéa</p>\n<p>Deux</p>", "Un même alinéa\nDeux"),
        ("Un<br>deux<br/>trois<BR />quatre", "Un\ndeux\ntrois\nquatre"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("mot<b>gras</b>mot", "motgrasmot"),
        ('<a href="x" title="a > b">lien</a>', "lien"),
        ("<script>x()</script>a<style>b{}</style>", "a"),
        ("a<!-- <p>caché</p> -->b", "a b"),
        ("a <!-- ouvert", "a"),
        ("l&rsquo;&eacute;t&eacute;&nbsp;&#8212; 5&#x20AC; &amp;lt;", "l’été — 5€ &lt;"),
        ("R&D, AT&T, &copie, 5 < 6 et 7 > 6", "R&D, AT&T, &copie, 5 < 6 et 7 > 6"),
        ("l\x92été", "l’été"),
        ("a\x00\u200b\u202eb", "ab"),
    ],
)
def test_fragments(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("  Un\n titre ", "Un titre"),
        ("R&D", "R&D"),
        ("R&amp;D", "R&D"),
        ("L&#8217;<em>été</em>", "L’été"),
        ("&lt;b&gt;Gras&lt;/b&gt;", "Gras"),
        ("Une List<String> et a < b", "Une List<String> et a < b"),
        ("ligne<br/>suivante", "ligne suivante"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_titles(markup: str, text: str) -> None:
    assert title_text(markup) == text


@given(st.text(alphabet=st.sampled_from("ab<>/&;\"'=! -p#3\n\x92é"), max_size=200))
def test_plain_text_is_clean_whatever_comes(markup: str) -> None:
    for text in (plain_text(markup), title_text(markup)):
        assert text == text.strip()
        assert "\x92" not in text
        assert "  " not in text
        assert "\n\n" not in text
