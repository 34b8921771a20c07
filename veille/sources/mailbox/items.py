"""The lines of a newsletter as its articles: body (what is left of the message) -> units (anchors) -> drafts.

An article hangs on an anchor and has what stands in its own block. Lines that stand outside any such block, as in
newsletters made of rows, go to the anchor before them; a picture goes to the anchor after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from veille.sources.mailbox import chrome
from veille.sources.mailbox.anchors import Unit, same_title, title_link, units
from veille.sources.mailbox.body import body, names_article
from veille.sources.mailbox.lines import Line, Link
from veille.text import squeeze

MAX_ITEMS = 100
"""Articles of one message."""
_COMPLETE = 80
"""Characters of text in an article's own block that make it whole: what follows is not its."""
_LABEL = 40
"""Characters of a label above the next title (« Appel à projets »)."""


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


def split(lines: Sequence[Line], forbidden: frozenset[str] = frozenset()) -> list[Draft]:
    """Return the articles of a message in order; `forbidden` are addresses never to be followed.

    Only articles with a link: an editorial without any is left out. Links to leave, share or reach the sender, and
    all that comes after « vous recevez ce message », are gone.
    """
    builder = _Builder()
    for unit in units(body(lines, forbidden)):
        builder.take(unit)
    builder.close()
    drafts = builder.drafts[1:] if _is_masthead(builder.drafts) else builder.drafts
    return [draft for draft in map(_finished, drafts) if draft is not None][:MAX_ITEMS]


def _is_masthead(drafts: list[Draft]) -> bool:
    """Say whether the first draft is the letter's own name under a linked logo, above articles linked by words."""
    first, *others = drafts or [Draft("")]
    only_pictures = first.heading and all(link.picture for link in first.links)
    return only_pictures and any(not link.picture for draft in others for link in draft.links)


class _Builder:
    """Puts units together to drafts, in order."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._open: Draft | None = None
        self._waiting: list[str] = []
        self._pictures: list[Link] = []
        self._under: tuple[int, ...] = ()

    def take(self, unit: Unit) -> None:
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

    def _begin(self, unit: Unit) -> None:
        anchor = unit.lines[unit.anchor or 0]
        if self._continues(unit, anchor):
            return
        self._end(labels=True)
        self._under = anchor.blocks[:-1]
        title = title_link(anchor)
        draft = Draft(title=title.words if title else anchor.text, heading=title is None)
        draft.links = [*self._pictures, *(link for line in unit.lines for link in line.links)]
        self._pictures, self._waiting = [], []
        for number, line in enumerate(unit.lines):
            if number == unit.anchor:
                draft.texts += _beside(anchor, title)
            elif unit.anchor is not None and number == unit.anchor + 1 and same_title(anchor, line):
                draft.title = f"{draft.title} {line.text}"
            elif text := _text_of(line):
                draft.texts.append(text)
        has_button = any(chrome.is_generic(link.words) and not link.picture for link in draft.links)
        draft.whole = has_button or sum(map(len, draft.texts)) >= _COMPLETE
        self.drafts.append(draft)
        self._open = draft

    def _continues(self, unit: Unit, anchor: Line) -> bool:
        """Take a heading without link right below a title with one as its subtitle; say whether it was."""
        draft = self._open
        if draft is None or draft.heading or draft.texts or draft.whole or anchor.blocks[:-1] != self._under:
            return False
        if any(line.links for line in unit.lines) or len(unit.lines) > 1:
            return False
        draft.texts.append(anchor.text)
        return True

    def _line(self, line: Line) -> None:
        named = [link for link in line.links if names_article(link)]
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


def _beside(anchor: Line, title: Link | None) -> list[str]:
    """Return what stands beside a title in its line: a sentence, or a date."""
    rest = squeeze(anchor.text.replace(title.words, " ", 1)).strip(" –—-:|") if title else ""
    return [rest] if len(rest) > 20 or re.search(r"\d", rest) else []


def _text_of(line: Line) -> str:
    """Return what a line says beyond its buttons; greetings say nothing."""
    text = line.text
    for link in line.links:
        if link.words and not link.picture and chrome.is_generic(link.words):
            text = text.replace(link.words, " ", 1)
    text = squeeze(text)
    return "" if not re.search(r"\w", text) or chrome.is_greeting(text) else text


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
