"""Pages and leads as the fetcher and the sources hand them over."""

from datetime import UTC, datetime
from pathlib import Path

from veille.extract import Reading, read
from veille.models import Lead, Outcome, Page

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
URL = "https://www.lefilsolidaire.example/actualites/epicerie"
SAVED = Path(__file__).parent.parent / "data" / "pages"

PROSE = (
    "Les coopératives d’activité et d’emploi accompagnent chaque année des milliers de porteurs de projet. "
    "Leur modèle, né dans les années quatre-vingt-dix, mêle salariat et entrepreneuriat. "
    "Il séduit désormais les collectivités, qui y voient un outil de développement local. "
)


def make_page(body: bytes | str, *, url: str = URL, media_type: str = "text/html", charset: str | None = None) -> Page:
    """Return a page downloaded without fault."""
    body = body.encode() if isinstance(body, str) else body
    return Page(
        url=url, final_url=url, outcome=Outcome.OK, body=body, media_type=media_type, charset=charset, fetched_at=NOW
    )


def make_lead(url: str = URL, **facts: object) -> Lead:
    """Return a lead of which the source says nothing but `facts`."""
    return Lead(**{"source_id": "essai", "url": url, "entry_id": url, **facts})  # type: ignore[arg-type]


def reading_of(body: bytes | str, lead: Lead | None = None, **page: object) -> Reading:
    """Return the reading of body as an HTML page, unless `page` says otherwise."""
    return read(make_page(body, **page), lead or make_lead(), excerpt=200, now=NOW)  # type: ignore[arg-type]


def html(main: str = f"<p>{PROSE}</p>", head: str = "") -> str:
    """Return a small whole page."""
    return f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">{head}</head><body>{main}</body></html>'
