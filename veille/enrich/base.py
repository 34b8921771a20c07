"""The form of an enricher."""

from dataclasses import dataclass
from typing import Protocol

from veille.models import Article, Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of an article's source before reading it."""

    territory: str | None = None
    """Code of the territory the source speaks of (`Source.territory`)."""
    name: str = ""
    family: str = ""


class Enricher(Protocol):
    """Finds one kind of fact. Holds no state but models it loads on first use; never raises for odd text."""

    def __call__(self, article: Article, lead: Lead, origin: Origin) -> Article:
        """Return article with the fact filled in, or as it was when the text does not tell."""
        ...
