"""The vocabulary items are tagged with, as frozen values: what taxonomy.yml says, read by `taxonomyfile`.

Inside the file facets have plural names; everywhere else (`models.Tag.facet`)
they are `theme`, `sector`, `kind` and `org`. Nothing here tags anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from veille.text import digest

FACETS = {"theme": "themes", "sector": "sectors", "kind": "kinds", "org": "orgs"}
"""Outward facet name → its section in taxonomy.yml, in order."""

SHIPPED = Path(__file__).parent / "data" / "taxonomy.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a label surely fits; of its other labels nothing is said."""

    title: str
    text: str
    lang: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One word of the vocabulary."""

    id: str
    fr: str
    en: str
    definition: str = ""
    """In English, may be empty."""
    definition_fr: str = ""
    """In French, shown on the site; may be empty."""
    cues: tuple[str, ...] = ()
    """Words and phrases that hint at the label: case and accents do not matter, a `*` stands for any ending."""
    broader: str = ""
    """The label of the same facet that holds it, for those who browse and for SKOS; learning does not use it."""
    examples: tuple[Example, ...] = ()
    """Texts to learn it from, beside those of the corpus."""


class Expression(NamedTuple):
    """One way of saying something that other expressions of its group say too, for those who search."""

    text: str
    is_searched: bool = True
    """False for what is understood when typed with the same capitals and never looked for in texts: there, without
    capitals and endings, it is mostly another word (AMI: ami)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All facets with their labels, in the order of the file."""

    version: int
    facets: tuple[tuple[str, tuple[Label, ...]], ...]
    """(outward facet name, its labels), every facet of `FACETS` once."""
    synonyms: tuple[tuple[Expression, ...], ...] = ()
    """Groups of equivalent expressions."""

    def labels(self, facet: str) -> tuple[Label, ...]:
        """Return the labels of a facet by its outward name; KeyError for another name."""
        return dict(self.facets)[facet]

    def ids(self, facet: str) -> tuple[str, ...]:
        """Return the label ids of a facet by its outward name."""
        return tuple(label.id for label in self.labels(facet))

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Give every label as (facet, id, fr, en, definition), as the publisher wants them: in French if possible."""
        for facet, labels in self.facets:
            for label in labels:
                yield facet, label.id, label.fr, label.en, label.definition_fr or label.definition

    def names(self) -> dict[str, str]:
        """Return the French name of every label by its id, which no two labels share."""
        return {id: name for _facet, id, name, *_rest in self.rows()}

    @property
    def fingerprint(self) -> str:
        """A hash of what is learned from: labels, cues, examples. Other names or definitions ask for no training."""
        learned = [(facet, [(one.id, one.cues, one.examples) for one in labels]) for facet, labels in self.facets]
        return digest(repr((self.version, learned)))


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read and check taxonomy.yml (None: the one in the package).

    Raises ConfigError with file, line and key for anything that is not as it should be.
    """
    return _shipped() if path is None else _read(path)


@lru_cache(maxsize=1)
def _shipped() -> Taxonomy:
    return _read(SHIPPED)


def _read(path: Path) -> Taxonomy:
    from veille.classify.taxonomyfile import read  # noqa: PLC0415 - which is about the values above

    return read(path)
