"""Marking in a text what was looked for: words whose stem matches, prefixes, phrases as a whole.

Works on titles and excerpts, a few hundred characters; everything but our own <mark> is escaped.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

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
    places = [(*found.span(1), word) for found in _WORD.finditer(text) for word in _folded(found[1])]
    stems = stem_words([word for _start, _end, word in places])
    return [(*place, stem) for place, stem in zip(places, stems, strict=True)]


@lru_cache(maxsize=16_384)
def _folded(word: str) -> tuple[str, ...]:
    """Return `veille.text.words` of one word: a page has the same ones many times."""
    return tuple(words(word))


def _found(text: Sequence[Word], forms: Iterable[Form]) -> list[tuple[int, int]]:
    spans = []
    places: dict[str, list[int]] = {}
    for at, word in enumerate(text):
        places.setdefault(word[3], []).append(at)
    for form in forms:
        if form.is_prefix:
            # a prefix was compared with stems, and a person compares it with words
            (start,) = form.stems
            spans += [word[:2] for word in text if word[2].startswith(start) or word[3].startswith(start)]
            continue
        for at in places.get(form.stems[0], ()):
            some = text[at : at + len(form.stems)]
            if tuple(word[3] for word in some) == form.stems:
                spans.append((some[0][0], some[-1][1]))
    return sorted(spans)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
