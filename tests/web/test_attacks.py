"""What an anonymous stranger may try: each is refused or bounded, and our pages go on answering."""

import asyncio
import logging
import resource
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.livesite import LEGAL
from veille import web
from veille.web import sandbox
from veille.web.database import MAX_REPLY
from veille.web.site import Site

ENDLESS = "with recursive t(x) as (select 1 union all select x + 1 from t) select count(*) from t"
MANY = "with recursive t(x) as (select 1 union all select x + 1 from t limit 500) "
BIG = "printf('%.*c', 190000, 'a')"

REFUSED = (
    # the search index, by every way in
    "select * from recherche",
    "select rowid from recherche where recherche match 'emploi'",
    "select highlight(recherche, 0, '', '') from recherche",
    "select block from recherche_data",
    "select count(*) from recherche_data",
    "select * from RECHERCHE_IDX",
    "select * from main.recherche_docsize",
    "select * from recherche_config",
    "select count(*) from articles where id in (select id from recherche_docsize)",
    "select count(*) from recherche",
    "select count(*) from (select 1 from recherche_idx)",
    "with recherche_data as (select 1) select count(*) from main.recherche_data",
    "select codes from facettes",
    "select count(*) from facettes_codes",
    # files, other databases, the machine
    "select count(*) from dbstat",
    "select count(*) from pragma_database_list",
    "select * from pragma_table_list",
    "select * from pragma_database_list",
    "select * from pragma_compile_options",
    "select * from pragma_function_list",
    "select * from pragma_module_list",
    "select * from dbstat",
    "select * from sqlite_dbpage",
    "select * from sqlite_stmt",
    "select * from fts3tokenize('simple', 'x')",
    "select * from sqlite_stat1",
    "select load_extension('/tmp/x.so')",
    "select fts3_tokenizer('x')",
    "select fts5(1)",
    "select readfile('/etc/passwd')",
    "select sqlite_version()",
    "select sqlite_compileoption_get(1)",
    # memory
    "select hex(randomblob(4000000))",
    "select randomblob(4000000)",
    "select zeroblob(1000000000)",
    f"{MANY} select group_concat({BIG}) from t",
    f"{MANY} select {BIG}, x from t",
    "select " + ", ".join(f"printf('%.*c', 190000, '{chr(97 + n % 26)}') || {n}" for n in range(100)),
    f"{MANY} select json_group_array({BIG}) from t",
    f"select replace({BIG}, 'a', 'aa')",
    "select json_group_object(1, 1)",
    "select json_patch('{}', '{}')",
    "select " + ", ".join("1" for _ in range(101)),
    " union all ".join("select 1" for _ in range(60)),
    "select " + "(" * 300 + "1" + ")" * 300,
    # time inside one instruction of SQLite
    f"select instr({BIG}, substr({BIG}, 90000) || 'b')",
    f"select length(replace({BIG}, substr({BIG}, 90000) || 'b', ''))",
    f"select {BIG} like '%' || substr({BIG}, 1, 200) || 'b%'",
    f"select {BIG} glob '*' || substr({BIG}, 1, 200) || 'b*'",
    # time
    ENDLESS,
    "select count(*) from articles a, articles b, articles c, articles d",
    "with recursive t(x) as (select 1 union all select x + 1 from t) select x from t order by x",
)


@pytest.mark.parametrize("sql", REFUSED, ids=lambda sql: sql[:60])
@pytest.mark.parametrize("way", ["query", "where"])
async def test_attacks_end_soon_with_a_small_french_answer(site: Site, sql: str, way: str) -> None:
    if way == "where" and sql.startswith("with"):
        sql = f"select * from ({sql})"
    address, given = ("/veille", {"sql": sql}) if way == "query" else ("/veille/themes", {"_where": f"({sql}) is null"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    reply = await site.client.get(address, params=given)
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    assert reply.status_code in (400, 414), reply.text
    assert len(reply.content) < 20_000
    assert seconds < 60  # it would never end
    assert grown < 150


@pytest.mark.parametrize(
    "sql",
    [
        "create table x (y)",
        "create temp table x (y)",
        "create virtual table temp.x using fts5vocab(main, recherche, row)",
        "create virtual table temp.x using fts5vocab('main', 'recherche', 'instance')",
        "create virtual table x using fts5vocab(recherche, col)",
        "create temp view x as select * from recherche_data",
        "attach ':memory:' as x",
        "attach '/etc/passwd' as x",
        "detach main",
        "insert into articles (id) values (1)",
        "insert into recherche (recherche) values ('rebuild')",
        "update articles set titre = ''",
        "delete from articles",
        "drop table articles",
        "vacuum into '/tmp/copie.db'",
        "pragma writable_schema = 1",
        "pragma query_only = 0",
        "pragma temp_store_directory = '/'",
        "pragma database_list",
        "begin",
        "savepoint x",
        "analyze",
        "reindex",
    ],
)
def test_a_fenced_connection_refuses_even_what_datasette_would_filter(veille_db: Path, sql: str) -> None:
    conn = sqlite3.connect(f"file:{veille_db}?mode=ro", uri=True, isolation_level=None)
    sandbox.restrict(conn)

    with pytest.raises(
        sqlite3.DatabaseError, match=r"not authorized|prohibited|too many attached|authorization denied"
    ):
        conn.execute(sql).fetchall()
    conn.close()


def test_a_vocabulary_of_the_index_would_work_without_the_fence(veille_db: Path) -> None:
    """The refusal above is the fence's doing: on a plain read-only connection the words can be listed."""
    conn = sqlite3.connect(f"file:{veille_db}?mode=ro", uri=True)
    conn.execute("create virtual table temp.x using fts5vocab(main, recherche, instance)")

    assert len(conn.execute("select term, doc, offset from temp.x limit 10").fetchall()) == 10
    conn.close()


@pytest.mark.skipif(
    not hasattr(sqlite3.Connection, "load_extension"), reason="ce Python est fait sans extensions SQLite"
)
def test_an_extension_cannot_be_loaded(veille_db: Path) -> None:
    conn = sqlite3.connect(f"file:{veille_db}?mode=ro", uri=True)
    sandbox.restrict(conn)

    with pytest.raises(sqlite3.OperationalError, match="not authorized"):
        conn.load_extension("/tmp/x.so")
    conn.close()


@pytest.mark.parametrize(
    "sql",
    [
        "select titre, instr(titre, 'a'), replace(titre, 'a', 'b'), upper(titre) from articles limit 3",
        "select theme_id, count(*), avg(probabilite) from articles_themes group by 1 having count(*) > 2",
        "select j.value from articles, json_each(genre_indices) j where json_valid(genre_indices) limit 5",
        "select row_number() over (order by publie_le desc), titre from articles limit 3",
        "select strftime('%Y-%m', publie_le), count(*) from articles group by 1",
        "select name, sql from sqlite_master where type = 'table'",
        "select name, type from pragma_table_info('articles')",
        "select a.titre, s.nom from articles a left join sources s on s.id = a.source_id where titre like '%coop%'",
        "with x as (select * from articles) select count(*) from x",
        "select group_concat(nom, ', ') from themes",
        "with t(x) as (select 1 union select 2) select count(*) from t",
        "select count(*) from (select distinct theme_id from articles_themes)",
        "explain query plan select * from articles where genre = 'evenement'",
        "-- un commentaire\nselect round(sqrt(2), 3), date('now'), coalesce(null, 1)",
    ],
)
async def test_honest_queries_run(site: Site, sql: str) -> None:
    reply = await site.client.get("/veille.json", params={"sql": sql})

    assert reply.status_code == 200, reply.text
    assert reply.json()["rows"]


def test_replaced_functions_answer_like_those_of_sqlite(veille_db: Path) -> None:
    plain = sqlite3.connect(":memory:")
    fenced = sqlite3.connect(f"file:{veille_db}?mode=ro", uri=True)
    sandbox.restrict(fenced)
    for expression in (
        "instr('économie', 'nom')", "instr('abc', 'z')", "instr('abc', '')", "instr(null, 'a')", "instr('a', null)",
        "instr(12345, 34)", "replace('abcabc', 'b', 'xx')", "replace('abc', '', 'x')", "replace('abc', 'z', null)",
        "replace(112, 1, 3)", "replace('aaa', 'aa', 'b')",
    ):  # fmt: skip
        assert fenced.execute(f"select {expression}").fetchone() == plain.execute(f"select {expression}").fetchone()
    plain.close()
    fenced.close()


async def test_eight_endless_queries_leave_the_home_page_quick(veille_db: Path) -> None:
    site = web.build(veille_db, LEGAL)
    await site.client.get("/")
    attacks = [asyncio.create_task(site.client.get("/veille.json", params={"sql": ENDLESS})) for _ in range(8)]
    await asyncio.sleep(0.1)
    waits = []
    while not all(attack.done() for attack in attacks):
        start = time.perf_counter()
        reply = await site.client.get("/")
        waits.append(time.perf_counter() - start)
        assert reply.status_code == 200
    replies = [attack.result() for attack in attacks]
    after = await site.client.get("/veille.json?sql=select+1")
    site.close()

    assert sorted(reply.status_code for reply in replies) == [400, 400, 429, 429, 429, 429, 429, 429]
    assert {reply.headers["retry-after"] for reply in replies if reply.status_code == 429} == {"2"}
    assert waits
    assert max(waits) < 30  # it would wait for all of them
    assert after.status_code == 200


async def test_slots_are_given_back_whatever_happens(site: Site) -> None:
    for sql in ("select 1", "selec", "select randomblob(1)", "select 1; select 2", ENDLESS):
        for address in ("/veille", "/veille.json", "/veille.csv", "/veille.blob"):
            await site.client.get(address, params={"sql": sql, "_timelimit": "30"})

    assert (await site.client.get("/veille.json?sql=select+1")).status_code == 200


@pytest.mark.parametrize("sql", ["select printf('%*c', 1000000000, 'x')", "select printf('%.1000000000d', 1)"])
async def test_absurd_widths_give_nothing(site: Site, sql: str) -> None:
    reply = await site.client.get("/veille.json", params={"sql": sql})

    assert reply.status_code == 400 or reply.json()["rows"] == [[None]]


async def test_wide_replies_are_bounded_too(site: Site) -> None:
    columns = ", ".join(f"'{n:03}' as c{n}" for n in range(100))
    reply = await site.client.get("/veille.json", params={"sql": f"{MANY} select {columns} from t"})
    page = await site.client.get("/veille", params={"sql": f"{MANY} select {columns} from t"})

    assert reply.status_code == page.status_code == 200
    assert len(reply.content) < MAX_REPLY
    assert len(page.content) < MAX_REPLY


async def test_failures_are_logged_and_tell_nothing(
    veille_db: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = web.build(veille_db, LEGAL)

    async def broken(*_: Any) -> None:
        raise RuntimeError("secret de fabrique")

    monkeypatch.setattr(site.reader, "read", broken)
    with caplog.at_level(logging.ERROR, logger="veille.web"):
        reply = await site.client.get("/")
    site.close()

    assert reply.status_code == 500
    assert "Erreur du site" in reply.text
    assert "secret" not in reply.text
    assert "secret de fabrique" in caplog.text
