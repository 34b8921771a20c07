"""The CPU part of a run: a downloaded page becomes an item.

Everything here is picklable and runs in whatever executor the run was given.
The model is loaded once in each worker process, again after a training.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veille import classify
from veille.config.settings import RelevanceSettings
from veille.enrich import Origin, enrich
from veille.extract import from_feed, read
from veille.models import Article, Item, Lead, Outcome, Page, Tagging
from veille.pipeline.facts import finish, kind_in
from veille.store import LeadResult

if TYPE_CHECKING:
    from veille.classify import TextIn


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJob:
    """One lead with its page; `page` is None where the source's own text is all there is."""

    lead: Lead
    page: Page | None
    ess: bool
    kind: str | None = None
    """The kind that a person gave to the article, else the source's rules to its address."""
    origin: Origin = field(default_factory=Origin)
    relevance: RelevanceSettings = field(default_factory=RelevanceSettings)
    excerpt: int
    now: datetime


@dataclass(frozen=True, slots=True)
class _Read:
    job: ReadJob
    outcome: Outcome
    detail: str
    article: Article | None


def read_batch(jobs: Sequence[ReadJob], model: Path) -> list[LeadResult]:
    """Extract, enrich and tag each job, in order; bad pages give a result with their outcome, never an error."""
    tagger = classify.load_tagger(model)
    done = [_read(job) for job in jobs]
    taggings = iter(tagger.tag([_text(one.article, one.job) for one in done if one.article]))
    return [_result(one, next(taggings), tagger.version) if one.article else _result(one) for one in done]


def _text(article: Article, job: ReadJob) -> "TextIn":
    costs = job.relevance.costs(job.origin.family)
    return classify.TextIn(
        title=article.title, text=article.text, lang=article.lang, ess=job.ess, kind=job.kind, costs=costs
    )


def _result(one: _Read, tagging: Tagging | None = None, model_version: str = "") -> LeadResult:
    lead, page = one.job.lead, one.job.page
    item = None
    if one.article is not None and tagging is not None:
        article = finish(one.article, kind_in(tagging), one.job.now)
        version = one.job.relevance.stamp(model_version)
        item = Item(lead=lead, article=article, tagging=tagging, model_version=version)
    return LeadResult(
        lead=lead, page=page and replace(page, body=b""), outcome=one.outcome, detail=one.detail, item=item
    )


def _read(job: ReadJob) -> _Read:
    """Read the page; where it gives no text, the feed's own text stands in and the outcome stays visible."""
    outcome, detail, article, reserved = Outcome.OK, "", None, False
    if job.page is not None:
        outcome, detail = job.page.outcome, job.page.detail
        if outcome is Outcome.OK:
            reading = read(job.page, job.lead, excerpt=job.excerpt, now=job.now)
            outcome, detail, article = reading.outcome, reading.detail, reading.article
            reserved = outcome is Outcome.BLOCKED
        # also of a page that could not be had or read: what its site reserves is not taken from its feed instead
        reserved = reserved or (job.page.tdm is not None and job.page.tdm.reserved)
    if article is None and outcome is not Outcome.UNCHANGED:
        article = from_feed(job.lead, excerpt=job.excerpt, now=job.now, short=reserved)
        if article is None and job.page is None:
            outcome = Outcome.EMPTY
    return _Read(job, outcome, detail, article and enrich(article, job.lead, job.origin))
