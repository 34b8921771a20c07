"""Small makers of the values that a store takes: one line each in a test, every field open to change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from veille.models import Article, Hints, Item, Lead, Outcome, Page, Proposal, Source, Tag, Tagging, Validators, Zone
from veille.store import LeadResult, Store
from veille.text import digest, index_terms, shorten, text_hash

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    """Return NOW plus so many days."""
    return NOW + timedelta(days=number)


def make_source(name: str = "rtes", **fields: object) -> Source:
    return Source(**{"id": name, "name": f"Source {name}", "url": f"https://{name}.example/flux.xml"} | fields)  # type: ignore[arg-type]


def make_lead(source: str = "rtes", number: int | str = 1, **fields: object) -> Lead:
    url = f"https://{source}.example/a/{number}"
    values = {
        "source_id": source,
        "url": url,
        "entry_id": str(fields.get("url", url)),
        "title": f"Titre {number}",
    } | fields
    values.setdefault("fingerprint", digest(*(str(value) for value in values.values())))
    return Lead(**values)  # type: ignore[arg-type]


def make_page(url: str, **fields: object) -> Page:
    return Page(**{"url": url, "final_url": url, "outcome": Outcome.OK, "status": 200, "fetched_at": NOW} | fields)  # type: ignore[arg-type]


def long_text(seed: object) -> str:
    """Return a text of its own for each seed, long enough (over 200 characters) to make groups."""
    return " ".join(f"coopérative {seed} numéro {n} du territoire" for n in range(8))


def make_article(lead: Lead, text: str | None = None, **fields: object) -> Article:
    text = long_text(lead.url) if text is None else text
    title = str(fields.get("title", lead.title))
    values = {
        "url": lead.url,
        "title": title,
        "text": text,
        "published": lead.published,
        "excerpt": shorten(text, 200),
        "text_hash": text_hash(text),
        "terms_title": index_terms(title),
        "terms_text": index_terms(text),
    }
    return Article(**values | fields)  # type: ignore[arg-type]


def make_tagging(zone: Zone = Zone.IN, themes: Sequence[str] = ("financement",), kind: str = "actualite") -> Tagging:
    tags = [Tag(facet="theme", label=theme, probability=0.9, evidence=(("prêt", 1.25),)) for theme in themes]
    tags.append(Tag(facet="kind", label=kind, probability=0.6))
    relevance = {Zone.IN: 0.93, Zone.REVIEW: 0.5, Zone.OUT: 0.04}[zone]
    return Tagging(relevance=relevance, zone=zone, tags=tuple(tags), evidence=(("scop", 2.0),))


def make_item(lead: Lead, text: str | None = None, tagging: Tagging | None = None, **fields: object) -> Item:
    return Item(
        lead=lead, article=make_article(lead, text, **fields), tagging=tagging or make_tagging(), model_version="m1"
    )


def make_result(lead: Lead, text: str | None = None, tagging: Tagging | None = None, **fields: object) -> LeadResult:
    """Return the result of a page that was read well."""
    page = make_page(lead.url)
    return LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=make_item(lead, text, tagging, **fields))


def make_failure(lead: Lead, outcome: Outcome = Outcome.UNREACHABLE, **fields: object) -> LeadResult:
    page = make_page(lead.url, outcome=outcome, status=None, **fields)
    return LeadResult(lead=lead, page=page, outcome=outcome, detail="le serveur ne répond pas")


@dataclass(frozen=True)
class Collection:
    """A collection as `veille.sources.collect` would give it."""

    source: Source
    page: Page
    outcome: Outcome = Outcome.OK
    detail: str = ""
    leads: tuple[Lead, ...] = ()
    pages: tuple[Page, ...] = ()
    cursor: str | None = None
    hints: Hints = field(default_factory=Hints)
    stand_in: Proposal | None = None
    proposals: tuple[Proposal, ...] = ()
    searched: bool = False


def collection(source: Source, *leads: Lead, etag: str | None = None, **fields: object) -> Collection:
    return Collection(source, make_page(source.url, validators=Validators(etag=etag), **fields), leads=leads)


def collect(store: Store, source: Source, *leads: Lead, now: datetime = NOW) -> int:
    """Record one collection of one source in a run of its own and return the run."""
    run = store.begin_run(now, [source])
    store.record_many(run, [collection(source, *leads)], now=now)
    return run
