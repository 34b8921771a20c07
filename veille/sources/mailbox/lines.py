"""The HTML of a message as a stream of lines, each with its links and the block it stands in.

What is not shown is left out. Nothing is judged here but how a line looks: whether it is a heading.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from veille.sources.mailbox.grids import unfold
from veille.sources.mailbox.mime import MAX_BODY
from veille.text import squeeze

MAX_LINES = 4_000
"""Lines of one message; a digest of 50 articles has some 400."""
MAX_LINE = 20_000
"""Characters of one line; beyond is no newsletter."""
MAX_LINKS = 1_000
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
        "tr", "ul",
    }
)  # fmt: skip
_DROPPED = frozenset(
    {
        "button", "head", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea",
        "title",
    }
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "th"})
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?:px)?\s*(?:;|$))", re.I
)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold(?:er)?|[6-9]00|normal|lighter|[1-5]00)", re.I)
_SIZE = re.compile(r"font-size\s*:\s*(\d{1,3}(?:\.\d+)?)\s*(px|pt|em|rem)", re.I)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}
_LONGEST_HEADING = 220
_BIGGER = 1.2
"""A line in letters this many times the usual size is a heading."""


@dataclass(slots=True)
class Link:
    """One link of a line; `words` is its text, else what its picture says for itself."""

    href: str
    words: str = ""
    picture: bool = False
    """It holds a picture and no text."""


@dataclass(slots=True)
class Line:
    """What stands between two ends of block or line."""

    text: str
    links: list[Link]
    blocks: tuple[int, ...]
    """Numbers of the elements around it, outermost first."""
    heading: bool = False
    bold: float = 0.0
    """Part of its letters in bold."""
    size: float = 0.0
    """Size of its letters in pixels, 0 where nothing says it."""


@dataclass(slots=True)
class _Style:
    number: int
    block: bool
    bold: bool
    size: float
    heading: bool


@dataclass(slots=True)
class _Writer:
    """Collects lines while the tree is walked."""

    lines: list[Line] = field(default_factory=list)
    stack: list[_Style] = field(default_factory=list)
    link: Link | None = None
    links: list[Link] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    count: int = 0
    size: float = 0.0
    heading: bool = False
    seen_links: int = 0

    def write(self, text: str | None) -> None:
        if not text:
            return
        self.pieces.append(text)
        if self.link is not None and len(self.link.words) < 1_000:
            self.link.words += text
        letters = len(text.strip())
        if letters and self.stack:
            style = self.stack[-1]
            self.count += letters
            self.bold += letters if style.bold else 0
            self.size = self.size or style.size
            self.heading = self.heading or style.heading

    def flush(self) -> None:
        """End the line; a link that goes on after it goes on in the next one."""
        text = squeeze("".join(self.pieces)[:MAX_LINE])
        if (text or self.links) and len(self.lines) < MAX_LINES:
            for link in self.links:
                link.words = squeeze(link.words)
            blocks = tuple(style.number for style in self.stack if style.block)
            bold = self.bold / self.count if self.count else 0.0
            self.lines.append(Line(text, self.links, blocks, self.heading and bool(text), bold, self.size))
        self.pieces, self.links = [], []
        self.bold, self.count, self.size, self.heading = 0, 0, 0.0, False
        if self.link is not None:
            self.link = Link(self.link.href)
            self.links.append(self.link)


def read_lines(markup: str) -> list[Line]:
    """Return the shown lines of one HTML text in order; markup that cannot be read at all gives none."""
    root = _tree(markup)
    if root is None:
        return []
    unfold(root)
    writer = _Writer()
    skipped: Any = None
    for number, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        tag = element.tag if isinstance(element.tag, str) else ""
        if skipped is None and event == "start" and (tag in _DROPPED or _is_hidden(element)):
            skipped = element
        if skipped is None:
            (_start if event == "start" else _end)(writer, element, tag, number)
        elif event == "end" and element is skipped:
            skipped = None
            writer.write(element.tail)
        if len(writer.lines) >= MAX_LINES:
            break
    writer.flush()
    lines = [line for line in writer.lines if line.text or any(link.href for link in line.links)]
    _judge_headings(lines)
    return lines


def _tree(markup: str) -> Any:
    markup = markup[:MAX_BODY].replace("\0", "")
    if not markup.strip():
        return None
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, collect_ids=False
    )
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None


def _start(writer: _Writer, element: Any, tag: str, number: int) -> None:
    if tag in _BLOCKS or tag == "br":
        writer.flush()
    if tag != "br":
        writer.stack.append(_style(writer.stack[-1] if writer.stack else None, element, tag, number))
    if tag in ("a", "area") and element.get("href") and writer.seen_links < MAX_LINKS:
        writer.seen_links += 1
        writer.link = Link(element.get("href").strip())
        writer.links.append(writer.link)
    elif tag == "img" and writer.link is not None and not writer.link.words.strip():
        writer.link.picture = True
        writer.link.words = (element.get("alt") or "").strip()
    if writer.link is not None and writer.link.picture and (element.text or "").strip() and tag != "img":
        writer.link.picture, writer.link.words = False, ""
    writer.write(element.text)


def _end(writer: _Writer, element: Any, tag: str, _number: int) -> None:
    if tag in _BLOCKS:
        writer.flush()
    if tag != "br":
        writer.stack.pop()
    if tag in ("a", "area"):
        writer.link = None
    tail = element.tail
    if tail and tail.strip() and writer.link is not None and writer.link.picture:
        writer.link.picture, writer.link.words = False, ""
    writer.write(tail)


def _style(above: _Style | None, element: Any, tag: str, number: int) -> _Style:
    style = element.get("style") or ""
    bold, size = (above.bold, above.size) if above else (False, 0.0)
    if tag in _BOLD or tag in _HEADINGS:
        bold = True
    if weight := _WEIGHT.search(style):
        bold = weight[1].lower() not in ("normal", "lighter") and not weight[1].startswith(("1", "2", "3", "4", "5"))
    if found := _SIZE.search(style):
        size = float(found[1]) * _PIXELS[found[2].lower()]
    heading = tag in _HEADINGS or (above is not None and above.heading)
    return _Style(number, tag in _BLOCKS, bold, size, heading)


def _judge_headings(lines: list[Line]) -> None:
    """Call headings also the lines that look it: all bold where most is not, or in bigger letters than most."""
    letters = sum(len(line.text) for line in lines) or 1
    mostly_bold = sum(len(line.text) * line.bold for line in lines) > letters / 2
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for line in lines:
        if line.heading or not 8 <= len(line.text) <= _LONGEST_HEADING:
            continue
        bigger = line.size and line.size >= _BIGGER * (usual or 14.0)
        line.heading = bool(bigger or (line.bold >= 0.9 and not mostly_bold))
