"""What a search hands over: a name found at a place in the text, and how it was told to be one."""

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What tells that words are an organisation's name."""

    KNOWN = "connu"
    """A name of the gazetteer that means nothing else."""
    BRANCH = "antenne"
    """A name of the gazetteer with a place."""
    CONFIRMED = "confirme"
    """A weak name of the gazetteer that something else in the text confirms."""
    SPELT_OUT = "developpe"
    """A name with its acronym in brackets, or the other way round."""
    QUOTED = "guillemets"
    """In quotation marks after a head word: l’association « Le Pas »."""
    HEADED = "tete"
    """Capitals after a head word: la Scop Bois Bocage, Fondation Abbé-Pierre."""
    TAILED = "queue"
    """Capitals before a head word: Larkfield Community Benefit Society."""
    DESCRIBED = "description"
    """A federation called by what it federates: la Fédération nationale de l’habillement."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One name at one place, words[start:end]."""

    start: int
    end: int
    id: str
    name: str
    family: str
    how: How
    written: str
