"""The form of an enricher."""

from typing import Protocol

from veille.models import Article, Lead


class Enricher(Protocol):
    """Finds one kind of fact. Holds no state but models it loads on first use; never raises for odd text."""

    def __call__(self, article: Article, lead: Lead) -> Article:
        """Return article with the fact filled in, or as it was when the text does not tell."""
        ...
