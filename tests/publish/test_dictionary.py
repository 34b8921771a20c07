"""The data dictionary is complete, and the schema is what the other rooms were promised."""

import sqlite3
from contextlib import closing

from tests.support.desk import Desk
from tests.support.kept import make_lead
from veille.models import Outcome
from veille.publish.dictionary import TABLES
from veille.publish.rows import ArticleRow


def test_every_table_and_column_is_described_and_nothing_else(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    with closing(sqlite3.connect(desk.path)) as db:
        names = db.execute(
            """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'recherche_%'
            AND name NOT LIKE 'sqlite_%'"""
        ).fetchall()
        schema = {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for (name,) in names}

    assert {table.name: list(table.columns) for table in TABLES} == schema
    assert all(text.endswith(".") or "…" in text for table in TABLES for text in table.columns.values())
    assert all(table.title and table.description for table in TABLES)


def test_the_row_type_has_the_columns_of_the_table(desk: Desk) -> None:
    desk.publish()

    assert tuple(name for _, name, *_rest in desk.rows("PRAGMA table_info(articles)")) == ArticleRow._fields


def test_states_of_sources_are_the_described_words(desk: Desk) -> None:
    etat = next(table for table in TABLES if table.name == "sources").columns["etat"]
    desk.keep_text(make_lead())
    desk.publish()

    assert f"« {desk.rows('SELECT etat FROM sources')[0][0]} »" in etat
    assert str(Outcome.OK) not in etat.split()
