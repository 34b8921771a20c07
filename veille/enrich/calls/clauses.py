"""Which of the words around a date stand in its own clause, and which only near it. On flat text."""

import re

_CLAUSE = re.compile(r",\s|\bet\b(?! le \d)|\bpuis\b|\bmais\b|\(|\)|\s-\s|\band\b|\bthen\b|:")
_ARTICLE = re.compile(r"\b(?:le|la|du|au|the|on|il|el|am|by|avant|jusqu'au)$")
_LOOSE = " \n:(|-"
_BREAK = re.compile(r"[,;:(|]|\s-\s|\bpuis\b|\bet\b|\bmais\b|\band\b")
FAR = 0.4
"""What a word counts that stands before the last comma."""


def nearness(pattern: re.Pattern[str], left: str, far: float = FAR) -> float:
    """Return 1 where a word of pattern stands in the clause of the date, less before its comma, 0 where none does."""
    last = None
    for match in pattern.finditer(left):
        last = match
    if last is None:
        return 0.0
    return far if _CLAUSE.search(_without_article(left[last.end() :])) else 1.0


def _without_article(words: str) -> str:
    """Return words without the colon and the article that lead to the date: « : le »."""
    for _time in range(2):
        words = words.rstrip(_LOOSE)
        words = _ARTICLE.sub("", words[-12:]) if len(words) <= 12 else words[:-12] + _ARTICLE.sub("", words[-12:])
    return words.rstrip(_LOOSE)


def clause_after(right: str) -> str:
    """Return what of the words after a date is still of its clause."""
    match = _BREAK.search(right)
    return right[: match.start()] if match else right[:90]
