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
    | (?:temps\sde\s)?lecture\s*:?\s*\d.{{0,20}} | \d+\s*min(?:utes)?\s(?:de\slecture|read)
    | (?:par|by|auteur|texte|photos?|credits?)\s*:?\s[^.!?]{{2,60}}
    | (?:partager|imprimer|accueil|retour|ecouter|telecharger|share|print)\b[^.!?]{{0,60}}
    | (?:actualites?|communiques?(?:\sde\spresse)?|agenda|evenements?|news|blog)
    )$""",
    re.X,
)


def tidy(text: str) -> str:
    """Return text with one paragraph a line: NFC, no control character, soft hyphen, blank line or table ruling.

    Cells of a table row are separated by " | ". Cut at `MAX_TEXT` characters.
    """
    text = unicodedata.normalize("NFC", strip_controls(text).replace("\u00ad", ""))[: MAX_TEXT * 2]
    lines = (_untabled(squeeze(line)) for line in text.splitlines())
    return _cut("\n".join(line for line in lines if line and not _RULE.match(line)))


def _untabled(line: str) -> str:
    if not _ROW.match(line):
        return line
    return " | ".join(cell for part in line.strip(" |").split("|") if (cell := part.strip()))


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return text[:MAX_TEXT].rsplit(None, 1)[0]


def excerpt(text: str, title: str, length: int) -> str:
    """Return the beginning of text in at most `length` characters, past a repeated title, date or byline."""
    lines = text.split("\n", 40)
    known = fold(squeeze(title)).strip(" .!?")
    start = 0
    while start < len(lines) and _is_preamble(fold(lines[start]), known):
        start += 1
    kept = lines[start:] or lines
    return shorten(" ".join(kept)[: length * 4 + 200], length)


def _is_preamble(line: str, title: str) -> bool:
    line = line.strip(" .!?:-|")
    return not line or line == title or bool(len(line) <= 120 and _NOT_PROSE.match(line))
