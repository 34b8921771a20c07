"""The language of the search box: words, « phrases », -exclusions, prefixes*.

`understand` turns what a person typed into an FTS5 expression over the stems
of `veille.text`. Only stems and our own operators reach the expression, so
nothing typed can be taken for FTS5 syntax. It knows nothing of the database.

Words are searched in every number and gender, and with their synonyms; what is
between quotes is searched as it is, in any number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from veille.i18n import _
from veille.text import squeeze, stems, words
from veille.web.inflections import stems_in_both_numbers, stems_of
from veille.web.synonyms import NONE, Meaning, Synonyms, key_of
from veille.web.tokens import MIN_PREFIX, Token, tokens, without_small

MAX_LENGTH = 300
"""Characters typed."""
MAX_TERMS = 24
MAX_WIDENED = 3
"""Expressions of one search whose synonyms are searched too."""
_MAX_FORMS = 8
"""Spellings tried of one phrase."""

_SHORT_PREFIX = re.compile(r"(?<!\w)\w{1,3}\*")
_QUOTES = re.compile(r'["«»“”]')
_AROUND = ".,;:!?"
"""Punctuation beside an expression that is no part of it."""
_BEFORE = re.compile(r"^(?:[cdjlmnst]|qu)['’](?=\w)", re.I)


class Form(NamedTuple):
    """Stems that stand side by side where a text says what was looked for."""

    stems: tuple[str, ...]
    is_prefix: bool = False
    """Whether it is one stem, or word, that may go on."""


class Part(NamedTuple):
    """One of several things demanded."""

    typed: str
    match: str
    rest: str
    """The FTS5 expression of the search without it; empty when it is all there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widened:
    """An expression that was searched with its synonyms."""

    typed: str
    others: tuple[str, ...]
    is_replaced: bool = False
    """Whether only the others are searched: what was typed is mostly another word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was understood of the search box."""

    text: str = ""
    """As typed, without control characters, white space trimmed."""
    match: str = ""
    """The FTS5 expression; empty when there is nothing to search for or something is wrong."""
    problem: str = ""
    """In French, why it cannot be searched; empty when all is well."""
    note: str = ""
    """In French, how it was read when that is not obvious."""
    forms: tuple[Form, ...] = ()
    """What to mark in the texts found."""
    widened: tuple[Widened, ...] = ()
    exact: str = ""
    """What to type for the same search without synonyms; empty when there were none."""
    parts: tuple[Part, ...] = ()
    """What is demanded, piece by piece."""


class _Term(NamedTuple):
    """A part of the question: what was typed, its expression, and what to mark."""

    typed: str
    match: str
    forms: tuple[Form, ...]


def understand(text: str, synonyms: Synonyms = NONE) -> Query:
    """Read the search box. Words are all demanded; case, accents, plurals, genders and elisions do not matter."""
    text = squeeze(text)
    if not text:
        return Query()
    if len(text) > MAX_LENGTH:
        problem = _("Cette recherche est trop longue : {most} caractères au plus.").format(most=MAX_LENGTH)
        return Query(text=text[:MAX_LENGTH], problem=problem)
    read = tokens(text)
    asked = without_small([token for token in read if token.words])
    if len(asked) > MAX_TERMS:
        return Query(text=text, problem=_("Cette recherche a trop de mots : {most} au plus.").format(most=MAX_TERMS))
    unwanted = [_term(token).match for token in asked if token.is_unwanted]
    wanted, widened, exact = _wanted(text, asked, synonyms)
    if not wanted:
        return Query(text=text, problem=_nothing(bool(unwanted)))
    matches = [term.match for term in wanted]
    rests = [_asked(matches[:at] + matches[at + 1 :], unwanted) for at in range(len(matches))]
    return Query(
        text=text,
        match=_asked(matches, unwanted),
        note=_note(text, [token.raw for token in read if not token.words]),
        forms=tuple(dict.fromkeys(form for term in wanted for form in term.forms)),
        widened=tuple(widened),
        exact=exact if len(exact) <= MAX_LENGTH else "",
        parts=tuple(Part(term.typed, term.match, rest) for term, rest in zip(wanted, rests, strict=True)),
    )


def without(text: str, typed: str) -> str:
    """Return what was typed without one part of it (`Part.typed`), where that stands as a whole."""
    spans = [token.span for token in tokens(text) if not token.is_unwanted]
    for at, (begin, _end) in enumerate(spans):
        for _begin, end in spans[at:]:
            if typed in (text[begin:end], text[begin:end].strip(_AROUND)):
                return squeeze(f"{text[:begin]} {text[end:]}")
    return text


def _asked(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    match = " AND ".join(wanted)
    return f"({match}) NOT ({' OR '.join(unwanted)})" if match and unwanted else match


def _wanted(text: str, asked: list[Token], synonyms: Synonyms) -> tuple[list[_Term], list[Widened], str]:
    """Return what is demanded, which of it with synonyms, and the text that asks for none."""
    found: list[_Term] = []
    widened: list[Widened] = []
    pieces: list[str] = []
    start = done = 0
    while start < len(asked):
        length, meaning = (0, None) if len(widened) == MAX_WIDENED else _meaning(asked[start:], synonyms)
        if meaning is None:
            found += [] if asked[start].is_unwanted else [_term(asked[start])]
            start += 1
            continue
        some = asked[start : start + length]
        begin, end = some[0].span[0], some[-1].span[1]
        typed = text[begin:end].strip(_AROUND)
        found.append(_with_others(typed, some, meaning))
        widened.append(Widened(typed=typed, others=meaning.others, is_replaced=bool(meaning.only_as)))
        pieces += [text[done:begin], f'"{typed}"']
        start, done = start + length, end
    return found, widened, "".join([*pieces, text[done:]]) if widened else ""


def _meaning(asked: Sequence[Token], synonyms: Synonyms) -> tuple[int, Meaning | None]:
    """Return how many of the first tokens make an expression that has synonyms, the longest such one."""
    for length in range(min(len(asked), synonyms.longest), 0, -1):
        some = asked[:length]
        if not all(token.is_plain for token in some):
            continue
        meaning = synonyms.meanings.get(key_of([word for token in some for word in token.words]))
        if meaning and meaning.others and meaning.only_as in ("", _bare(some[0].raw)):
            return length, meaning
    return 0, None


def _bare(raw: str) -> str:
    return _BEFORE.sub("", raw).strip(".,;:!?()[]…'’")


def _with_others(typed: str, plain: Iterable[Token], meaning: Meaning) -> _Term:
    terms = [] if meaning.only_as else [_term(token) for token in plain]
    others = [_phrase(other, words(other)) for other in meaning.others]
    matches = [f"({' AND '.join(term.match for term in terms)})"] if terms else []
    matches += [term.match for term in others]
    return _Term(typed, f"({' OR '.join(matches)})", tuple(form for term in (*terms, *others) for form in term.forms))


def _term(token: Token) -> _Term:
    if token.is_prefix:
        return _prefix(token.typed, token.words)
    if token.is_phrase or len(token.words) > 1:
        return _phrase(token.typed, token.words)
    return _any(token.typed, [Form((stem,)) for stem in stems_of(token.words[0])])


def _phrase(typed: str, folded: Sequence[str]) -> _Term:
    """Return words in order, each in both numbers: tiers-lieu is two words side by side."""
    return _any(typed, [Form(form) for form in islice(product(*map(stems_in_both_numbers, folded)), _MAX_FORMS)])


def _any(typed: str, forms: list[Form]) -> _Term:
    matches = [f'"{" ".join(form.stems)}"{" *" if form.is_prefix else ""}' for form in forms]
    return _Term(typed, matches[0] if len(matches) == 1 else f"({' OR '.join(matches)})", tuple(forms))


def _prefix(typed: str, folded: Sequence[str]) -> _Term:
    """Return the FTS5 form of coopérat*: every stem that begins so, and every stem that it begins.

    The index holds stems, mostly shorter than words: « coopérative » is kept as
    « cooper », which « cooperat » only covers the other way round.
    """
    *before, last = folded
    shorter = [last[:-cut] for cut in (1, 2, 3, 4) if len(last) - cut >= 5]
    forms = [Form((last,), is_prefix=True)]
    forms += [Form((one,)) for one in dict.fromkeys([*shorter, *stems(last)]) if one != last]
    terms = [_any("", [Form((one,))]) for one in stems(" ".join(before))] + [_any("", forms)]
    return _Term(
        typed, " AND ".join(term.match for term in terms), tuple(form for term in terms for form in term.forms)
    )


def _nothing(excludes: bool) -> str:
    if excludes:
        return _(
            "Une recherche ne peut pas seulement exclure :"
            " ajoutez un mot à trouver, par exemple « coopérative -banque »."
        )
    return _("Il n’y a pas de mot à chercher ici : écrivez au moins une lettre ou un chiffre.")


def _note(text: str, ignored: list[str]) -> str:
    unknown = [raw for raw in ignored if any(char.isalnum() for char in raw)]
    if unknown:
        return _("Mots laissés de côté, que l’index ne connaît pas : {words}.").format(words=", ".join(unknown))
    if _SHORT_PREFIX.search(text):
        return _(
            "Devant une étoile il faut au moins {least} lettres : plus court, le mot est cherché sans elle."
        ).format(least=MIN_PREFIX)
    if len(_QUOTES.findall(text)) % 2:
        return _("Il manque un guillemet : l’expression va jusqu’à la fin de la recherche.")
    return ""
