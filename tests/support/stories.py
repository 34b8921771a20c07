"""Texts of one story, and of its look-alikes, as stored items: with the marks that the workers give them."""

from datetime import datetime

from tests.support.kept import NOW, collect, make_lead, make_result, make_source
from veille.likeness import marks
from veille.store import SaveCounts, Store
from veille.text import digest, url_key

CALL = (
    "La Région ouvre la campagne {year} du fonds pour la vie associative en {place}. Deux volets : la formation des"
    " bénévoles et le fonctionnement. Les demandes sont déposées en ligne avant le {limit}, à minuit. L'enveloppe"
    " s'élève à {sum} euros. Les associations de moins de deux salariés sont prioritaires, rappelle la présidente du"
    " réseau {network}, qui tiendra une réunion d'information à distance. Le règlement et la notice sont en ligne."
)
STORY = CALL.format(year=2025, place="Bretagne", limit="28 février", sum="1 240 000", network="Armorik")
NEXT_YEAR = CALL.format(year=2026, place="Bretagne", limit="27 février", sum="1 198 000", network="Armorik")
ELSEWHERE = CALL.format(year=2025, place="Normandie", limit="3 mars", sum="1 015 000", network="Calva")
EXCERPT = STORY[: STORY.index(" L'enveloppe")] + " […]"
CHROME = f"Accueil > Actualités\nPartager\n{STORY}\nÀ lire aussi\nAbonnez-vous à notre lettre\nMentions légales"


def tell(
    store: Store,
    source: str,
    text: str,
    *,
    title: str = "Vie associative : la campagne est ouverte",
    at: datetime = NOW,
    url: str | None = None,
    **fields: object,
) -> SaveCounts:
    """Have a source publish a text at an address of its own, and store it."""
    lead = make_lead(source, url=url or f"https://{source}.example/{digest(text)[:8]}", title=title, published=at)
    run = collect(store, make_source(source), lead, now=at)
    links = (url_key(lead.url), url_key(str(fields.get("canonical", ""))))
    return store.save(run, [make_result(lead, text, marks=marks(title, text, links), **fields)], now=at)


def stories(store: Store) -> list[set[str]]:
    """Return the groups of live items, by the names of their sources."""
    found: dict[int, set[str]] = {}
    rows = store._db.execute(
        "SELECT group_id, source_id FROM items WHERE withdrawn IS NULL AND merged_into IS NULL ORDER BY id"
    )
    for group, source in rows:
        found.setdefault(group, set()).add(source)
    return list(found.values())
