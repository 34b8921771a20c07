"""The language of the search box: words, « phrases », -exclusions, prefixes*.

`understand` turns what a person typed into an FTS5 expression over the stems
of `veille.text`. Only stems and our own operators reach the expression, so
nothing typed can be taken for FTS5 syntax. It knows nothing of the database.
"""

import re
from dataclasses import dataclass
from itertools import islice, product

from veille.i18n import _
from veille.text import stems, words

MAX_LENGTH = 300
"""Characters typed."""
MAX_TERMS = 24
_MAX_FORMS = 8
"""Spellings tried of one phrase."""

_TOKEN = re.compile(r'(?P<minus>(?<!\S)[-−–](?=[\w"«“]))?(?:["«“](?P<phrase>[^"»”]*)(?:["»”]|$)|(?P<word>[^\s"«»“”]+))')
_QUOTES = re.compile(r'["«»“”]')


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


def understand(text: str) -> Query:
    """Read the search box. Words are all demanded; case, accents, plurals and elisions do not matter."""
    text = " ".join(text.split())
    if not text:
        return Query()
    if len(text) > MAX_LENGTH:
        problem = _("Cette recherche est trop longue : {most} caractères au plus.").format(most=MAX_LENGTH)
        return Query(text=text[:MAX_LENGTH], problem=problem)
    wanted, unwanted, ignored = _terms(text)
    if len(wanted) + len(unwanted) > MAX_TERMS:
        return Query(text=text, problem=_("Cette recherche a trop de mots : {most} au plus.").format(most=MAX_TERMS))
    if not wanted:
        return Query(text=text, problem=_nothing(bool(unwanted)))
    match = " AND ".join(wanted)
    if unwanted:
        match = f"({match}) NOT ({' OR '.join(unwanted)})"
    return Query(text=text, match=match, note=_note(text, ignored))


def _terms(text: str) -> tuple[list[str], list[str], list[str]]:
    wanted: list[str] = []
    unwanted: list[str] = []
    ignored: list[str] = []
    for found in _TOKEN.finditer(text):
        raw = found["word"] if found["phrase"] is None else found["phrase"]
        is_prefix = found["phrase"] is None and raw.endswith("*")
        term = _prefix(raw) if is_prefix else _phrase(raw)
        if term:
            (unwanted if found["minus"] else wanted).append(term)
        elif any(char.isalnum() for char in raw):
            ignored.append(raw)
    return wanted, unwanted, ignored


def _phrase(text: str) -> str:
    """Return the stems of text in order, as one FTS5 string: tiers-lieu is two words side by side."""
    found = stems(text)
    if not found:
        return ""
    forms = [f'"{" ".join(form)}"' for form in islice(product(*map(_numbers, found)), _MAX_FORMS)]
    return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"


def _numbers(stem: str) -> tuple[str, ...]:
    """Return a stem in both numbers where snowball keeps them apart: lieu and lieux, enjeu and enjeux."""
    if stem.endswith("eux"):
        return stem, stem[:-1]
    return (stem, f"{stem}x") if stem.endswith("eu") else (stem,)


def _prefix(text: str) -> str:
    """Return the FTS5 form of coopérat*: every stem that begins so, and every stem that it begins.

    The index holds stems, mostly shorter than words: « coopérative » is kept as
    « cooper », which « cooperat » only covers the other way round.
    """
    found = words(text)
    if not found:
        return ""
    *before, last = found
    shorter = [last[:-cut] for cut in (1, 2, 3, 4) if len(last) - cut >= 5]
    stem = stems(last)[0]
    alternatives = [f'"{last}" *', *(f'"{one}"' for one in dict.fromkeys([*shorter, stem]) if one != last)]
    return " AND ".join([*(f'"{one}"' for one in stems(" ".join(before))), f"({' OR '.join(alternatives)})"])


def _nothing(excludes: bool) -> str:
    if excludes:
        return _(
            "Une recherche ne peut pas seulement exclure :"
            " ajoutez un mot à trouver, par exemple « coopérative -banque »."
        )
    return _("Il n’y a pas de mot à chercher ici : écrivez au moins une lettre ou un chiffre.")


def _note(text: str, ignored: list[str]) -> str:
    if ignored:
        return _("Mots laissés de côté, que l’index ne connaît pas : {words}.").format(words=", ".join(ignored))
    if len(_QUOTES.findall(text)) % 2:
        return _("Il manque un guillemet : l’expression va jusqu’à la fin de la recherche.")
    return ""
