"""Calls and events of the invented veille.db: open, closing soon, extended, permanent, announced, closed, hostile.

They hang on articles of `publicdb` whose kind fits; days count from the day of the site. Call 1 and the event of
article 3 are those of `publicdb`.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

HOSTILE_TITLE = '=HYPERLINK("http://x.example";"Appel, à ; projets\\n")\r\nBEGIN:VEVENT\x07 <b>gras</b> \u202eésrevni'
HOSTILE_FUNDER = "=cmd|' /C calc'!A0"
ABROAD = (("EU", "Union européenne", "union", None), ("BE", "Belgique", "pays", None),
          ("ES", "Espagne", "pays", None))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the articles tell of a call; days from today."""

    closing: int | None = None
    hour: str = ""
    before: int | None = None
    """Closing day before it was put off."""
    waves: tuple[int, ...] = ()
    opening: int | None = None
    permanent: bool = False
    amounts: tuple[tuple[str, float, str], ...] = ()
    """role, value, currency."""
    funder: str = ""
    who: tuple[str, ...] = ()
    targets: str | None = None
    zones: str = ""
    geography: str | None = None
    form: str | None = None
    sure: float = 0.93
    title: str = ""
    others: tuple[int, ...] = field(default=())
    """Other articles that tell of it."""


CALLS: dict[int, Told] = {
    14: Told(closing=3, hour="17:00", funder="Agence régionale de santé", who=("associations", "mutuelles"),
             targets="professionnels|associations", amounts=(("plafond", 40000, "EUR"), ("taux", 80, "")), zones="FR",
             geography="PAYS-99100", form="https://demarches.example/soigner-ensemble", others=(6, 7)),
    21: Told(closing=0, hour="12:00", funder="ADEME et Région", who=("entreprises", "SCIC"), targets="professionnels",
             amounts=(("enveloppe", 1200000, "EUR"),), form="https://agir.example/reemploi"),
    31: Told(closing=25, before=11, funder="Finance en commun", who=("entreprises",), targets="professionnels",
             zones="FR", geography="PAYS-99100", form="prix@finance.example"),
    38: Told(closing=-30, zones="D93", geography="DEP-93"),
    42: Told(permanent=True, funder="Fonds social européen", who=("associations", "communes"),
             targets="associations|secteur public", zones="FR", geography="PAYS-99100"),
    55: Told(closing=40, amounts=(("forfait", 45000, "EUR"),), funder="Région de Bruxelles-Capitale", zones="BE",
             geography="PAYS-99131"),
    66: Told(opening=9, closing=60, funder="Ville et État", who=("associations",), targets="associations"),
    74: Told(closing=20, waves=(110, 200), funder="Caisse de retraite", who=("communes", "associations"),
             targets="associations|secteur public", amounts=(("plafond", 12500.5, "EUR"),)),
    82: Told(closing=7, amounts=(("taux", 50, ""),), who=("associations", "PME"),
             targets="professionnels|associations"),
    83: Told(closing=95, hour="17:00", amounts=(("enveloppe", 12000000, "EUR"),), funder="Interreg", zones="EU",
             form="https://interreg.example/apply?call=5&lang=en"),
    84: Told(),
    85: Told(closing=12, zones="D93|R11", geography="DEP-93|REG-11", who=("clubs sportifs",), targets="associations",
             funder="Département de la Seine-Saint-Denis"),
    119: Told(closing=-1, zones="R32", geography="REG-32", amounts=(("enveloppe", 600000, "EUR"),)),
    122: Told(closing=1, sure=0.35, who=("associations",), targets="associations"),
    163: Told(closing=-200, zones="EU"),
    167: Told(closing=-15, waves=(30,), who=("habitants",), targets="particuliers"),
    173: Told(opening=-20, zones="R11", geography="REG-11", funder="Préfecture"),
    181: Told(permanent=True, amounts=(("taux", 60, ""), ("plafond", 300000, "EUR")), funder="ADEME"),
    199: Told(closing=8, title=HOSTILE_TITLE, funder=HOSTILE_FUNDER, form="javascript:alert(1)", who=("-1+1",)),
    201: Told(closing=33, zones="R53", geography="REG-53", funder="Rennes Métropole", who=("habitants",),
              targets="particuliers"),
    202: Told(closing=5, before=-2, zones="R11", geography="REG-11", funder="Fondation Agir Demain",
              amounts=(("plafond", 20000, "EUR"),), who=("associations",), targets="associations"),
    221: Told(closing=48, zones="ES|R76", geography="PAYS-99134|REG-76", funder="Interreg Sudoe"),
    224: Told(closing=-400, zones="FR", geography="PAYS-99100"),
    228: Told(closing=15, who=("structures de l’ESS",)),
    248: Told(opening=3, zones="FR", geography="PAYS-99100", funder="ADEME"),
    265: Told(closing=60, zones="R53", geography="REG-53", amounts=(("enveloppe", 60000, "EUR"),)),
    284: Told(closing=75, zones="93066", geography="COM-93066", amounts=(("enveloppe", 400000, "EUR"),)),
    300: Told(closing=6, zones="R32", geography="REG-32", who=("associations", "écoles"),
              targets="associations|secteur public"),
}  # fmt: skip
"""By the article that tells of it first; those that the file has not are left out."""

EVENTS: tuple[tuple[int, str, int | None, str, str, str | None, int | None], ...] = (
    (0, "18:30", None, "", "Maison des associations, Rennes", "R53", 0),
    (2, "09:30", 2, "17:00", "Saint-Denis", "93066", 1),
    (3, "", 5, "", "Lille", "R32", 0),
    (3, "14:00", None, "", "", None, 1),
    (6, "", None, "", "Lyon", "R84", None),
    (-1, "", 1, "", "Nantes, Cité des congrès", "R52", 0),
    (9, "10:00", 11, "", "Toulouse", "R76", 0),
    (13, "", None, "", "", None, 1),
    (24, "12:00", None, "", "Visioconférence", None, 1),
    (38, "", 40, "", "Bruxelles", "BE", 0),
    (45, "09:00", 45, "12:30", "Paris", "R11", None),
    (80, "", None, "", "Saint-Denis", "93066", 0),
    (-8, "", None, "", "Paris", "R11", 0),
    (-30, "09:00", -30, "18:00", "Grenoble", "R84", 0),
)
"""First day, hour, last day, hour, place, its territory, online; taken in turn, a week later each time round."""


def add(conn: sqlite3.Connection, today: date) -> None:
    """Add the calls and events to the articles there are."""
    conn.executemany("insert or ignore into territoires values (?, ?, ?, ?)", ABROAD)
    rows = conn.execute("select id, titre, url, extrait from articles where genre = 'appel-a-projets' order by id")
    for number, (article, title, url, excerpt) in enumerate(rows.fetchall(), 2):
        if article in CALLS:
            _call(conn, today, number, (article, title, url, excerpt), CALLS[article])
    events = conn.execute("select id from articles where genre = 'evenement' and id > 3 order by id").fetchall()
    for number, (article,) in enumerate(events):
        _event(conn, today, article, number)


def _call(conn: sqlite3.Connection, today: date, number: int, head: tuple[Any, ...], told: Told) -> None:
    def day(days: int | None) -> str | None:
        return None if days is None else str(today + timedelta(days=days))

    article, title, url, excerpt = head
    closing, proofs = day(told.closing), {}
    if closing:
        proofs["date_cloture"] = {"phrase": f"Les dossiers sont attendus le {closing}.", "fiabilite": told.sure}
        closing += f"T{told.hour}" if told.hour else ""
    if told.permanent:
        proofs["permanent"] = {"phrase": "Les demandes sont examinées toute l’année.", "fiabilite": 0.8}
    if told.before is not None:
        proofs["date_cloture_precedente"] = {"phrase": "La date est repoussée.", "fiabilite": 0.9}
    amounts = [
        {"role": role, "valeur": value, "devise": currency, "phrase": "", "fiabilite": 0.8}
        for role, value, currency in told.amounts
    ]
    funders = [{"nom": told.funder, "roles": ["financeur"]}] if told.funder else []
    conn.execute(
        "insert into appels values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (number, told.title or title, excerpt, "\n".join(f"• {one}" for one in told.who) or None,
         "financement" if amounts else None, json.dumps(funders, ensure_ascii=False), url, told.targets,
         told.geography, day(told.opening), closing, f"{today - timedelta(days=number)}T06:00:00Z", article, told.form,
         json.dumps([day(one) for one in told.waves]), int(told.permanent), day(told.before), json.dumps(amounts),
         json.dumps(proofs, ensure_ascii=False), told.zones),
    )  # fmt: skip
    conn.executemany("insert into articles_appels values (?, ?)", [(one, number) for one in (article, *told.others)])
    if told.before is not None:
        conn.execute(
            "insert into appels_changements values (?, 1, ?, 'cloture', ?, ?, ?)",
            (number, f"{today - timedelta(days=number)}T06:00:00Z", day(told.before), closing, article),
        )


def _event(conn: sqlite3.Connection, today: date, article: int, number: int) -> None:
    rounds, place = divmod(number, len(EVENTS))
    first, hour, last, end, where, code, online = EVENTS[place]
    later = timedelta(days=7 * rounds)
    begins = f"{today + later + timedelta(days=first)}" + (f"T{hour}" if hour else "")
    ends = None if last is None else f"{today + later + timedelta(days=last)}" + (f"T{end}" if end else "")
    proofs = {"debut": {"phrase": "Rendez-vous ce jour-là.", "fiabilite": 0.9}}
    conn.execute(
        "insert into evenements values (?,?,?,?,?,?,?,?,?)",
        (article, begins, ends, where or None, code, online, "https://inscription.example/?e=1" if place % 2 else None,
         int(place % 3 == 0), json.dumps(proofs, ensure_ascii=False)),
    )  # fmt: skip
