"""The territories an article is about, from the gazetteer of French places and of the world's countries.

    title, text ── reading ──> mentions ── homonyms ──> places meant ── evidence ──> features ── ranking ──> decided

Loaded on first use, once a process; nothing here reads the network or keeps state between articles.
"""

from dataclasses import replace

from veille.enrich.base import Origin
from veille.enrich.places.assembling import places
from veille.enrich.places.looking import levels, look
from veille.enrich.places.ranking import FROM_SOURCE, chosen, shipped, weighed
from veille.enrich.places.sources import home
from veille.facts import Place, PlaceRole
from veille.models import Article, Lead

__all__ = ["Territories", "about", "read_places"]


class Territories:
    """Fills `Article.facts.places`; needs the article's language."""

    def __call__(self, article: Article, lead: Lead, origin: Origin) -> Article:
        """Return article with its places."""
        found = read_places(article.title, article.text, article.lang, origin, article.url)
        return replace(article, facts=replace(article.facts, places=found))


def read_places(title: str, text: str, lang: str, origin: Origin, url: str = "") -> tuple[Place, ...]:
    """Return the places of a text: those it is about, likeliest first, then those it only names.

    A text that names none and is of no national matter has its source's territory, as that of its publisher;
    one without words too. None at all is an honest answer: nothing tells.
    """
    prior = home(origin, url)
    if not title.strip() and not text.strip():
        return (_publisher(prior),) if prior else ()
    seen = look(title, text, lang, prior)
    chances = weighed(shipped(), seen.features, levels(), prior)
    decided = chosen(shipped(), chances, levels(), settle=not seen.worldwide)
    local = prior not in {"", "FR"}
    if local and not _placed(decided) and decided.get("FR", 0.0) < FROM_SOURCE:
        return (_publisher(prior), *places(seen, {}, chances, levels()))
    return tuple(places(seen, decided, chances, levels()))


def about(found: tuple[Place, ...]) -> list[str]:
    """Return the codes of the places that an article is about, those named in passing left out."""
    return [place.code for place in found if place.role is not PlaceRole.MENTION]


def _placed(decided: dict[str, float]) -> bool:
    return any(code != "FR" for code in decided)


def _publisher(code: str) -> Place:
    return Place(code=code, role=PlaceRole.PUBLISHER, probability=FROM_SOURCE)
