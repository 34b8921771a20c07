"""A title and text made ready for the search of names: their words, where they lie, what their capitals tell."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from veille.phrases import Words

READ = 30_000
"""Characters read: what a longer page names after them are lists and appendices."""
_SHOUTED = 0.6
"""Part of capitals among the words of a title or text beyond which a capital tells nothing."""
_SENTENCE_ENDS = frozenset('.!?…:;•|»”"\n—–«“(')
_SMALL = 3
_JUDGED_BY = 800
"""Characters of a text that show whether it is written in capitals."""


class Scene:
    """What is searched."""

    def __init__(self, title: str, text: str, lang: str = "fr") -> None:
        self.lang = lang or "fr"
        self.words = Words(f"{title[:1000]}\n\n{text[:READ]}")
        self._title_end = len(title[:1000])
        self._silent = {zone: self._tells_nothing(zone) for zone in (True, False)}

    def in_title(self, index: int) -> bool:
        """Say whether a word stands in the title."""
        return self.words.starts[index] < self._title_end

    def capitals_tell(self, index: int) -> bool:
        """Say whether capitals where a word stands tell names: not in a title or text written in capitals."""
        return not self._silent[self.in_title(index)]

    def opens_sentence(self, index: int) -> bool:
        """Say whether a word begins a sentence, a line or a quotation, so that its capital tells nothing."""
        if index == 0:
            return True
        gap = self.words.gap(index - 1)
        return any(character in _SENTENCE_ENDS for character in gap)

    def after(self, character: str) -> Iterator[int]:
        """Give the words before which a character stands, the first word apart."""
        starts, text = self.words.starts, self.words.text
        place = text.find(character)
        while place >= 0:
            index = bisect_left(starts, place)
            if 0 < index < len(starts):
                yield index
            place = text.find(character, place + 1)

    @cached_property
    def folded(self) -> str:
        """All folded words, with one space between and around."""
        return f" {' '.join(self.words.folded)} "

    def says(self, phrase: str) -> bool:
        """Say whether a folded phrase stands anywhere."""
        return f" {phrase} " in self.folded

    def _tells_nothing(self, title: bool) -> bool:
        """Say whether most longer words have capitals; in English titles the first letter counts."""
        start, end = (0, self._title_end) if title else (self._title_end, self._title_end + _JUDGED_BY)
        zone = self.words.text[start:end]
        if title and self.lang == "en":
            long = [word for word in zone.split() if len(word) > _SMALL]
            return len(long) > _SMALL and sum(word[0].isupper() for word in long) > _SHOUTED * len(long)
        large = sum(map(str.isupper, zone))
        return large > _SHOUTED * sum(map(str.isalpha, zone))
