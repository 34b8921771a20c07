"""The lines of a message among which its articles are: without ways out, menus, decoration and footer."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from veille.sources.mailbox import chrome
from veille.sources.mailbox.lines import Line, Link
from veille.text import fold, is_http_url

_PICTURE_NOISE = re.compile(
    r"logo|banni|bandeau|header|spacer|image\b|photo\b|icone?|visuel|separat|\.(?:png|jpe?g|gif)"
)


def body(lines: Sequence[Line], forbidden: frozenset[str]) -> list[Line]:
    """Return what is left of a message; `forbidden` are addresses never to be followed. Changes lines in place."""
    return _without_footer(_without_chrome(lines, forbidden))


def names_article(link: Link) -> bool:
    """Say whether a link's words name an article."""
    return not link.picture and len(link.words) >= 12 and " " in link.words and not chrome.is_generic(link.words)


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


def _without_footer(lines: list[Line]) -> list[Line]:
    """Cut the footer: from the first of its usual sentences in the second half on."""
    for number, line in enumerate(lines):
        if number * 2 >= len(lines) and chrome.begins_footer(line.text) and not any(map(names_article, line.links)):
            return lines[:number]
    return [line for line in lines if not chrome.begins_footer(line.text) or any(map(names_article, line.links))]
