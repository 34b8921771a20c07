"""The lines of a newsletter as its articles: which lines and links belong together.

An article hangs on an anchor: a line that is a heading, or whose link is its title. The largest block with one anchor
is that article's own block (the nearest repeated container, in a newsletter made of cells). Lines that stand outside
any such block, as in newsletters made of rows, go to the anchor before them; a picture goes to the anchor after it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from veille.sources.mailbox import chrome
from veille.sources.mailbox.lines import Line, Link
from veille.text import fold, is_http_url, squeeze

MAX_ITEMS = 100
"""Articles of one message."""
_TITLE_SHARE = 0.6
"""A link is the title of its line when its words are this much of it,"""
_OPENING_SHARE = 0.35
"""or this much when the line begins with them (« Titre : une phrase de résumé »)."""
_OPENING = 20
_ONE_LINE = 140
"""Characters of a line that may be hardly more than its one link (« 12 mai – Titre (complet) »),"""
_ALONE_SHARE = 0.5
"""which is then this much of it."""
_COMPLETE = 80
"""Characters of text in an article's own block that make it whole: what follows is not its."""
_LABEL = 40
"""Characters of a label above the next title (« Appel à projets »)."""
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|chere?s?\b|madame|monsieur|hello|hi\b|dear|ciao|buongiorno|hola|estimad)[^.]{0,60}[,!]?$"
)
_NO_HEADING = re.compile(
    r"(?:date|quand|ou|lieu|horaires?|cloture|inscriptions?|contact|public|tarif|montant|echeance|depot)\b.{0,30}:|"
    r"(?:le )?\d{1,2}(?:er)?(?:/\d| (?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec))|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)
_PICTURE_NOISE = re.compile(
    r"logo|banni|bandeau|header|spacer|image\b|photo\b|icone?|visuel|separat|\.(?:png|jpe?g|gif)"
)


@dataclass(slots=True)
class Draft:
    """One article of a newsletter, before its address is known."""

    title: str
    links: list[Link] = field(default_factory=list)
    """Best first once `split` returns."""
    texts: list[str] = field(default_factory=list)
    whole: bool = False
    """Nothing more is to be added."""
    heading: bool = False
    """Its title comes from a line without link."""


@dataclass(slots=True)
class _Unit:
    """Lines that are judged together: one article's own block, or one line outside."""

    lines: list[Line]
    anchor: int | None = None
    """Which of the lines is the anchor."""


def split(lines: Sequence[Line], forbidden: frozenset[str] = frozenset()) -> list[Draft]:
    """Return the articles of a message in order; `forbidden` are addresses never to be followed.

    Only articles with a link: an editorial without any is left out. Links to leave, share or reach the sender, and
    all that comes after « vous recevez ce message », are gone.
    """
    kept = _body(_without_chrome(lines, forbidden))
    builder = _Builder()
    for unit in _units(kept):
        builder.take(unit)
    builder.close()
    drafts = builder.drafts[1:] if _is_masthead(builder.drafts) else builder.drafts
    return [draft for draft in map(_finished, drafts) if draft is not None][:MAX_ITEMS]


def _is_masthead(drafts: list[Draft]) -> bool:
    """Say whether the first draft is the letter's own name under a linked logo, above articles linked by words."""
    first, *others = drafts or [Draft("")]
    only_pictures = first.heading and all(link.picture for link in first.links)
    return only_pictures and any(not link.picture for draft in others for link in draft.links)


def online_address(lines: Iterable[Line]) -> str:
    """Return where the message says it can be read on the web, "" when it does not."""
    for line in lines:
        for link in line.links:
            if is_http_url(link.href) and (chrome.shows_online(link.words) or _says_here(line, link)):
                return link.href
    return ""


def _says_here(line: Line, link: Link) -> bool:
    return chrome.is_generic(link.words) and chrome.shows_online(line.text)


def _without_chrome(lines: Sequence[Line], forbidden: frozenset[str]) -> list[Line]:
    """Drop links that are none to articles; a line that held nothing else goes with them."""
    around = _block_texts(lines)
    kept = []
    for line in lines:
        context = around.get(line.blocks[-1] if line.blocks else -1, line.text)
        links = [link for link in line.links if _is_article(link, line, context, forbidden)]
        if line.links and not links:
            line.heading = False
        said = sum(len(link.words) for link in line.links if link not in links and not link.picture)
        text = line.text
        if line.links and not links and said >= 0.5 * len(text) and not chrome.begins_footer(text):
            continue
        line.links = links
        if text or links:
            kept.append(line)
    return _without_menus(kept)


def _block_texts(lines: Sequence[Line]) -> dict[int, str]:
    """Return the whole text of each innermost block: « Pour ne plus recevoir… » may be a line before its link."""
    texts: dict[int, str] = {}
    for line in lines:
        if line.blocks and len(texts.get(line.blocks[-1], "")) < 500:
            texts[line.blocks[-1]] = f"{texts.get(line.blocks[-1], '')} {line.text}"
    return texts


def _is_article(link: Link, line: Line, context: str, forbidden: frozenset[str]) -> bool:
    if not is_http_url(link.href) or chrome.is_chrome(link.words, link.href, forbidden):
        return False
    if link.picture and _PICTURE_NOISE.search(fold(link.words)):
        return False
    if chrome.is_generic(link.words) and not link.picture:
        near = line.text if len(context) > 400 else context
        return not (chrome.leaves(near, "") or chrome.shows_online(line.text))
    return True


def _without_menus(lines: list[Line]) -> list[Line]:
    """Drop rows of three or more short links and nothing else: menus."""
    rows: Counter[int] = Counter()
    menu_rows: set[int] = set()
    for line in lines:
        if len(line.links) >= 3 and _is_menu(line):
            menu_rows.add(id(line))
        elif len(line.blocks) > 1 and line.links and len(line.text) < 25 and not chrome.is_generic(line.text):
            rows[line.blocks[-2]] += 1
    return [
        line
        for line in lines
        if id(line) not in menu_rows
        and not (len(line.blocks) > 1 and rows[line.blocks[-2]] >= 3 and line.links and len(line.text) < 25)
    ]


def _is_menu(line: Line) -> bool:
    words = sum(len(link.words) for link in line.links)
    return words >= 0.7 * len(line.text) and all(len(link.words) < 30 for link in line.links)


def _body(lines: list[Line]) -> list[Line]:
    """Cut the footer: from the first of its usual sentences in the second half on."""
    for number, line in enumerate(lines):
        if number * 2 >= len(lines) and chrome.begins_footer(line.text) and not any(map(_names, line.links)):
            return lines[:number]
    return [line for line in lines if not chrome.begins_footer(line.text) or any(map(_names, line.links))]


def _names(link: Link) -> bool:
    """Say whether a link's words name an article."""
    return not link.picture and len(link.words) >= 12 and " " in link.words and not chrome.is_generic(link.words)


def _title_link(line: Line) -> Link | None:
    for link in line.links:
        if not _names(link):
            continue
        share = _TITLE_SHARE
        if len(link.words) >= _OPENING and line.text.startswith(link.words):
            share = _OPENING_SHARE
        elif len(line.links) == 1 and len(line.text) <= _ONE_LINE:
            share = _ALONE_SHARE
        if len(link.words) >= share * len(line.text):
            return link
    return None


def _is_anchor(line: Line) -> bool:
    if _title_link(line):
        return True
    text = fold(line.text)
    return line.heading and " " in text and not _NO_HEADING.match(text) and not _GREETING.match(text)


def _units(lines: list[Line]) -> list[_Unit]:
    """Group lines by the largest block that holds one anchor."""
    anchors = [number for number, line in enumerate(lines) if _is_anchor(line) and not _goes_on(lines, number)]
    inside: Counter[int] = Counter()
    for number in anchors:
        inside.update(lines[number].blocks)
    of_anchor = set(anchors)
    units: list[_Unit] = []
    block: int | None = None
    for number, line in enumerate(lines):
        own = next((one for one in line.blocks if inside[one] == 1), None)
        if own is None or own != block:
            units.append(_Unit([]))
        block = own
        unit = units[-1]
        if number in of_anchor:
            unit.anchor = len(unit.lines)
        unit.lines.append(line)
    return units


def _goes_on(lines: list[Line], number: int) -> bool:
    """Say whether a title merely goes on from the line before: one link, or one heading, over two lines."""
    line, before = lines[number], lines[number - 1] if number else None
    if before is None or before.blocks != line.blocks:
        return False
    if line.links and before.links:
        return line.links[0].href == before.links[-1].href and not before.links[-1].picture
    return not line.links and not before.links and line.heading and before.heading


class _Builder:
    """Puts units together to drafts, in order."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._open: Draft | None = None
        self._waiting: list[str] = []
        self._pictures: list[Link] = []
        self._under: tuple[int, ...] = ()

    def take(self, unit: _Unit) -> None:
        """Take the next unit."""
        if unit.anchor is not None:
            self._begin(unit)
            return
        for line in unit.lines:
            self._line(line)

    def close(self) -> None:
        """End the last draft."""
        self._end()
        self._lone_pictures()

    def _begin(self, unit: _Unit) -> None:
        anchor = unit.lines[unit.anchor or 0]
        if self._continues(unit, anchor):
            return
        self._end(labels=True)
        self._under = anchor.blocks[:-1]
        title_link = _title_link(anchor)
        draft = Draft(title=title_link.words if title_link else anchor.text, heading=title_link is None)
        draft.links = [*self._pictures, *(link for line in unit.lines for link in line.links)]
        self._pictures, self._waiting = [], []
        for number, line in enumerate(unit.lines):
            if number == unit.anchor:
                draft.texts += _beside(anchor, title_link)
            elif unit.anchor is not None and number == unit.anchor + 1 and _same_title(anchor, line):
                draft.title = f"{draft.title} {line.text}"
            elif text := _text_of(line):
                draft.texts.append(text)
        has_button = any(chrome.is_generic(link.words) and not link.picture for link in draft.links)
        draft.whole = has_button or sum(map(len, draft.texts)) >= _COMPLETE
        self.drafts.append(draft)
        self._open = draft

    def _continues(self, unit: _Unit, anchor: Line) -> bool:
        """Take a heading without link right below a title with one as its subtitle; say whether it was."""
        draft = self._open
        if draft is None or draft.heading or draft.texts or draft.whole or anchor.blocks[:-1] != self._under:
            return False
        if any(line.links for line in unit.lines) or len(unit.lines) > 1:
            return False
        draft.texts.append(anchor.text)
        return True

    def _line(self, line: Line) -> None:
        named = [link for link in line.links if _names(link)]
        if line.links and all(link.picture for link in line.links) and not line.text:
            self._picture(line.links)
        elif line.links and not named and len(line.text) <= 60:
            self._button(line)
        elif named and (self._open is None or self._open.whole):
            self._waiting = []
            self.drafts += [Draft(title=link.words, links=[link], texts=[line.text], whole=True) for link in named]
        elif self._open is not None and not self._open.whole:
            self._open.texts += [text] if (text := _text_of(line)) else []
            self._open.links += line.links
        elif text := _text_of(line):
            self._waiting.append(text)

    def _picture(self, links: list[Link]) -> None:
        hrefs = {link.href for link in links}
        if self._open is not None and any(link.href in hrefs for link in self._open.links):
            return
        if self._open is not None and not self._open.links and self._open.heading:
            self._open.links += links
            return
        if self._open is not None and (self._open.links or self._open.texts):
            self._open.whole = True
        self._lone_pictures()
        self._pictures = list(links)

    def _button(self, line: Line) -> None:
        if self._open is not None and not (self._open.whole and self._waiting):
            if not any(chrome.is_generic(link.words) and not link.picture for link in self._open.links):
                self._open.links += line.links
            self._open.whole = True
        elif self._waiting:
            title, texts = _untitled(self._waiting)
            links = [*line.links, *self._pictures]
            self._pictures, self._waiting = [], []
            self._open = Draft(title=title, links=links, texts=texts, whole=True, heading=True)
            self.drafts.append(self._open)

    def _end(self, *, labels: bool = False) -> None:
        """Close the open draft; `labels`: a short last line is the label of the title that follows."""
        draft, self._open = self._open, None
        if draft is None or not labels or draft.whole:
            return
        while len(draft.texts) > 1 and len(draft.texts[-1]) < _LABEL and not draft.texts[-1].endswith((".", "!", "…")):
            draft.texts.pop()

    def _lone_pictures(self) -> None:
        """A picture that no title claimed is an article when it says enough for itself."""
        for link in self._pictures:
            if link.words.count(" ") >= 3:
                self.drafts.append(Draft(title=link.words, links=[link], whole=True))
        self._pictures = []


def _beside(anchor: Line, title_link: Link | None) -> list[str]:
    """Return what stands beside a title in its line: a sentence, or a date."""
    rest = squeeze(anchor.text.replace(title_link.words, " ", 1)).strip(" –—-:|") if title_link else ""
    return [rest] if len(rest) > 20 or re.search(r"\d", rest) else []


def _same_title(anchor: Line, line: Line) -> bool:
    if line.blocks != anchor.blocks:
        return False
    if anchor.links and line.links:
        return line.links[0].href == anchor.links[-1].href and not line.links[0].picture and _names(anchor.links[-1])
    return not line.links and not anchor.links and line.heading and anchor.heading


def is_greeting(text: str) -> bool:
    """Say whether a line only greets, often by name."""
    return _GREETING.fullmatch(fold(text)) is not None


def _text_of(line: Line) -> str:
    """Return what a line says beyond its buttons; greetings say nothing."""
    text = line.text
    for link in line.links:
        if link.words and not link.picture and chrome.is_generic(link.words):
            text = text.replace(link.words, " ", 1)
    text = squeeze(text)
    return "" if not re.search(r"\w", text) or is_greeting(text) else text


def _untitled(texts: list[str]) -> tuple[str, list[str]]:
    """Return title and text of lines without heading: the first is the title when it is short and others follow."""
    if len(texts) > 1 and len(texts[0]) <= 150:
        return texts[0], texts[1:]
    return texts[0][:150], texts


def _finished(draft: Draft) -> Draft | None:
    if not draft.links:
        return None
    ranked = sorted(range(len(draft.links)), key=lambda number: (_rank(draft, draft.links[number]), number))
    draft.links = [draft.links[number] for number in ranked]
    draft.title = squeeze(draft.title).strip(" →>•|-–—") or squeeze(draft.links[0].words)
    return draft if draft.title else None


def _rank(draft: Draft, link: Link) -> int:
    """Order links by how surely they lead to the article: its title, its button, a link in its text, its picture."""
    if not link.picture and link.words and link.words in draft.title:
        return 0
    if link.picture:
        return 2
    return 1 if chrome.is_generic(link.words) else 3
