"""Text in lower case without accents, character for character, so that a place in it is the place in the text."""

import sys
import unicodedata
from functools import lru_cache

_SIGNS = {
    "’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "‒": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u200a": " ", "\u3000": " ", "\t": " ", "\r": "\n",
    "\u2028": "\n", "\u2029": "\n", "œ": "o", "Œ": "o", "æ": "a", "Æ": "a", "ß": "s", "ø": "o", "Ø": "o", "«": '"',
    "»": '"', "“": '"', "”": '"', "·": "|", "•": "|", "∙": "|", "‣": "|", "▪": "|", "→": "-", "➜": "-", "➔": "-",
    "►": "|", "▶": "|", "➤": "|", "º": "e", "°": "e",
}  # fmt: skip


def _table() -> dict[int, str]:
    """Return what each character becomes: one character, always (Latin letters up to Extended Additional)."""
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for number in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        char = unicodedata.normalize("NFD", chr(number))[0].lower()
        if number not in table and len(char) == 1 and char != chr(number):
            table[number] = char
    return table


_TABLE = {key: sys.intern(value) for key, value in _table().items()}


@lru_cache(maxsize=2)  # a call's dates, their contexts and its money all read the same text
def flat(text: str) -> str:
    """Return text folded for reading dates, as long as text: lower case, no accents, plain quotes, dashes and spaces.

    Unlike `text.fold` it splits no ligature (« œ » becomes « o »): offsets stay those of the text.
    """
    return text.translate(_TABLE)
