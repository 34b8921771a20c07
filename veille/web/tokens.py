"""What is typed into the search box, piece by piece: words, « phrases », -exclusions, prefixes*. Pure."""

import re
from dataclasses import dataclass

from veille.text import words
from veille.web.synonyms import SMALL

MIN_PREFIX = 4
"""Letters before a star: « co* » would read a tenth of the index."""

_TOKEN = re.compile(r'(?P<minus>(?<!\S)[-−–](?=[\w"«“]))?(?:["«“](?P<phrase>[^"»”]*)(?:["»”]|$)|(?P<word>[^\s"«»“”]+))')


@dataclass(frozen=True, slots=True)
class Token:
    """One piece."""

    typed: str
    """With its quotes."""
    raw: str
    """Without them."""
    words: tuple[str, ...]
    """Folded; none when the index could hold nothing of it."""
    span: tuple[int, int]
    """Where it stands in the text."""
    is_unwanted: bool
    is_phrase: bool

    @property
    def is_prefix(self) -> bool:
        """Whether it stands for all words that begin so."""
        return not self.is_phrase and self.raw.endswith("*") and len(self.words[-1]) >= MIN_PREFIX

    @property
    def is_plain(self) -> bool:
        """Whether it is a word or several, and nothing else is asked of it."""
        return bool(self.words) and not (self.is_unwanted or self.is_phrase or self.is_prefix)

    @property
    def is_small(self) -> bool:
        """Whether nearly every text has it."""
        return self.is_plain and SMALL.issuperset(self.words)


def tokens(text: str) -> list[Token]:
    """Return the pieces of a text in order."""
    return [_token(found) for found in _TOKEN.finditer(text)]


def without_small(several: list[Token]) -> list[Token]:
    """Return the tokens without the small words, unless nothing else is wanted."""
    if all(token.is_small or token.is_unwanted for token in several):
        return several
    return [token for token in several if not token.is_small]


def _token(found: re.Match[str]) -> Token:
    is_phrase = found["phrase"] is not None
    raw = found["phrase"] if is_phrase else found["word"]
    return Token(found[0], raw, tuple(words(raw)), found.span(), bool(found["minus"]), is_phrase)
