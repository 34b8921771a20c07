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
from veille.text import stems, words
from veille.web.inflections import stems_in_both_numbers, stems_of
from veille.web.synonyms import NONE, Meaning, Synonyms, key_of

MAX_LENGTH = 300
"""Characters typed."""
MAX_TERMS = 24
MIN_PREFIX = 4
"""Letters before a star: « co* » would read a tenth of the index."""
MAX_WIDENED = 3
"""Expressions of one search whose synonyms are searched too."""
_MAX_FORMS = 8
"""Spellings tried of one phrase."""

_TOKEN = re.compile(r'(?P<minus>(?<!\S)[-−–](?=[\w"«“]))?(?:["«“](?P<phrase>[^"»”]*)(?:["»”]|$)|(?P<word>[^\s"«»“”]+))')
_SHORT_PREFIX = re.compile(r"(?<!\w)\w{1,3}\*")
_QUOTES = re.compile(r'["«»“”]')
_BEFORE = re.compile(r"^(?:[cdjlmnst]|qu)['’](?=\w)", re.I)
_SMALL = frozenset(
    "a au aux c ce ces d dans de des du en et l la le les par pour qu que qui s sa se ses son sur un une".split()
)
"""Words not demanded beside others: nearly every text has them, and a title without them is meant as well."""


class Form(NamedTuple):
    """Stems that stand side by side where a text says what was looked for."""

    stems: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last one may go on."""


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
    """As typed, white space trimmed."""
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
    parts: tuple[tuple[str, str], ...] = ()
    """What is demanded, piece by piece: as typed, and its FTS5 expression."""


@dataclass(frozen=True, slots=True)
class _Token:
    raw: str
    words: tuple[str, ...]
    span: tuple[int, int]
    is_unwanted: bool
    is_phrase: bool

    @property
    def is_prefix(self) -> bool:
        return not self.is_phrase and self.raw.endswith("*") and len(self.words[-1]) >= MIN_PREFIX

    @property
    def is_plain(self) -> bool:
        return bool(self.words) and not (self.is_unwanted or self.is_phrase or self.is_prefix)

    @property
    def is_small(self) -> bool:
        return self.is_plain and _SMALL.issuperset(self.words)


class _Term(NamedTuple):
    """A part of the question: what was typed, its expression, and what to mark."""

    typed: str
    match: str
    forms: tuple[Form, ...]


def understand(text: str, synonyms: Synonyms = NONE) -> Query:
    """Read the search box. Words are all demanded; case, accents, plurals, genders and elisions do not matter."""
    text = " ".join(text.split())
    if not text:
        return Query()
    if len(text) > MAX_LENGTH:
        problem = _("Cette recherche est trop longue : {most} caractères au plus.").format(most=MAX_LENGTH)
        return Query(text=text[:MAX_LENGTH], problem=problem)
    read = [_token(found) for found in _TOKEN.finditer(text)]
    tokens = _without_small([token for token in read if token.words])
    if len(tokens) > MAX_TERMS:
        return Query(text=text, problem=_("Cette recherche a trop de mots : {most} au plus.").format(most=MAX_TERMS))
    unwanted = [_term(token).match for token in tokens if token.is_unwanted]
    wanted, widened, exact = _wanted(text, tokens, synonyms)
    if not wanted:
        return Query(text=text, problem=_nothing(bool(unwanted)))
    match = " AND ".join(term.match for term in wanted)
    if unwanted:
        match = f"({match}) NOT ({' OR '.join(unwanted)})"
    return Query(
        text=text,
        match=match,
        note=_note(text, [token.raw for token in read if not token.words]),
        forms=tuple(dict.fromkeys(form for term in wanted for form in term.forms)),
        widened=tuple(widened),
        exact=exact,
        parts=tuple((term.typed, term.match) for term in wanted),
    )


def _token(found: re.Match[str]) -> _Token:
    is_phrase = found["phrase"] is not None
    raw = found["phrase"] if is_phrase else found["word"]
    return _Token(raw, tuple(words(raw)), found.span(), bool(found["minus"]), is_phrase)


def _without_small(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens without the small words, unless nothing else is wanted."""
    if all(token.is_small or token.is_unwanted for token in tokens):
        return tokens
    return [token for token in tokens if not token.is_small]


def _wanted(text: str, tokens: list[_Token], synonyms: Synonyms) -> tuple[list[_Term], list[Widened], str]:
    """Return what is demanded, which of it with synonyms, and the text that asks for none."""
    found: list[_Term] = []
    widened: list[Widened] = []
    pieces: list[str] = []
    start = done = 0
    while start < len(tokens):
        length, meaning = (0, None) if len(widened) == MAX_WIDENED else _meaning(tokens[start:], synonyms)
        if meaning is None:
            found += [] if tokens[start].is_unwanted else [_term(tokens[start])]
            start += 1
            continue
        some = tokens[start : start + length]
        begin, end = some[0].span[0], some[-1].span[1]
        typed = text[begin:end]
        found.append(_with_others(typed, some, meaning))
        widened.append(Widened(typed=typed, others=meaning.others, is_replaced=bool(meaning.only_as)))
        pieces += [text[done:begin], f'"{typed}"']
        start, done = start + length, end
    return found, widened, "".join([*pieces, text[done:]]) if widened else ""


def _meaning(tokens: Sequence[_Token], synonyms: Synonyms) -> tuple[int, Meaning | None]:
    """Return how many of the first tokens make an expression that has synonyms, the longest such one."""
    for length in range(min(len(tokens), synonyms.longest), 0, -1):
        some = tokens[:length]
        if not all(token.is_plain for token in some):
            continue
        meaning = synonyms.meanings.get(key_of([word for token in some for word in token.words]))
        if meaning and meaning.others and meaning.only_as in ("", _bare(some[0].raw)):
            return length, meaning
    return 0, None


def _bare(raw: str) -> str:
    return _BEFORE.sub("", raw).strip(".,;:!?()[]…'’")


def _with_others(typed: str, tokens: Iterable[_Token], meaning: Meaning) -> _Term:
    terms = [] if meaning.only_as else [_term(token) for token in tokens]
    others = [_phrase(other, words(other)) for other in meaning.others]
    matches = [f"({' AND '.join(term.match for term in terms)})"] if terms else []
    matches += [term.match for term in others]
    return _Term(typed, f"({' OR '.join(matches)})", tuple(form for term in (*terms, *others) for form in term.forms))


def _term(token: _Token) -> _Term:
    if token.is_prefix:
        return _prefix(token.raw, token.words)
    if token.is_phrase or len(token.words) > 1:
        return _phrase(token.raw, token.words)
    return _any(token.raw, [Form((stem,)) for stem in stems_of(token.words[0])])


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
