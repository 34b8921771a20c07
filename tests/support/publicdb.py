"""A veille.db for the tests of the site: invented articles from the shipped training corpus, by plain sqlite3.

Deterministic: the same arguments give the same rows. `HOSTILE` rows carry what feeds should never send.
"""

import json
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support import publiccalls
from veille.phrases import key
from veille.publish.facets import pack
from veille.publish.facets import words as label_words
from veille.publish.index import lead
from veille.publish.schema import statements
from veille.text import index_terms, shorten, words

TODAY = date(2026, 11, 21)
DATA = Path(__file__).resolve().parents[2] / "veille" / "classify" / "data"

SOURCES = (
    ("ess-ligerienne", "ESS ligérienne", "reseau", "fr"),
    ("coop-nord", "Coopérer dans le Nord", "reseau", "fr"),
    ("journal-solidaire", "Le Journal solidaire", "media", "fr"),
    ("lettre-insertion", "La Lettre de l’insertion", "media", "fr"),
    ("observatoire-ouest", "Observatoire de l’ESS de l’Ouest", "institution", "fr"),
    ("region-alpine", "Région alpine — économie de proximité", "institution", "fr"),
    ("mutuelles-demain", "Mutuelles de demain", "reseau", "fr"),
    ("quartiers-actifs", "Quartiers actifs", "media", "fr"),
    ("longue", "Fédération nationale des associations d’éducation populaire et d’animation des territoires ruraux",
     "reseau", "fr"),
    ("social-economy-brief", "Social Economy Brief", "media", "en"),
    ("terres-communes", "Terres communes", "reseau", "fr"),
    ("energie-partagee-est", "Énergie partagée en région Est", "reseau", "fr"),
)  # fmt: skip

AXES = (("themes", "theme"), ("secteurs", "secteur"), ("familles", "famille"), ("territoires", "territoire"),
        ("structures", "structure"))  # fmt: skip
"""Tables of labels, and the names of their axes."""

SYNONYMS = (
    (1, 1, "ESS", 1), (2, 1, "économie sociale et solidaire", 1), (3, 2, "appel à manifestation d’intérêt", 1),
    (4, 2, "AMI", 0),
)  # fmt: skip

HOSTILE = (
    "<script>alert(1)</script> & « guillemets » <img src=x onerror=alert(1)>",
    "Unmotextraordinairementlongsansaucuneespacequelepublicistenaurajamaisdûécrire" * 3,
)


def build(path: Path, *, articles: int = 300, today: date = TODAY) -> Path:
    """Write a complete veille.db at path and return it."""
    path.write_bytes(_made(articles, today))
    return path


@cache
def _made(articles: int, today: date) -> bytes:
    """Return the file: dozens of tests want the same, and each changes a copy of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "veille.db"
        _make(path, articles, today)
        return path.read_bytes()


def _make(path: Path, articles: int, today: date) -> None:
    rng = random.Random(20261121)
    conn = sqlite3.connect(path)
    conn.execute("pragma journal_mode = wal")
    for statement in statements():
        conn.execute(statement)
    taxonomy = yaml.safe_load((DATA / "taxonomy.yml").read_text(encoding="utf-8"))
    _labels(conn, taxonomy)
    conn.executemany("insert into synonymes values (?, ?, ?, ?)", SYNONYMS)
    _sources(conn, today)
    texts = list(_texts(articles))
    for number, text in enumerate(texts, 1):
        _article(conn, rng, number, text, today)
    if texts:
        _facts(conn, today)
        _extras(conn, today)
    index(conn, dict(enumerate((text["text"] for text in texts), 1)))
    _counts(conn)
    total = conn.execute("select count(*) from articles").fetchone()[0]
    conn.execute("insert into publications values (1, ?, ?, ?, 0, 0, ?)", (f"{today}T05:10:00Z", total, total, total))
    conn.commit()
    conn.execute("analyze")
    conn.close()


def publish_again(path: Path) -> None:
    """Add a generation and one more article, as a later publication does."""
    conn = sqlite3.connect(path)
    with conn:
        generation = conn.execute("select max(generation) from publications").fetchone()[0] + 1
        conn.execute("update articles set titre = 'Titre corrigé depuis', revision = revision + 1 where id = 1")
        conn.execute(
            "insert into publications values (?, '2026-11-21T06:00:00Z', 1, 0, 1, 0, 1000)",
            (generation,),
        )
    conn.close()


def _labels(conn: sqlite3.Connection, taxonomy: dict[str, Any]) -> None:
    tables = {"themes": "themes", "secteurs": "sectors", "genres": "kinds", "familles": "orgs"}
    for table, facet in tables.items():
        for label, row in taxonomy[facet].items():
            conn.execute(
                f"insert into {table} values (?, ?, ?, ?)", (label, row["fr"], row["en"], row.get("definition_fr"))
            )


def _sources(conn: sqlite3.Connection, today: date) -> None:
    for number, (ident, name, family, lang) in enumerate(SOURCES):
        state = {3: "en panne", 7: "retirée"}.get(number, "active")
        conn.execute(
            "insert into sources values (?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?)",
            (ident, name, f"https://{ident}.example.org/flux.xml", f"https://{ident}.example.org/", family, lang,
             number % 2, state, f"{today}T05:00:00Z", f"{today - timedelta(days=number % 3)}T05:00:00Z", None),
        )  # fmt: skip


def _texts(count: int) -> Iterator[dict[str, Any]]:
    given = 0
    for part in (1, 2, 3, 4, 10, 11, 12, 13):
        for line in (DATA / "corpus" / f"part-{part}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["relevant"] and given < count:
                given += 1
                yield row


def _article(conn: sqlite3.Connection, rng: random.Random, number: int, row: dict[str, Any], today: date) -> None:
    source = "social-economy-brief" if row["lang"] == "en" else rng.choice(SOURCES)[0]
    day = str(today - timedelta(days=min(int(rng.expovariate(1 / 12)), 90)))
    themes, sectors, orgs = row["themes"], row["sectors"], row["orgs"]
    evidence = json.dumps(_evidence(rng, row["text"]), ensure_ascii=False)
    conn.execute(
        "insert into articles values (?,?,?,?,?,?,?,?,?,?,?,?,?,null,1,?,?,?,?)",
        (number, f"https://{source}.example.org/articles/{number}", row["title"], source, day, f"{day}T06:00:00Z",
         row["lang"], "Camille Exemple" if number % 5 == 0 else "", shorten(row["text"], 200), row["kind"],
         round(rng.uniform(0.7, 0.999), 3), themes[0] if themes else None, sectors[0] if sectors else None,
         int(number % 17 == 0), round(rng.uniform(0.4, 0.99), 3), evidence, evidence),
    )  # fmt: skip
    for table, labels in (("themes", themes), ("secteurs", sectors), ("familles", orgs)):
        for label in labels:
            conn.execute(
                f"insert into articles_{table} values (?, ?, ?, ?, ?, ?)",
                (number, label, round(rng.uniform(0.35, 0.99), 3), "humain" if number % 40 == 0 else "machine",
                 evidence, day),
            )  # fmt: skip
    _places(conn, number, row["territory"], day)


REGIONS = {"IDF": "R11", "PDL": "R52", "BRE": "R53", "HDF": "R32", "ARA": "R84", "OCC": "R76"}
TERRITORIES = (
    ("FR", "France", "pays", None), ("R11", "Île-de-France", "region", "FR"),
    ("R52", "Pays de la Loire", "region", "FR"),
    ("R53", "Bretagne", "region", "FR"), ("R32", "Hauts-de-France", "region", "FR"),
    ("R84", "Auvergne-Rhône-Alpes", "region", "FR"), ("R76", "Occitanie", "region", "FR"),
    ("D93", "Seine-Saint-Denis", "departement", "R11"), ("93066", "Saint-Denis", "commune", "D93"),
)  # fmt: skip
PROOF = {"phrase": "Dossiers à déposer avant le <b>15 décembre</b>, 12 h.", "fiabilite": 0.93}


def _places(conn: sqlite3.Connection, number: int, codes: list[str], day: str) -> None:
    """Give an article the territories of its text, and what they lie in."""
    named = [REGIONS[code] for code in codes if code in REGIONS]
    if "93" in codes:
        named = ["93066"]
    parents = {row[0]: row[3] for row in TERRITORIES}
    found: dict[str, int] = dict.fromkeys(named, 1)
    for code in named:
        parent = parents[code]
        while parent:
            found.setdefault(parent, 0)
            parent = parents[parent]
    for code, direct in found.items():
        words = json.dumps([[code, 0.0]] if direct else [])
        role = "editeur" if number % 7 == 0 else "sujet"
        conn.execute(
            "insert into articles_territoires values (?, ?, ?, 'machine', ?, ?, ?, ?)",
            (number, code, 0.9, words, day, role, direct),
        )


def _facts(conn: sqlite3.Connection, today: date) -> None:
    """Name the territories, and give a call to articles 1 and 2, an event to 3, an organisation to 1."""
    conn.executemany("insert into territoires values (?, ?, ?, ?)", TERRITORIES)
    proofs = json.dumps({"date_cloture": PROOF, "date_cloture_precedente": PROOF, "vagues": [PROOF]})
    closing, before, wave = (str(today + timedelta(days=days)) for days in (10, 3, 90))
    amounts = [{"role": "plafond", "valeur": 30000, "devise": "EUR", "phrase": "", "fiabilite": 0.8},
               {"role": "taux", "valeur": 62.5, "devise": "", "phrase": "62,5 %", "fiabilite": 0.8}]  # fmt: skip
    funder = json.dumps([{"nom": "Région <Velmont>", "roles": ["financeur"]}])
    conn.execute(
        "insert into appels values (1, 'Fonds des communs', '', '• associations\n• SCIC', 'financement', ?, 'https://x.example/',"
        " 'associations', 'REG-11', null, ?, ?, 1, 'javascript:alert(1)', ?, 0, ?, ?, ?, 'R11')",
        (funder, f"{closing}T12:00", f"{today}T06:00:00Z", json.dumps([wave]), before, json.dumps(amounts), proofs),
    )
    conn.executemany("insert into articles_appels values (?, 1)", [(1,), (2,)])
    conn.execute(
        "insert into appels_changements values (1, 1, ?, 'cloture', ?, ?, 2)", (f"{today}T06:00:00Z", before, closing)
    )
    event = (f"{closing}T09:30", str(today + timedelta(days=11)), json.dumps({"debut": PROOF}))
    conn.execute(
        "insert into evenements values (3, ?, ?, 'Saint-Denis', '93066', 0, 'https://inscription.example/', 0, ?)",
        event,
    )
    publiccalls.add(conn, today)
    _structures(conn)


def _structures(conn: sqlite3.Connection) -> None:
    """Name organisations: one in articles 1 to 3, with all that can be known of it, and in each a few of 40 others."""
    insert = "insert into structures values (?, ?, ?, ?, ?, ?, ?, ?)"
    tisse = ("reseau-tisse", "Réseau <i>Tissé</i>", "association", "RT", "Les Tisserands | Tissé", "union-tissee",
             "https://tisse.example/", key("Réseau <i>Tissé</i>"))  # fmt: skip
    conn.execute(insert, tisse)
    conn.execute(insert, ("union-tissee", "Union tissée", "", None, None, None, "javascript:alert(1)", "union tissee"))
    for n in range(40):
        name = f"Structure {n}"
        conn.execute(insert, (f"structure-{n}", name, "cooperative", None, None, None, None, name.lower()))
    days = dict(conn.execute("select id, publie_le from articles").fetchall())
    links = {(article, f"structure-{(article * 7 + n) % 40}") for article in days for n in range(article % 3)}
    links |= {(article, "reseau-tisse") for article in (1, 2, 3)}
    conn.executemany(
        "insert into articles_structures values (?, ?, 0.8, 'machine', '[[\"Tissé\", 0.0]]', ?)",
        [(article, structure, days[article]) for article, structure in sorted(links)],
    )


def _evidence(rng: random.Random, text: str) -> list[list[Any]]:
    long_words = sorted({word for word in words(text) if len(word) > 6})
    chosen = rng.sample(long_words, min(5, len(long_words)))
    return sorted(([word, round(rng.uniform(0.1, 1.4), 2)] for word in chosen), key=lambda pair: -pair[1])


def _extras(conn: sqlite3.Connection, today: date) -> None:
    """Add the odd cases: a group seen elsewhere, merged ids, hostile titles and links, an article without anything."""
    conn.execute(
        "insert into vu_aussi values (1, 'https://coop-nord.example.org/repris', 'Le même, repris', 'coop-nord', ?)",
        (str(today),),
    )
    conn.execute("insert into fusions values (100001, 1)")
    first = conn.execute("select max(id) + 1 from articles").fetchone()[0]
    urls = ("javascript:alert(1)", "https://journal-solidaire.example.org/hostile?a=1&b=%22")
    for number, (title, url) in enumerate(zip(HOSTILE, urls, strict=True), first):
        conn.execute(
            "insert into articles values (?,?,?,'journal-solidaire',?,?,'fr','','','actualite',0.9,null,null,null,1,0,"
            "null,null,'pas du JSON')",
            (number, url, title, str(today - timedelta(days=40)), f"{today}T06:00:00Z"),
        )


def index(conn: sqlite3.Connection, texts: dict[int, str]) -> None:
    """Number the labels of all articles, and index them with their texts, by article."""
    labels: dict[int, set[tuple[str, str]]] = {}
    for number, *single in conn.execute("select id, genre, source_id, langue from articles"):
        labels[number] = {pair for pair in zip(("genre", "source", "langue"), single, strict=True) if pair[1]}
    for table, axis in AXES:
        for number, value in conn.execute(f"select article_id, {axis}_id from articles_{table}"):
            labels[number].add((axis, value))
    codes = {label: code for code, label in enumerate(sorted(set().union(*labels.values())), 1)}
    conn.executemany("insert into facettes_codes values (?, ?, ?)", [(code, *label) for label, code in codes.items()])
    for number, day, title in conn.execute("select id, publie_le, titre from articles").fetchall():
        when, packed = date.fromisoformat(day).toordinal(), pack(codes[label] for label in labels[number])
        terms = index_terms(texts.get(number, ""))
        conn.execute("insert into facettes values (?, ?, ?)", (number, when, packed))
        conn.execute(
            "insert into recherche (rowid, titre, chapo, texte, etiquettes) values (?, ?, ?, ?, ?)",
            (number, index_terms(title), lead(terms), terms, label_words(when, packed)),
        )


def _counts(conn: sqlite3.Connection) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    for day, kind, source, lang in conn.execute("select publie_le, genre, source_id, langue from articles"):
        counts["jour", day, ""] += 1
        for axis, value in (("total", ""), ("genre", kind), ("source", source), ("langue", lang)):
            counts[axis, value, ""] += 1
            counts[axis, value, day[:7]] += 1
    for table, axis in AXES:
        for value, day in conn.execute(f"select {axis}_id, publie_le from articles_{table}"):
            counts[axis, value, ""] += 1
            counts[axis, value, day[:7]] += 1
    conn.executemany("insert into comptes values (?, ?, ?, ?)", [(*key, value) for key, value in counts.items()])
    conn.execute(
        "update sources set dernier_article = (select max(publie_le) from articles where source_id = sources.id)"
    )
