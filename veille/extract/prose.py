"""Plain text made fit to keep: tidied, its beginning cleared of what is no prose, cut to an excerpt."""

import re
import unicodedata

from veille.extract.base import MAX_TEXT
from veille.text import fold, shorten, squeeze, strip_controls

_RULE = re.compile(r"^[\s|:–—_=*•·.-]*$")
_ROW = re.compile(r"^\|.*\|\s*$")
_DAY = (
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)?\s*\d{1,2}(?:er)?[ ./-]+(?:\d{1,2}|[a-z]{3,9}\.?)[ ./-]+\d{2,4}"
)
# On folded text: lines that precede an article and say nothing of it.
_NOT_PROSE = re.compile(
    rf"""^(?:
      (?:(?:publi|post|modifi|actualis|redig)\w*|mis(?:e)?\sa\sjour|derniere\s(?:mise\sa\sjour|modification)|date|paru|
         published|updated|posted)?(?:\s(?:le|on|par)\b)?\s*:?\s*{_DAY}\b.{{0,60}}
    | (?:le|on)\s{_DAY}(?:\s*[—–|·,-]?\s*(?:par|by|a(?=\s\d))\s[^.!?]{{2,60}}|\s*[—–|·-].{{2,60}})?
    | (?:temps\sde\s)?lecture\s*:?\s*\d.{{0,20}} | \d+\s*min(?:utes)?\s(?:de\slecture|read)
    | (?:par|by|auteur|texte|photos?|credits?)\s*:?\s[^.!?]{{2,60}}
    | (?:partager|imprimer|accueil|retour|ecouter|telecharger|share|print)\b[^.!?]{{0,60}}
    | (?:actualites?|communiques?(?:\sde\spresse)?|agenda|evenements?|news|blog)
    )$""",
    re.X,
)

_COOKIES = re.compile(r".{0,60}\b(?:utilis\w+|use[sd]?)\b.{0,40}\bcookies\b")
_LEADING_DATE = re.compile(r"^(?:(?:\w+di|dimanche)\s+)?\d{1,2}(?:er)?\s+[^\W\d]{3,9}\.?\s+\d{4}\b[\s,:.–-]*", re.I)
_QUOTES = str.maketrans("’‘“”\u00a0\u202f", "''\"\"  ")
_TITLE_WITHIN = 300
"""Characters of menus that may come before the repeated title."""


def tidy(text: str) -> str:
    """Return text with one paragraph a line: NFC, no control character, soft hyphen, blank line or table ruling.

    Cells of a table row are separated by " | ". Cut at `MAX_TEXT` characters. Empty without a letter or digit.
    """
    text = unicodedata.normalize("NFC", strip_controls(text).replace("\u00ad", ""))[: MAX_TEXT * 2]
    lines = (_untabled(squeeze(line)) for line in text.splitlines())
    text = _cut("\n".join(line for line in lines if line and not _RULE.match(line)))
    return text if any(map(str.isalnum, text)) else ""


def _untabled(line: str) -> str:
    if not _ROW.match(line):
        return line
    return " | ".join(cell for part in line.strip(" |").split("|") if (cell := part.strip()))


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return text[:MAX_TEXT].rsplit(None, 1)[0]


def excerpt(text: str, title: str, length: int) -> str:
    """Return the beginning of text in at most `length` characters, past menus, a repeated title, dates and bylines."""
    opening, _, rest = text.partition("\n")
    lines = _after_title(text[: length * 4 + 4_000], title).split("\n")
    start = 0
    while start < len(lines) and (_is_preamble(lines[start]) or _bare(lines[start]) == _bare(title)):
        start += 1
    prose = _LEADING_DATE.sub("", " ".join(lines[start:]))
    return shorten(prose or rest or opening, length)


def _after_title(text: str, title: str) -> str:
    """Return what follows the title where the text repeats it near its beginning, not within a sentence."""
    title = squeeze(title).translate(_QUOTES).lower().rstrip(" .!?…")
    head = text[: _TITLE_WITHIN + len(title)].translate(_QUOTES).lower()
    # lower() may change the length of a few foreign letters: the place found would be wrong.
    place = head.rfind(title) if len(title) >= 12 and len(head) <= len(text) else -1
    rest = text[place + len(title) :].lstrip(" .!?…:|–—-\n") if place >= 0 else ""
    rest = _LEADING_DATE.sub("", rest)
    return text if not rest or rest[0].islower() else rest


def _bare(line: str) -> str:
    return fold(line).strip(" .!?:-|")


def _is_preamble(line: str) -> bool:
    line = _bare(line)
    return not line or bool(len(line) <= 120 and _NOT_PROSE.match(line)) or bool(_COOKIES.match(line))
