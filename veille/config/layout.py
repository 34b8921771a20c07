"""Where things stand in the text of a feeds.yml: which lines are whose, so that others may stay as they are.

Nothing here writes. Places are line numbers counted from 0, over lines split at \\n alone: YAML also breaks lines
at characters that an editor shows on one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from veille.config.yamltree import MAX_DEPTH

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADING = re.compile(r"\s*#\s*---")


class UnusualError(Exception):
    """The file is not written the way this module understands; nothing is wrong with it otherwise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One source of the file."""

    id: str
    family: str
    first: int
    """The line of its dash."""
    last: int
    """Its last line, comments of its own included."""
    keys: dict[str, tuple[int, str]]
    """Line and value of each single-valued key that stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of a feeds.yml, line by line."""

    lines: tuple[str, ...]
    """With their ends."""
    entries: tuple[Entry, ...]
    opening: int
    """The line of `sources:`; -1 when the file says nothing at all."""
    indent: int
    """Spaces before a dash."""

    @property
    def newline(self) -> str:
        """The line end of this file."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    @property
    def is_spaced(self) -> bool:
        """Whether entries are parted by blank lines; True where there are not two to look at."""
        pairs = zip(self.entries, self.entries[1:], strict=False)
        return len(self.entries) < 2 or any(not self.lines[two.first - 1].strip() for _one, two in pairs)

    @property
    def has_headings(self) -> bool:
        """Whether groups of entries are headed by `# --- Name`."""
        return any(_HEADING.match(line) for line in self.lines[max(0, self.opening) :])

    def end_of_family(self, family: str) -> int | None:
        """Return the number of the entry after which one of this family belongs, None when there is no such group.

        Of several groups with that family, the one that has most of it.
        """
        best: tuple[int, int] | None = None
        for group in self._groups():
            of_family = [number for number in group if self.entries[number].family == family]
            if of_family and (best is None or len(of_family) >= best[0]):
                best = (len(of_family), of_family[-1])
        return best[1] if best else None

    def _groups(self) -> list[list[int]]:
        groups: list[list[int]] = []
        after = self.opening
        for number, entry in enumerate(self.entries):
            if not groups or any(_HEADING.match(line) for line in self.lines[after + 1 : entry.first]):
                groups.append([])
            groups[-1].append(number)
            after = entry.last
        return groups


def read_layout(text: str) -> Layout:
    """Return where things stand in a text that `load_sources` accepts, or that is empty but for comments.

    Raises UnusualError for what is better left to a person: flow style, anchors over several entries, many documents.
    """
    lines = tuple(text.split("\n"))
    ends = tuple(line + "\n" for line in lines[:-1]) + ((lines[-1],) if lines[-1] else ())
    root = _compose(text)
    if root is None:
        return Layout(ends, (), -1, 2)
    if not isinstance(root, MappingNode) or root.flow_style or len(root.value) != 1:
        raise UnusualError
    key, listed = root.value[0]
    places = _Places(text)
    opening = places.line(key)
    if _is_nothing(listed):
        return Layout(ends, (), opening, 2)
    if not isinstance(listed, SequenceNode) or listed.flow_style or not listed.value:
        raise UnusualError
    first = [places.line(node) for node in listed.value]
    after = [*first[1:], places.end_line(listed, len(ends))]
    indent = len(ends[first[0]]) - len(ends[first[0]].lstrip(" "))
    entries = tuple(
        _entry(node, start, _last(ends, start, end, indent), places)
        for node, start, end in zip(listed.value, first, after, strict=True)
    )
    if any(not ends[entry.first].startswith(" " * indent + "-") for entry in entries):
        raise UnusualError
    return Layout(ends, entries, opening, indent)


def _compose(text: str) -> Node | None:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise UnusualError
        node: Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        raise UnusualError from None
    return node


def _is_nothing(node: Node) -> bool:
    empty_list = isinstance(node, SequenceNode) and not node.value
    return empty_list or (isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null")


class _Places:
    """Lines of nodes by their place in the text, since YAML counts lines its own way."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 0

    def line(self, node: Node) -> int:
        """Return the line where a node begins; quick when asked in order."""
        return self._of(node.start_mark.index)

    def end_line(self, node: Node, lines: int) -> int:
        """Return the line after a node's last."""
        end = int(node.end_mark.index)
        return lines if not self._text[end:].strip() else self._of(end)

    def _of(self, index: int) -> int:
        if index < self._at:
            self._at, self._line = 0, 0
        self._line += self._text.count("\n", self._at, index)
        self._at = index
        return self._line


def _last(lines: Sequence[str], first: int, after: int, indent: int) -> int:
    """Return the last line of an entry: what follows it is blank, or a comment no deeper than its dash."""
    for number in range(after - 1, first, -1):
        line = lines[number]
        word = line.lstrip()
        if word and not (word.startswith("#") and len(line) - len(word) <= indent):
            return number
    return first


def _entry(node: Node, first: int, last: int, places: _Places) -> Entry:
    words: dict[str, str] = {}
    keys: dict[str, tuple[int, str]] = {}
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and isinstance(value, ScalarNode):
                words[key.value] = value.value
                if not node.flow_style:
                    keys[key.value] = (places.line(key), value.value)
    return Entry(words.get("id", ""), words.get("family", "autre"), first, last, keys)
