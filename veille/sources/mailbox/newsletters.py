"""One message as a newsletter: its articles, or its text where it has none. Pure and picklable."""

import re
from dataclasses import dataclass
from datetime import datetime

from veille.sources.mailbox import chrome
from veille.sources.mailbox.body import online_address
from veille.sources.mailbox.items import Draft, split
from veille.sources.mailbox.lines import Line, Link, read_lines
from veille.sources.mailbox.mime import is_message, read_letter
from veille.sources.plain import plain_text
from veille.text import squeeze

MAX_TEXT = 20_000
"""Characters kept of one article's text; newsletters give some hundred."""
_URL = re.compile(r"<?(https?://[^\s<>\"]+)>?")
_RULE = re.compile(r"[-=_*#~•\s]{3,}$")
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_SENTENCE = re.compile(r"[.!?…:;,]$")
_TITLE = 120
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of a newsletter: its own title and text, and the links that may lead to it, best first."""

    title: str
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """What one message says."""

    message_id: str
    subject: str
    sender: str
    date: datetime | None
    forbidden: frozenset[str]
    """Addresses that must not be asked."""
    articles: tuple[Article, ...]
    text: str
    """The whole text, when there is no article with a link."""
    online: str
    """Where it says it can be read on the web."""


def read_newsletter(raw: bytes, reader: str = "") -> Newsletter:
    """Read one message; `reader` is the address of who reads it: like the recipients', it is taken out of all texts.

    What is no message, but a file that strayed into the folder, has neither articles nor text.
    """
    letter = read_letter(raw if is_message(raw) else b"")
    pages = [read_lines(markup) for markup in letter.html]
    if not any(pages):
        pages = [_plain_lines(letter.text)]
    online = next((found for page in pages if (found := online_address(page))), "")
    forbidden = frozenset(letter.list_targets)
    shown = (line.text for page in pages for line in page)
    whole = "\n".join(
        text for text in shown if text and not chrome.begins_footer(text) and not chrome.is_greeting(text)
    )
    drafts = [draft for page in pages for draft in split(page, forbidden)]
    if len(drafts) == 1 and not letter.html and letter.subject:
        drafts[0].title = letter.subject
    hidden = {*letter.recipients, reader.lower()} - {""}
    return Newsletter(
        message_id=letter.message_id,
        subject=_without(letter.subject, hidden),
        sender=letter.sender,
        date=letter.date,
        forbidden=forbidden,
        articles=tuple(_article(draft, hidden) for draft in drafts),
        text="" if drafts else _without(plain_text(whole)[:MAX_TEXT], hidden),
        online=online,
    )


def _article(draft: Draft, hidden: set[str]) -> Article:
    texts = (text for text in draft.texts if text != draft.title)
    return Article(
        title=_without(draft.title, hidden),
        text=_without("\n".join(dict.fromkeys(texts))[:MAX_TEXT], hidden),
        links=tuple(dict.fromkeys(link.href for link in draft.links)),
    )


def _without(text: str, hidden: set[str]) -> str:
    """Return text without the addresses of those who received it."""
    if "@" not in text:
        return text
    return _MAIL.sub(lambda match: "" if match[0].lower() in hidden else match[0], text)


def _plain_lines(text: str) -> list[Line]:
    """Return the lines of a plain text as if they had been HTML: paragraphs are blocks, addresses are links."""
    lines: list[Line] = []
    paragraphs = re.split(r"\n[ \t]*\n", _SIGNATURE.split(text.replace("\r\n", "\n"))[0])
    for number, paragraph in enumerate(paragraphs[:4_000]):
        lines += _paragraph(paragraph, number)
    return lines


def _paragraph(paragraph: str, number: int) -> list[Line]:
    """Return the text of a paragraph as one line, or one each where they do not run on, then its addresses."""
    found: list[Line] = []
    pieces: list[str] = []

    def write() -> None:
        if text := squeeze(" ".join(pieces)):
            found.append(Line(text, [], (number,)))
        pieces.clear()

    for raw in paragraph.split("\n"):
        links = [Link(url.rstrip(".,;)")) for url in _URL.findall(raw)]
        said = squeeze(_URL.sub(" ", raw))
        if _RULE.match(raw.strip()) or not raw.strip():
            write()
            continue
        if said and not (links and chrome.is_generic(said.rstrip(": "))):
            pieces.append(said)
        if links:
            write()
            found.append(Line(said if chrome.leaves(said, "") else "", links, (number,)))
        elif len(raw) < 60 and not _SENTENCE.search(raw.strip()):
            write()
    write()
    if found and not found[0].links and _is_title(found[0].text):
        found[0].heading = True
    return found


def _is_title(text: str) -> bool:
    """Say whether the first line of a paragraph of plain text is its title."""
    return 8 <= len(text) <= _TITLE and not _SENTENCE.search(text)
