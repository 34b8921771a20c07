"""Facts about an article that its text tells: its language, its territories, its organisations, its calls and events.

Pure CPU on values, in the worker processes, between extraction and tagging.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from veille.enrich.base import Enricher, Origin
from veille.enrich.kinds import with_call, with_event
from veille.enrich.language import Language
from veille.enrich.places import Territories
from veille.enrich.structures import Organisations
from veille.enrich.versions import version
from veille.models import Article, Lead

__all__ = ["BY_KIND", "ENRICHERS", "Enricher", "Origin", "dated", "enrich", "version"]

ENRICHERS: tuple[Enricher, ...] = (Language(), Territories(), Organisations())
"""In order: an enricher may rely on the facts of those before it. A new one is a file here and an entry."""

BY_KIND: Mapping[str, Callable[[Article], Article]] = {"appel-a-projets": with_call, "evenement": with_event}
"""What is read in articles of one kind only, which the tagger tells: by kind, a function that never raises."""


def dated(article: Article, kind: str) -> Article:
    """Return an enriched article with what only its kind has: the call it makes, the event it announces."""
    read = BY_KIND.get(kind)
    return read(article) if read else article


def enrich(article: Article, lead: Lead, origin: Origin | None = None) -> Article:
    """Return article with the facts of every enricher; `lead` is what its source said of it, `origin` the source."""
    origin = origin or Origin()
    for enricher in ENRICHERS:
        article = enricher(article, lead, origin)
    return replace(article, facts=replace(article.facts, version=version()))
