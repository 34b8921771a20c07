"""The schema of collect.db, as steps that are applied once, in order, when a store is opened (`migrations`).

Never change a step that has been released: add one. Columns hold times as `codec.to_text` writes them.
"""

from collections.abc import Mapping
from types import MappingProxyType

SET = "veille.collect"
"""Which steps are ours in the table where sqlite-utils notes those applied."""

STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Who was asked, when, and how it ended.
        "m001_runs_and_sources": (
            # change: the last change number given to an item; confirmed: the last one known to be in veille.db
            """CREATE TABLE clock (
            id INTEGER PRIMARY KEY CHECK (id = 1), change INTEGER NOT NULL, confirmed INTEGER NOT NULL)""",
            "INSERT INTO clock VALUES (1, 0, 0)",
            "CREATE TABLE outcomes (name TEXT PRIMARY KEY) WITHOUT ROWID",
            """INSERT INTO outcomes VALUES ('ok'), ('unchanged'), ('empty'), ('redirected'), ('gone'), ('blocked'),
            ('refused'), ('unreachable'), ('timeout'), ('too_big'), ('not_a_feed'), ('malformed'), ('not_due'),
            ('too_old'), ('duplicate')""",
            """CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started TEXT NOT NULL,
            ended TEXT,
            state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'interrupted')),
            report TEXT,
            CHECK ((state = 'done') = (report IS NOT NULL)))""",
            "CREATE INDEX runs_running ON runs (state) WHERE state = 'running'",
            """CREATE TABLE sources (
            id TEXT PRIMARY KEY,
            -- as feeds.yml last said
            name TEXT NOT NULL, url TEXT NOT NULL, home TEXT, family TEXT NOT NULL, lang TEXT NOT NULL, territory TEXT,
            ess INTEGER NOT NULL, listed INTEGER NOT NULL,
            -- how it has gone
            last_checked TEXT, last_success TEXT, last_new TEXT, failures INTEGER NOT NULL DEFAULT 0, next_due TEXT,
            retired INTEGER NOT NULL DEFAULT 0, outcome TEXT REFERENCES outcomes, detail TEXT NOT NULL DEFAULT '',
            moved_to TEXT,
            -- the rules under which its items were last published
            shown_ess INTEGER, shown_excerpt INTEGER)""",
            "CREATE TABLE validators (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT) WITHOUT ROWID",
            # one row per planned fetch of a source, its outcome filled in once
            """CREATE TABLE collections (
            run_id INTEGER NOT NULL REFERENCES runs, source_id TEXT NOT NULL REFERENCES sources,
            outcome TEXT REFERENCES outcomes, detail TEXT, status INTEGER, final_url TEXT, seconds REAL, at TEXT,
            leads INTEGER, new INTEGER, lead_outcomes TEXT,
            PRIMARY KEY (run_id, source_id)) WITHOUT ROWID""",
            "CREATE INDEX collections_source ON collections (source_id, run_id)",
        ),
        # Links found, and the fetches of their pages.
        "m002_leads": (
            # A lead either waits (next_try, with its payload) or has ended (outcome); a failed one may be both.
            """CREATE TABLE leads (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL REFERENCES sources, entry_id TEXT NOT NULL,
            url TEXT NOT NULL, title TEXT NOT NULL, published TEXT, fingerprint TEXT NOT NULL, first_seen TEXT NOT NULL,
            payload TEXT, outcome TEXT REFERENCES outcomes, detail TEXT NOT NULL DEFAULT '',
            attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT, last_run INTEGER, item_id INTEGER,
            UNIQUE (source_id, entry_id),
            CHECK (outcome IS NOT NULL OR next_try IS NOT NULL),
            CHECK (next_try IS NULL OR payload IS NOT NULL))""",
            "CREATE INDEX leads_url ON leads (url)",
            "CREATE INDEX leads_item ON leads (item_id) WHERE item_id IS NOT NULL",
            "CREATE INDEX leads_waiting ON leads (next_try) WHERE next_try IS NOT NULL",
            """CREATE TABLE page_fetches (
            run_id INTEGER NOT NULL REFERENCES runs, lead_id INTEGER NOT NULL REFERENCES leads,
            at TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, outcome TEXT NOT NULL REFERENCES outcomes,
            detail TEXT NOT NULL, status INTEGER, seconds REAL NOT NULL,
            PRIMARY KEY (lead_id, run_id)) WITHOUT ROWID""",
            "CREATE INDEX page_fetches_run ON page_fetches (run_id)",
        ),
        # Articles with their tags, texts, history, other addresses and withdrawals.
        "m003_items": (
            """CREATE TABLE items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL UNIQUE, source_id TEXT NOT NULL REFERENCES sources,
            lead_id INTEGER NOT NULL REFERENCES leads,
            title TEXT NOT NULL, author TEXT NOT NULL, published TEXT, first_seen TEXT NOT NULL, changed TEXT NOT NULL,
            lang TEXT NOT NULL, excerpt TEXT NOT NULL, media_type TEXT NOT NULL, text_hash TEXT NOT NULL,
            text_length INTEGER NOT NULL, from_feed INTEGER NOT NULL, revision INTEGER NOT NULL,
            relevance REAL NOT NULL, zone TEXT NOT NULL CHECK (zone IN ('in', 'review', 'out')), evidence TEXT NOT NULL,
            model_version TEXT NOT NULL, group_id INTEGER NOT NULL, change INTEGER NOT NULL UNIQUE,
            withdrawn TEXT, published_revision INTEGER,
            normaliser TEXT  -- of its present terms; NULL when they cannot be made anew
        )""",
            "CREATE INDEX items_group ON items (group_id)",
            "CREATE INDEX items_hash ON items (text_hash)",
            "CREATE INDEX items_source ON items (source_id)",
            "CREATE INDEX items_seen ON items (first_seen)",
            "CREATE INDEX items_normaliser ON items (normaliser, id)",
            "CREATE INDEX items_model ON items (model_version, id)",
            "CREATE TABLE texts (item_id INTEGER PRIMARY KEY REFERENCES items, text TEXT NOT NULL)",
            """CREATE TABLE revisions (
            item_id INTEGER NOT NULL REFERENCES items, revision INTEGER NOT NULL, title TEXT NOT NULL, text TEXT,
            author TEXT NOT NULL, published TEXT, replaced TEXT NOT NULL, PRIMARY KEY (item_id, revision))""",
            "CREATE INDEX revisions_replaced ON revisions (replaced)",
            """CREATE TABLE tags (
            item_id INTEGER NOT NULL REFERENCES items, facet TEXT NOT NULL, label TEXT NOT NULL,
            probability REAL NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('machine', 'humain')),
            evidence TEXT NOT NULL,
            PRIMARY KEY (item_id, facet, label)) WITHOUT ROWID""",
            """CREATE TABLE terms (
            item_id INTEGER NOT NULL REFERENCES items, revision INTEGER NOT NULL, normaliser TEXT NOT NULL,
            title TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (item_id, revision))""",
            "CREATE TABLE aliases (url TEXT PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items) WITHOUT ROWID",
            "CREATE INDEX aliases_item ON aliases (item_id)",
            """CREATE TABLE sightings (
            item_id INTEGER NOT NULL REFERENCES items, source_id TEXT NOT NULL REFERENCES sources, url TEXT NOT NULL,
            title TEXT NOT NULL, published TEXT, seen TEXT NOT NULL,
            PRIMARY KEY (item_id, source_id, url)) WITHOUT ROWID""",
            """CREATE TABLE tombstones (
            url TEXT PRIMARY KEY, item_id INTEGER, reason TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID""",
            "CREATE INDEX tombstones_item ON tombstones (item_id)",
        ),
        # What asking a source again needs, beyond validators of its own address.
        "m004_memory": (
            "ALTER TABLE sources ADD COLUMN type TEXT NOT NULL DEFAULT 'feed'",
            "ALTER TABLE sources ADD COLUMN priority INTEGER NOT NULL DEFAULT 2",
            "ALTER TABLE sources ADD COLUMN aggregator INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE sources ADD COLUMN probation INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE sources ADD COLUMN cursor TEXT NOT NULL DEFAULT ''",
            # JSON: what the source says of its rhythm, what is read in its place, what its site offers
            "ALTER TABLE sources ADD COLUMN hints TEXT NOT NULL DEFAULT '{}'",
            "ALTER TABLE sources ADD COLUMN stand_in TEXT",
            "ALTER TABLE sources ADD COLUMN proposals TEXT NOT NULL DEFAULT '[]'",
            # NULL for the validators of pages
            "ALTER TABLE validators ADD COLUMN source_id TEXT",
            "UPDATE validators SET source_id = (SELECT id FROM sources s WHERE s.url = validators.url)",
            "CREATE INDEX validators_source ON validators (source_id) WHERE source_id IS NOT NULL",
        ),
        # When a source's site was last searched for another address, its own having failed.
        "m005_searches": ("ALTER TABLE sources ADD COLUMN searched TEXT",),
        # How often sources speak, how they stand over time, and what was said of it to people.
        "m006_rhythm": (
            *(
                f"ALTER TABLE sources ADD COLUMN {column}"
                for column in (
                    "first_success TEXT",
                    "failing_since TEXT",
                    "empty_since TEXT",
                    # answers of 404 or 410 in a row
                    "missing INTEGER NOT NULL DEFAULT 0",
                    "missing_since TEXT",
                    # veille.store.rhythm: seconds, and readings of item_clock
                    "newest TEXT",
                    "spoke TEXT",
                    "spoken INTEGER NOT NULL DEFAULT 0",
                    "gap REAL",
                    "spoke_tick INTEGER NOT NULL DEFAULT 0",
                    "heard_tick INTEGER NOT NULL DEFAULT 0",
                    "tick_gap REAL",
                    # veille.models.Health, as found at the end of the last run
                    "health TEXT",
                    "health_since TEXT",
                    "health_detail TEXT NOT NULL DEFAULT ''",
                    # what officers decided
                    "snoozed_until TEXT",
                    "acknowledged TEXT",
                    "put_away TEXT",
                )
            ),
            "UPDATE sources SET first_success = last_success, spoke = last_new",
            "UPDATE sources SET failing_since = last_checked WHERE failures",
            "CREATE TABLE item_clock (id INTEGER PRIMARY KEY CHECK (id = 1), ticks INTEGER NOT NULL, quiet_since TEXT)",
            "INSERT INTO item_clock VALUES (1, 0, NULL)",
            # one row per day on which we ran
            "CREATE TABLE item_days (day TEXT PRIMARY KEY, ticks INTEGER NOT NULL) WITHOUT ROWID",
            """CREATE TABLE health_changes (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, source_id TEXT NOT NULL REFERENCES sources,
            was TEXT, now TEXT NOT NULL, detail TEXT NOT NULL)""",
            # content: JSON; upto: the last of health_changes that it tells
            """CREATE TABLE daily_reports (
            day TEXT PRIMARY KEY, made TEXT NOT NULL, upto INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID""",
            "CREATE INDEX leads_seen ON leads (first_seen)",
        ),
        # The same page under other spellings, the same story at other addresses, and items that became one.
        "m007_copies": (
            *(
                statement
                for table in ("aliases", "tombstones", "leads")
                for statement in (
                    f"ALTER TABLE {table} ADD COLUMN key TEXT NOT NULL DEFAULT ''",
                    f"UPDATE {table} SET key = url_key(url)",  # noqa: S608 - a constant; stepping gives the function
                )
            ),
            "CREATE INDEX aliases_key ON aliases (key)",
            "CREATE INDEX tombstones_key ON tombstones (key)",
            "CREATE INDEX leads_key ON leads (key) WHERE next_try IS NOT NULL",
            "ALTER TABLE items ADD COLUMN canonical TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE items ADD COLUMN merged_into INTEGER REFERENCES items",
            "CREATE INDEX items_merged ON items (merged_into) WHERE merged_into IS NOT NULL",
            # likeness.marks by stretch of days: what is written and looked up together lies together; without a
            # reference, which would want an index of its own, half as large again
            """CREATE TABLE marks (
            period INTEGER NOT NULL, mark INTEGER NOT NULL, item_id INTEGER NOT NULL,
            PRIMARY KEY (period, mark, item_id)) WITHOUT ROWID""",
        ),
        # What officers said when they added addresses by hand.
        "m008_additions": (
            """CREATE TABLE additions (
            url TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (url, at)) WITHOUT ROWID""",
        ),
        # What was stored before m007 has no marks, and which article heads a group depends on feeds.yml.
        "m009_marking": (
            # the version of likeness.marks; items numbered below this are still to be marked by it, the last ones first
            """CREATE TABLE marking (
            id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL, below INTEGER NOT NULL)""",
            "INSERT INTO marking SELECT 1, '1', coalesce(max(id), -1) + 1 FROM items",
            "ALTER TABLE sources ADD COLUMN shown_rank TEXT",
        ),
        # What articles tell: places, organisations, events, and calls, each call once whoever tells it.
        "m010_facts": (
            # the enrichers that read an item (enrich.version); empty: not read yet
            "ALTER TABLE items ADD COLUMN facts_version TEXT NOT NULL DEFAULT ''",
            "CREATE INDEX items_facts ON items (facts_version, id)",
            """CREATE TABLE places (
            item_id INTEGER NOT NULL REFERENCES items, code TEXT NOT NULL, role TEXT NOT NULL,
            probability REAL NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('machine', 'humain')),
            evidence TEXT NOT NULL,
            PRIMARY KEY (item_id, code)) WITHOUT ROWID""",
            """CREATE TABLE mentions (
            item_id INTEGER NOT NULL REFERENCES items, structure TEXT NOT NULL, name TEXT NOT NULL,
            family TEXT NOT NULL, probability REAL NOT NULL, evidence TEXT NOT NULL,
            PRIMARY KEY (item_id, structure)) WITHOUT ROWID""",
            # JSON: call and event as told, each date with its sentence; what the page's markup declares
            "CREATE TABLE facts (item_id INTEGER PRIMARY KEY REFERENCES items, content TEXT NOT NULL)",
            # content: JSON, the record that all tellings make together; empty while it is being made
            """CREATE TABLE calls (
            id INTEGER PRIMARY KEY AUTOINCREMENT, changed TEXT NOT NULL, content TEXT NOT NULL DEFAULT '')""",
            """CREATE TABLE call_items (
            item_id INTEGER PRIMARY KEY REFERENCES items, call_id INTEGER NOT NULL REFERENCES calls)""",
            "CREATE INDEX call_items_call ON call_items (call_id)",
            # callkeys.call_marks, to look up the calls that may be the same
            """CREATE TABLE call_marks (
            mark INTEGER NOT NULL, item_id INTEGER NOT NULL, PRIMARY KEY (mark, item_id)) WITHOUT ROWID""",
            "CREATE INDEX call_marks_item ON call_marks (item_id)",
            """CREATE TABLE call_changes (
            id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL REFERENCES calls, at TEXT NOT NULL, field TEXT NOT NULL,
            old TEXT NOT NULL, new TEXT NOT NULL, item_id INTEGER NOT NULL REFERENCES items)""",
            "CREATE INDEX call_changes_call ON call_changes (call_id)",
            "CREATE INDEX call_changes_item ON call_changes (item_id)",
        ),
        # What officers decided of items (store.decisions), and how far their journal was taken in.
        "m011_decisions": (
            """CREATE TABLE decisions (
            item_id INTEGER NOT NULL REFERENCES items, facet TEXT NOT NULL, label TEXT NOT NULL,
            holds INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (item_id, facet, label)) WITHOUT ROWID""",
            # bytes of corrections.jsonl
            "CREATE TABLE corrections_taken (id INTEGER PRIMARY KEY CHECK (id = 1), upto INTEGER NOT NULL)",
            "INSERT INTO corrections_taken VALUES (1, 0)",
            # tags that a person gave before decisions were kept
            """INSERT INTO decisions SELECT t.item_id, t.facet, t.label, 1, i.changed FROM tags t
            JOIN items i ON i.id = t.item_id WHERE t.origin = 'humain'""",
        ),
    }
)
"""The statements of each step, by its name."""
