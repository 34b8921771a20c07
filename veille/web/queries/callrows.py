"""What lists, pages, calendars and tables show of calls."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from veille.facts import Call
from veille.web.queries.facts import Change, call_of
from veille.web.queries.lists import Card, cards

_TELLING = 30
"""Articles listed on the page of a call; more tell of hardly any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCard:
    """One call as the articles together tell it."""

    id: int
    title: str
    told: Call
    description: str
    url: str
    """Where the article that tells of it is read."""
    article: int
    lang: str
    source: str
    published: str
    """Day of that article."""
    seen: str
    """Moment at which the watch found that article."""
    theme: str
    sector: str
    zones: str
    """As appels.territoires."""
    targets: str
    """As appels.cibles."""
    geography: str
    """As appels.eligibilite_geographique."""
    changed: str
    """Moment of the last change of what is known of it."""
    others: int
    """How many other articles tell of it."""
    changes: int
    """How many of its dates have changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """Everything of one call."""

    card: CallCard
    changes: tuple[Change, ...]
    """Oldest first."""
    articles: tuple[Card, ...]
    """Those that tell of it, the newest first."""


LAST = "coalesce(json_extract(a.vagues, '$[#-1]'), a.date_cloture)"
"""The last day on which a call `a` can be answered; as the index appels_fin has it."""


def closings_of(row: sqlite3.Row) -> list[str]:
    """Return the deadlines of a row with date_cloture and vagues, soonest first as they are kept."""
    first = [row["date_cloture"]] if row["date_cloture"] else []
    return first if row["vagues"] == "[]" else first + [str(one) for one in json.loads(row["vagues"])]


_CARDS = """select c.*, r.langue, r.source_id, r.publie_le, r.vu_le, r.theme_principal, r.secteur_principal,
    (select count(*) - 1 from articles_appels l where l.appel_id = c.id) as autres,
    (select count(*) from appels_changements h where h.appel_id = c.id) as changements
    from json_each(?) j cross join appels c on c.id = j.value cross join articles r on r.id = c.article_id"""


def call_cards(conn: sqlite3.Connection, ids: Sequence[int]) -> tuple[CallCard, ...]:
    """Return calls by number, in the order given; those that are gone are left out."""
    found = {row["id"]: _card(row) for row in conn.execute(_CARDS, (json.dumps(list(ids)),))}
    return tuple(found[one] for one in ids if one in found)


def call_page(conn: sqlite3.Connection, ident: int) -> CallPage | None:
    """Return everything of one call, None when there is no such call."""
    found = call_cards(conn, [ident])
    if not found:
        return None
    changes = conn.execute(
        "select le, champ, avant, apres, article_id from appels_changements where appel_id = ? order by rang", (ident,)
    )
    telling = conn.execute(
        "select l.article_id from articles_appels l cross join articles a on a.id = l.article_id where l.appel_id = ?"
        " order by a.publie_le desc, a.id desc limit ?",
        (ident, _TELLING),
    )
    return CallPage(
        card=found[0],
        changes=tuple(Change(moment=c[0], field=c[1], before=c[2], after=c[3], article=c[4]) for c in changes),
        articles=cards(conn, [row[0] for row in telling]),
    )


def _card(row: sqlite3.Row) -> CallCard:
    return CallCard(
        id=row["id"],
        title=row["titre"],
        told=call_of(row),
        description=row["description"],
        url=row["url_source"],
        article=row["article_id"],
        lang=row["langue"] or "fr",
        source=row["source_id"],
        published=row["publie_le"],
        seen=row["vu_le"],
        theme=row["theme_principal"] or "",
        sector=row["secteur_principal"] or "",
        zones=row["territoires"],
        targets=row["cibles"] or "",
        geography=row["eligibilite_geographique"] or "",
        changed=row["date_mise_a_jour"],
        others=row["autres"],
        changes=row["changements"],
    )
