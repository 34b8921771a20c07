"""Reading the facts of an article, in the one order they can be read: before tagging, and what depends on its kind.

Runs in workers, for new pages and for stored texts alike; `classify` lines take the same way.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from veille.enrich import Origin, dated, enrich
from veille.facts import Call, Facts, Place, PlaceRole
from veille.models import Article, Lead, Source, Tagging

if TYPE_CHECKING:
    from veille.enrich.places.gazetteer import Territory
    from veille.enrich.structures.gazetteer import Organisation
    from veille.store import ItemToTag, KnownSource

_OF_A_CALL = (PlaceRole.ZONE, PlaceRole.SUBJECT)
"""Whose territories a call is for: those it names as such, else those it is about."""
_NOTHING = Call()


def origin_of(source: "Source | KnownSource") -> Origin:
    """Return what is known of an article from its source."""
    return Origin(territory=source.territory, name=source.name, family=source.family)


def kind_in(tagging: Tagging) -> str:
    """Return the kind that the tagger gave; empty for what is off the subject."""
    return next((tag.label for tag in tagging.tags if tag.facet == "kind"), "")


def finish(article: Article, kind: str, seen: datetime | None = None) -> Article:
    """Return an enriched article with the facts that depend on its kind: the dates of a call, the event.

    `seen` stands in for an unknown day of publication: dates without a year are read from it. A call of which
    nothing could be read is none.
    """
    told = dated(replace(article, published=article.published or seen), kind).facts
    call = None if told.call == _NOTHING else told.call
    zones = call_zones(told.places) if call else ()
    return replace(article, facts=replace(told, call=call, zones=zones))


def call_zones(places: tuple[Place, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the territories that a call with these places is for, each from its country down to itself."""
    for role in _OF_A_CALL:
        if codes := [place.code for place in places if place.role is role]:
            return tuple((*reversed(ATLAS.ancestors(code)), code) for code in codes)
    return ()


class Atlas:
    """The gazetteer, loaded when first asked: a run that publishes nothing does without."""

    def territory(self, code: str) -> "Territory | None":
        """Return the territory with a code."""
        from veille.enrich.places.gazetteer import territory  # noqa: PLC0415

        return territory(code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes of what a territory lies in, nearest first."""
        from veille.enrich.places.gazetteer import ancestors  # noqa: PLC0415

        return ancestors(code)


ATLAS = Atlas()


class Directory:
    """The organisations known by name, loaded when first asked."""

    def organisation(self, ident: str) -> "Organisation | None":
        """Return the known organisation with an id."""
        from veille.enrich.structures.gazetteer import organisation  # noqa: PLC0415

        return organisation(ident)

    def parent(self, ident: str) -> str:
        """Return the id of what an organisation belongs to, empty when unknown."""
        from veille.enrich.structures.gazetteer import parent  # noqa: PLC0415

        return parent(ident)


DIRECTORY = Directory()


def read_stored(item: "ItemToTag", kind: str, origin: Origin) -> Facts:
    """Return the facts of a stored text as they are read now; what its page's markup declared is as it was."""
    article = Article(
        url=item.url,
        title=item.title,
        text=item.text,
        lang=item.lang,
        published=item.published,
        facts=Facts(declared=item.facts.declared, forms=item.facts.forms),
    )
    lead = Lead(source_id=item.source_id, url=item.url, entry_id=item.url, title=item.title, lang=item.lang)
    return finish(enrich(article, lead, origin), kind, item.first_seen).facts
