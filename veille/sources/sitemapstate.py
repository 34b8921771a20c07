"""What is remembered of the files of a sitemap from one run to the next, and which of them are worth asking now."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from veille.text import digest

MAX_CHILDREN = 2_000
"""Files of one index that are looked at and remembered: 40 bytes each in the cursor."""


@dataclass(frozen=True, slots=True)
class Known:
    """One file, as an index dated it when it was last handled."""

    lastmod: str
    """"" where the index gives no date."""
    read: bool = True
    """False for what was already there when the source was first looked at, and was not read."""
    is_index: bool = False


@dataclass(slots=True)
class State:
    """The files known, least recently asked first; empty before the first look."""

    files: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: str) -> "State":
        """Return the state a cursor holds; an empty one for another reader's cursor."""
        try:
            record: Any = json.loads(cursor)
            files = {
                str(key): Known(str(lastmod), read=bool(flags & 1), is_index=bool(flags & 2))
                for key, (lastmod, flags) in record["sitemap"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()
        return cls(files)

    def dump(self) -> str:
        """Return the cursor that `load` reads."""
        files = {key: [one.lastmod, one.read + 2 * one.is_index] for key, one in self.files.items()}
        return json.dumps({"sitemap": files}, separators=(",", ":"))

    def get(self, url: str) -> Known | None:
        """Return what is known of a file, None for one never handled."""
        return self.files.get(key_of(url))

    def put(self, url: str, known: Known) -> None:
        """Remember a file as the one handled last."""
        self.files.pop(key_of(url), None)
        self.files[key_of(url)] = known

    def keep(self, urls: Iterable[str]) -> None:
        """Forget files that no index names any more."""
        named = {key_of(url) for url in urls}
        self.files = {key: one for key, one in self.files.items() if key in named}

    def must_ask_again(self, root: str) -> bool:
        """Say whether files must be asked although the index is as it was: undated ones, and those left for later."""
        return any(
            not one.lastmod or one.is_index or one.lastmod == LATER
            for key, one in self.files.items()
            if key != key_of(root)
        )

    def _was_read(self, url: str) -> bool:
        known = self.get(url)
        return known is not None and known.read

    def due(self, children: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the files to ask, changed ones first, newest first, then undated ones, longest unasked first.

        A dated file whose date has not moved since it was handled is not among them.
        """
        order = {key: number for number, key in enumerate(self.files)}
        dated, undated = [], []
        for url, lastmod in children:
            known = self.get(url)
            if not lastmod or (known and known.is_index):
                undated.append((url, lastmod))
            elif known is None or known.lastmod != lastmod:
                dated.append((url, lastmod))
        dated.sort(key=lambda child: child[1], reverse=True)
        undated.sort(key=lambda child: order.get(key_of(child[0]), -1) if self._was_read(child[0]) else -1)
        return dated + undated


LATER = "?"
"""In place of a date: a file that could not be had, to be asked again whatever its date."""


def key_of(url: str) -> str:
    """Return the short name of a file: 48 bits are enough for 2,000 files."""
    return digest(url)[:12]
