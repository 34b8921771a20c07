"""What only articles of one kind are read for: the dates and means of a call, the day and place of an event.

Loaded with the first call or event of a process: a run where nothing is new needs none of it (0.1 s).
"""

from dataclasses import replace
from datetime import date
from importlib import import_module

from veille.facts import Facts
from veille.models import PARIS, Article


def published_on(article: Article) -> date | None:
    """Return the day in France on which an article was published, which dates without a year are read from."""
    return article.published.astimezone(PARIS).date() if article.published else None


def with_call(article: Article) -> Article:
    """Return article with the call it makes in its facts; never raises, whatever the text."""
    calls = import_module("veille.enrich.calls")
    facts: Facts = article.facts
    call = calls.find_call(article.title, article.text, published_on(article), facts.forms)
    places = calls.with_zones(facts.places, article.title, article.text[: calls.MOST_TEXT])
    return replace(article, facts=replace(facts, call=call, places=places))


def with_event(article: Article) -> Article:
    """Return article with the event it announces in its facts, None where no day is told; never raises."""
    events = import_module("veille.enrich.events")
    facts: Facts = article.facts
    event = events.find_event(article.title, article.text, published_on(article), facts)
    return replace(article, facts=replace(facts, event=event))
