"""PDF documents: many studies are nothing else. The only module that knows pypdfium2.

No optical recognition: a scanned document is EMPTY and says so.
"""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from statistics import quantiles

import pypdfium2

from veille.extract.base import MAX_TEXT, Content, Wanted
from veille.extract.prose import tidy
from veille.i18n import _
from veille.models import PARIS, Outcome, Page
from veille.text import fold, shorten, squeeze

MAX_PAGES = 60
_MEDIA_TYPE = "application/pdf"
# pdfium marks a hyphen that ends a line with U+FFFE and drops the line's end; U+0002 in older versions.
_BROKEN_WORD = re.compile(r"(\w+)(?:[\ufffe\x02]\s*|[\u00ad‐-]\s*\n\s*(?=[a-zà-ÿœ]))(\w+)")
# Beside these a hyphen belongs to the word, at a line's end as elsewhere.
_BEFORE_HYPHEN = re.compile(
    r"sous|non|demi|semi|mi|vice|ex|peut|grande?|vingt|trente|quarante|cinquante|soixante|\d+", re.I
)
_AFTER_HYPHEN = re.compile(
    r"à|ci|là|dire|mêmes?|être|il|elle|ils|elles|on|ce|t|vous|nous|je|delà|dessus|dessous|\d+", re.I
)
_LIST_MARK = re.compile(r"^(?:[•▪◦●■►➢✓–—*-]|\d{1,2}[.)]|[a-z]\))\s")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:/|sur)\s*\d{1,4})?$", re.I)
_NUMBERED = re.compile(r"^\d+\s+|\s*(?:[|–—•-]|\bpage)\s*\d+$")
_TOOL_TITLE = re.compile(
    r"^(?:microsoft\s|powerpoint|présentation powerpoint|sans titre|untitled|document\d*$|diapositive|slide"
    r"|mise en page|layout|title$|titre$|print|impression|scan)"
    r"|\.(?:docx?|odt|pptx?|indd|pdf|xlsx?|qxd|pub|ai)$|^[\w.-]*\d{5,}[\w.-]*$",
    re.I,
)
_PDF_DATE = re.compile(r"^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:(Z)|([+-])(\d\d)'?(\d\d)?)?")


def read(page: Page, wanted: Wanted, now: datetime) -> Content:
    """Return the text of the first `MAX_PAGES` pages, with title, author and creation date when wanted."""
    try:
        document = pypdfium2.PdfDocument(page.body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        detail = _("PDF protégé par un mot de passe") if locked else _("PDF endommagé")
        return Content(outcome=Outcome.MALFORMED, detail=detail, media_type=_MEDIA_TYPE)
    try:
        return _content(document, wanted)
    finally:
        document.close()


def _content(document: pypdfium2.PdfDocument, wanted: Wanted) -> Content:
    pages = _page_lines(document)
    if not any(pages):
        return Content(outcome=Outcome.EMPTY, detail=_("PDF sans texte (image numérisée)"), media_type=_MEDIA_TYPE)
    text = tidy(join_lines(without_running_heads(pages)))
    declared = document.get_metadata_dict(skip_empty=True)
    return Content(
        outcome=Outcome.OK if text else Outcome.EMPTY,
        detail="" if text else _("PDF sans texte lisible"),
        text=text,
        title=_title(declared.get("Title", ""), text) if wanted.title else "",
        author=squeeze(declared.get("Author", "")) if wanted.author else "",
        published=parse_pdf_date(declared.get("CreationDate", "")) if wanted.date else None,
        media_type=_MEDIA_TYPE,
    )


def _page_lines(document: pypdfium2.PdfDocument) -> list[list[str]]:
    """Return the non-blank lines of each page; a page that pdfium cannot read counts as blank."""
    pages, length = [], 0
    for number in range(min(len(document), MAX_PAGES)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            continue
        lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
        pages.append(lines)
        length += len(text)
        if length > MAX_TEXT:
            break
    return pages


def without_running_heads(pages: list[list[str]]) -> list[str]:
    """Return all lines in order, without page numbers; a head or foot repeated on most pages comes once."""
    edges = Counter(key for lines in pages for key in {_edge(lines[place]) for place in _edges(lines)})
    running = {key for key, count in edges.items() if count >= 3 and count > len(pages) / 2}
    kept, shown = [], set()
    for lines in pages:
        ends = _edges(lines)
        for place, line in enumerate(lines):
            key = _edge(line) if place in ends else ""
            if key in shown or (place in ends and _PAGE_NUMBER.match(line.strip())):
                continue
            kept.append(line)
            if key in running:
                shown.add(key)
    return kept


def _edges(lines: list[str]) -> set[int]:
    """Return the places of the lines of a page that may be head or foot: two above, two below."""
    return {*range(min(2, len(lines))), *range(max(0, len(lines) - 2), len(lines))}


def _edge(line: str) -> str:
    """Return a head or foot as compared between pages: without its page number."""
    return _NUMBERED.sub("", fold(squeeze(line)))


def join_lines(lines: list[str]) -> str:
    """Return lines as paragraphs: words cut at a line's end repaired, wrapped lines joined.

    A line much shorter than the full ones ends a paragraph or is a heading; a list mark begins a new one.
    """
    whole = _BROKEN_WORD.sub(_mended, "\n".join(lines)).split("\n")
    lengths = sorted(len(line) for line in whole)
    full = quantiles(lengths, n=4)[2] * 0.75 if len(lengths) > 2 else 0
    parts: list[str] = []
    for index, line in enumerate(whole):
        follows = index > 0 and len(whole[index - 1]) >= full and not _LIST_MARK.match(line)
        parts.append((" " if follows else "\n") + line.strip())
    return "".join(parts)


def _mended(match: re.Match[str]) -> str:
    kept = _BEFORE_HYPHEN.fullmatch(match[1]) or _AFTER_HYPHEN.fullmatch(match[2])
    return f"{match[1]}{'-' if kept else ''}{match[2]}"


def _title(declared: str, text: str) -> str:
    """Return the declared title when a person wrote it, else the first line that can be one."""
    declared = squeeze(declared)
    if len(declared) > 5 and not _TOOL_TITLE.search(declared):
        return declared
    for line in text.split("\n", 8)[:8]:
        if len(line) >= 8 and any(char.isalpha() for char in line):
            return shorten(line, 150)
    return shorten(text, 150)


def parse_pdf_date(text: str) -> datetime | None:
    """Return a PDF date (ISO 32000-1, 7.9.4) in UTC, None when it is none; without zone it is Paris time."""
    match = _PDF_DATE.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (
        int(part) if part else default for part, default in zip(match.groups()[:6], (0, 1, 1, 12, 0, 0), strict=True)
    )
    zone: timezone | object = PARIS
    if match[7]:
        zone = UTC
    elif match[8]:
        offset = timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
        zone = timezone(-offset if match[8] == "-" else offset) if offset < timedelta(hours=24) else UTC
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
