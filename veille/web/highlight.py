"""Marking in a text what was looked for: words whose stem matches, prefixes, phrases as a whole.

Works on titles and excerpts, a few hundred characters; everything but our own <mark> is escaped.
"""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from veille.text import stem_words, words
from veille.web.querylang import Form

# a word with its accents, whether composed or not, after the elided one that `veille.text.words` leaves out
_WORD = re.compile("(?:\\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’ʼ](?=\\w))?([\\w\u0300-\u036f]+)", re.IGNORECASE)

Word = tuple[int, int, str, str]
"""Where a folded word stands in the text (from, to), the word, its stem."""


def highlight(text: str, forms: Sequence[Form]) -> Markup:
    """Return text as HTML with every place marked that says one of the forms."""
    parts: list[Markup] = []
    done = 0
    for start, end in _joined(_found(_words(text), forms)) if forms else ():
        parts += [escape(text[done:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*parts, escape(text[done:])])


def _words(text: str) -> list[Word]:
    places = [(*found.span(1), word) for found in _WORD.finditer(text) for word in words(found[1])]
    stems = stem_words([word for _start, _end, word in places])
    return [(*place, stem) for place, stem in zip(places, stems, strict=True)]


def _found(text: Sequence[Word], forms: Iterable[Form]) -> list[tuple[int, int]]:
    spans = []
    for form in forms:
        length = len(form.stems)
        for at in range(len(text) - length + 1):
            some = text[at : at + length]
            if all(map(_says, some, form.stems, [form.is_prefix and one == length - 1 for one in range(length)])):
                spans.append((some[0][0], some[-1][1]))
    return sorted(spans)


def _says(word: Word, stem: str, is_prefix: bool) -> bool:
    # a prefix was compared with stems, and a person compares it with words
    return word[3] == stem or (is_prefix and (word[3].startswith(stem) or word[2].startswith(stem)))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
