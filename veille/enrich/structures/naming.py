"""Finds names that no gazetteer has, by a head word: « la Scop Bois Bocage », « Plunkett Foundation ».

A name is what is written in quotation marks, or a run of capitals (`spans` tells where it ends). Persons are never
names here: no title or role is a head word.
"""

from collections.abc import Iterator

from veille.enrich.structures import heads
from veille.enrich.structures.finding import Finding, How
from veille.enrich.structures.heads import Head
from veille.enrich.structures.identity import made_id
from veille.enrich.structures.scene import Scene
from veille.enrich.structures.spans import ARTICLES, INNER, TIES, end_of_name, end_of_placed
from veille.phrases import key
from veille.text import fold

_OPENERS = '«“„"'
_CLOSERS = '»”“"'
_ELIDED = frozenset({"l", "d", "qu", "un", "dell", "all"})
_LONGEST_QUOTE = 70
_MOST_QUOTED = 8
_LONGEST_TAIL = 5
_NAMED_BY_PLACE = frozenset({"fondation"})
"""Families whose head word with a place is a name even where a sentence opens: « Fondation de Lille : … »."""
_LEAST = 3
_QUALIFIERS = frozenset(map(fold, heads.QUALIFIERS))
_MOST_QUALIFIERS = 2


def find_named(scene: Scene) -> list[Finding]:
    """Return the names told by a head word."""
    return [*_after_heads(scene), *_before_tails(scene)]


def _after_heads(scene: Scene) -> Iterator[Finding]:
    words, known = scene.words, heads.heads()
    index, count = 0, len(words)
    while index < count:
        hit = known.at(words, index) if known.begins(words.folded[index]) else None
        if hit is None:
            index += 1
            continue
        end, head = hit
        if ((head.small or scene.lang == "en") and words.capital(index)) or _tied(scene, index):
            index = end
            continue
        found = _quoted(scene, index, end, head) or (_headed(scene, index, end, head) if head.bare else None)
        if found:
            yield found
        index = found.end if found else end


def _tied(scene: Scene, index: int) -> bool:
    """Say whether a word is the second half of another: Guid’Asso, ex-association."""
    words = scene.words
    return bool(index) and words.gap(index - 1) in TIES and words.folded[index - 1] not in _ELIDED


def _skip_qualifiers(scene: Scene, end: int) -> int:
    """Return where the name may begin: after « lyonnaise », « baptisée », « SAS »."""
    words = scene.words
    start = end
    while start < len(words) and start - end < _MOST_QUALIFIERS and words.joined[start - 1]:
        word = words.folded[start]
        small = not words.capital(start)
        if not (small and word in _QUALIFIERS) and word not in heads.LEGAL:
            break
        start += 1
    return start


def _quoted(scene: Scene, index: int, end: int, head: Head) -> Finding | None:
    words = scene.words
    start = _skip_qualifiers(scene, end)
    if start >= len(words):
        return None
    gap = words.gap(start - 1)
    if len(gap) > 4 or not any(opener in gap for opener in _OPENERS) or gap.strip(f" \u00a0\u202f{_OPENERS}"):
        return None
    begin = words.starts[start]
    window = words.text[begin : begin + _LONGEST_QUOTE]
    closed = [place for place in map(window.find, _CLOSERS) if place > 0]
    written = window[: min(closed)].strip() if closed else ""
    size = len(key(written).split())
    if not written.isprintable() or not 0 < size <= _MOST_QUOTED or not _begins_name(written) or written[-1] in ".!?,;":
        return None
    name = f"{words.written(index, end)} {written}" if head.kept else written
    return _finding((index, start, min(start + size, len(words))), name, written, head, How.QUOTED)


def _begins_name(written: str) -> bool:
    return (written[0].isupper() or written[0].isdigit()) and len(written) >= _LEAST and ":" not in written


def _headed(scene: Scene, index: int, end: int, head: Head) -> Finding | None:
    words = scene.words
    if not scene.capitals_tell(index):
        return None
    start = _skip_qualifiers(scene, end)
    named = head.family in _NAMED_BY_PLACE or not scene.opens_sentence(index)
    if head.places and start == end and words.capital(index) and named:
        placed = end_of_placed(scene, end)
        if placed:
            return _finding((index, end, placed), words.written(index, placed), "", head, How.HEADED)
    if start >= len(words) or not words.joined[start - 1] or "\n" in words.gap(start - 1) or not words.capital(start):
        return None
    if words.gap(start - 1).strip():
        return None
    last = end_of_name(scene, start)
    written = words.written(start, last)
    if not _is_name(words.folded[start:last], written):
        return None
    name = words.written(index, last) if head.kept else written
    return _finding((index, start, last), name, written, head, How.HEADED)


def _is_name(folded: list[str], written: str) -> bool:
    if all(word in heads.NO_NAMES or word in INNER or word in ARTICLES or word.isdigit() for word in folded):
        return False
    if folded[0] in _QUALIFIERS or not written.isprintable():
        return False
    return sum(map(len, folded)) >= _LEAST


def _before_tails(scene: Scene) -> Iterator[Finding]:
    words = scene.words
    for index, word in enumerate(words.folded):
        if word not in _TAIL_STARTS or not (words.capital(index) or word == _SMALL_TAIL):
            continue
        if not scene.capitals_tell(index) or (scene.lang not in _TAILED_IN and word not in _EVERYWHERE):
            continue
        tail = _tail(scene, index)
        start = _start_of_tailed(scene, index) if tail else index
        if tail and start < index and " ".join(words.folded[start:index]) not in _GENERIC:
            end, family = tail
            written = words.written(start, end)
            head = Head(family, kept=True, places=False)
            yield _finding((start, start, end), written, words.written(start, index), head, How.TAILED)


_TAILED_IN = frozenset({"en", "de"})
_EVERYWHERE = frozenset({"foundation", "trust"})
_GENERIC = frozenset({"community land"})
_SMALL_TAIL = "eg"
_TAIL_STARTS = frozenset(tail.split()[0] for tail in heads.TAILS)


def _tail(scene: Scene, index: int) -> tuple[int, str] | None:
    words = scene.words
    for length in (3, 2, 1):
        phrase = " ".join(words.folded[index : index + length])
        if phrase in heads.TAILS and index + length <= len(words):
            family = heads.TAILS[phrase]
            ended = index + length == len(words) or not (
                words.joined[index + length - 1] and words.capital(index + length)
            )
            return (index + length, family) if ended else None
    return None


def _start_of_tailed(scene: Scene, index: int) -> int:
    words = scene.words
    start = index
    while start and index - start < _LONGEST_TAIL and words.joined[start - 1] and "\n" not in words.gap(start - 1):
        if not words.capital(start - 1) or words.folded[start - 1] in heads.STARTERS:
            break
        start -= 1
    return start


def _finding(span: tuple[int, int, int], name: str, core: str, head: Head, how: How) -> Finding:
    index, start, end = span
    name = " ".join(name.split())
    name = name[0].upper() + name[1:]
    first = index if head.kept else start
    identity = made_id(core or name, head.family)
    return Finding(first, end, identity, name, head.family, how, name)
