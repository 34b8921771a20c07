"""Raw tables, SQL, JSON and CSV: Datasette's power, in French, without its doors."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from veille import web
from veille.config import SiteSettings
from veille.web import plugin
from veille.web.pages import raw
from veille.web.site import Site

STOCK = (
    "/veille",
    "/veille/articles",
    "/veille/articles?_facet=genre&_facet_date=publie_le&langue=fr&titre__contains=la&_sort=id",
    "/veille/articles?_where=id%3C10",
    "/veille/articles/1",
    "/veille/articles_themes",
    "/veille/articles_themes/1,politiques-publiques",
    "/veille/themes/financement",
    "/veille?sql=select+:mot+as+mot&mot=x",
    "/veille?sql=select+id+from+articles+limit+3",
    "/veille?sql=selec",
)
ENGLISH = (
    "This data as", "Advanced export", "rows", "Custom SQL query", "Run SQL", "Powered by", "Next page", "home",
    "contains", "remove filter", "Links from other tables", "where ", "Suggested facets", "Not found", "Apply",
)  # fmt: skip


@pytest.mark.parametrize("address", STOCK)
async def test_stock_pages_speak_french_in_our_frame(site: Site, address: str) -> None:
    reply = await site.client.get(address)
    page = html.fromstring(reply.text)
    for node in page.xpath("//textarea | //pre | //code | //td | //dd | //select[contains(@name, 'column')]"):
        node.clear()
    said = " ".join(page.text_content().split())

    assert reply.status_code == (400 if address.endswith("selec") else 200)
    assert page.get("lang") == "fr"
    assert not page.xpath("//script | //style | //*[@style]")
    assert [word for word in ENGLISH if f" {word}" in said] == []


async def test_lists_do_not_show_the_search_index(site: Site) -> None:
    page = await site.client.get("/veille")
    listed = (await site.client.get("/veille.json?_show_hidden=1")).json()["tables"]

    assert "recherche" not in [name.partition("_")[0] for name in (table["name"] for table in listed)]
    assert "/veille/recherche" not in page.text
    assert {table["name"] for table in listed} >= {"articles", "sources", "themes", "comptes", "vu_aussi"}


async def test_labels_stand_beside_their_ids(site: Site) -> None:
    rows = (await site.client.get("/veille/articles.json?_shape=objects&_labels=on&_size=1")).json()["rows"]

    assert rows[0]["source_id"]["label"] in {name for _, name, _, _ in publicdb.SOURCES}


async def test_links_in_raw_tables_pass_nothing_on(site: Site) -> None:
    page = html.fromstring((await site.client.get("/veille/articles?_size=max")).text)
    outward = page.xpath("//td/a[starts-with(@href, 'http')]")

    assert len(outward) > 200
    assert {link.get("rel") for link in outward} == {"noopener nofollow ugc"}
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


async def test_sql_mistakes_are_explained_in_french(site: Site) -> None:
    mistakes = {
        "select nimporte from articles": "La colonne « nimporte » n’existe pas.",
        "select * from inconnue": "La table « inconnue » n’existe pas.",
        "select titre from articles where": "La requête n’est pas terminée.",
        "select titre frm articles": "Erreur de syntaxe près de « articles ».",
        "select foo(1)": "La fonction « foo » n’existe pas.",
        "select abs(1, 2)": "La fonction « abs » n’a pas le bon nombre d’arguments.",
        "select 1; select 2": "Une seule requête à la fois, sans point-virgule au milieu.",
        "select id from articles, sources": "La colonne « id » existe dans plusieurs tables : précisez laquelle.",
    }
    told = {sql: (await site.client.get("/veille.json", params={"sql": sql})) for sql in mistakes}

    assert {sql: reply.json()["error"].replace("\u00a0", " ") for sql, reply in told.items()} == mistakes
    assert {reply.status_code for reply in told.values()} == {400}


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
async def test_only_selects_are_run(site: Site, form: str) -> None:
    reply = await site.client.get(f"/veille{form}", params={"sql": "delete from articles"})

    assert reply.status_code == 400
    assert "SELECT" not in reply.text.replace("Une requête SELECT", "")


@pytest.mark.parametrize(
    "address",
    [
        "/veille/articles?_timelimit=x",
        "/veille/articles?_size=beaucoup",
        "/veille/articles?_size=99999",
        "/veille/articles?_sort=rien",
        "/veille/articles?_facet=rien",
        "/veille/articles?_facet_array=%7B",
        "/veille/articles?id__in=%5B",
        "/veille/articles?_next=a,b,c&_sort=titre",
        "/veille/articles?_col=rien",
        "/veille/articles?_through=%7B",
        "/veille/articles?_ttl=%C2%B2",
        "/veille/articles?_where=nimporte",
        "/veille/articles.json?_shape=rond",
        "/veille/articles/1.blob?_blob_column=titre",
        "/veille/articles?_search=x&_fts_table=recherche",
        "/veille/articles?_search=x&_fts_table=inconnue",
        "/veille.json?sql=select+1&_timelimit=-1",
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")  # Datasette's, when a facet fails
async def test_parameters_datasette_does_not_check_are_answered_400(site: Site, address: str) -> None:
    reply = await site.client.get(address)

    assert reply.status_code in (200, 400)
    assert "Traceback" not in reply.text
    assert "sqlite" not in reply.text.lower().replace("dialecte sqlite", "")


async def test_csv_streams_every_page_of_a_table(site: Site) -> None:
    reply = await site.client.get("/veille/articles.csv?_stream=1&_labels=on")
    rows = list(csv.DictReader(io.StringIO(reply.text)))

    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(rows) == 302
    assert rows[0]["source_id"]
    assert rows[0]["source_id_label"]


async def test_csv_goes_on_over_pages_and_stops_at_its_cap(veille_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = web.build(veille_db, SiteSettings(max_returned_rows=100))
    by_day = await site.client.get("/veille/articles.csv?_stream=1&_sort_desc=publie_le")
    page = await site.client.get("/veille/articles.csv?_size=30")
    whole = await site.client.get("/veille/articles.csv?_stream=1")
    monkeypatch.setattr(raw, "MAX_ROWS", 250)
    capped = await site.client.get("/veille/articles.csv?_stream=1&_dl=1")
    site.close()
    ids = [row["id"] for row in csv.DictReader(io.StringIO(whole.text))]

    assert len(page.text.splitlines()) == 31
    assert len(ids) == len(set(ids)) == 302
    assert by_day.text == whole.text
    assert len(list(csv.DictReader(io.StringIO(capped.text)))) == 250
    assert capped.headers["content-disposition"] == 'attachment; filename="articles.csv"'


async def test_csv_cells_cannot_be_formulas(site: Site) -> None:
    reply = await site.client.get("/veille.csv", params={"sql": "select '=1+1' as a, -5 as b, x'00ff' as c, 'e' as d"})

    assert reply.text.splitlines() == ["a,b,c,d", "'=1+1,-5,00ff,e"]


async def test_csv_of_a_wrong_query_is_a_plain_french_error(site: Site) -> None:
    reply = await site.client.get("/veille.csv", params={"sql": "select nimporte from articles"})

    assert reply.status_code == 400
    assert reply.headers["content-type"].startswith("text/plain")
    assert "n’existe pas" in reply.text


async def test_replies_are_cut_at_the_most_rows_and_say_so(site: Site) -> None:
    sql = "with recursive t(x) as (select 1 union all select x + 1 from t) select x from t limit 3000"
    data = (await site.client.get("/veille.json", params={"sql": sql})).json()
    page = await site.client.get("/veille", params={"sql": sql})

    assert (len(data["rows"]), data["truncated"]) == (500, True)
    assert "Les 500 premières lignes" in page.text


async def test_the_base_address_of_the_settings_is_used_in_links(veille_db: Path) -> None:
    site = web.build(veille_db, SiteSettings(base_url="https://veille.exemple.org"))
    reply = await site.client.get("/veille/articles.json?_size=5", headers={"host": "mechant.example.org"})
    site.close()

    assert json.loads(reply.text)["next_url"].startswith("https://veille.exemple.org/veille/articles.json?")
    assert "mechant" not in reply.text


async def test_large_tables_sort_only_where_an_index_lies(site: Site) -> None:
    page = html.fromstring((await site.client.get("/veille/articles")).text)
    offered = {link.text_content().strip(" ↑↓") for link in page.xpath("//th/a")}
    other = await site.client.get("/veille/articles?_sort=extrait")

    assert offered == {*plugin.SORTABLE["articles"]}
    assert other.status_code == 400
    plans = {}
    with closing(sqlite3.connect(site.reader.path)) as db:
        for table, columns in plugin.SORTABLE.items():
            for column in columns:
                plan = db.execute(f"explain query plan select * from {table} order by {column} limit 51").fetchall()
                plans[table, column] = [step for *_numbers, step in plan if "TEMP B-TREE" in step]
    assert {where: steps for where, steps in plans.items() if steps} == {}


async def test_what_a_row_points_to_is_called_by_its_name(site: Site) -> None:
    async def first(address: str) -> dict[str, dict[str, str]]:
        rows = (await site.client.get(f"/veille/{address}&_labels=on&_shape=array&_size=1")).json()
        return {column: value for column, value in rows[0].items() if isinstance(value, dict)}

    call, place, event, named = [
        await first(f"{table}.json?article_id={article}")
        for table, article in (
            ("articles_appels", 1), ("articles_territoires", 202), ("evenements", 3), ("articles_structures", 1),
        )
    ]  # fmt: skip

    assert call["appel_id"]["label"] == "Fonds des communs"
    assert place["territoire_id"]["label"] != place["territoire_id"]["value"]
    assert event["territoire_id"]["label"] == "Saint-Denis"
    assert named["structure_id"]["label"] != named["structure_id"]["value"]


@pytest.mark.parametrize(
    ("row", "own"),
    [
        ("articles/1", "/article/1"), ("evenements/3", "/article/3"), ("themes/financement", "/theme/financement"),
        ("territoires/R11", "/territoire/R11"), ("sources/coop-nord", "/source/coop-nord"),
    ],
)  # fmt: skip
async def test_rows_lead_to_their_page(site: Site, row: str, own: str) -> None:
    page = html.fromstring((await site.client.get(f"/veille/{row}")).text)

    assert page.xpath("//a[text()='Voir sur le site']/@href") == [own]
    assert (await site.client.get(own)).status_code == 200


async def test_raw_pages_lead_back_to_the_dictionary(site: Site) -> None:
    page = html.fromstring((await site.client.get("/veille")).text)

    assert "/api#schema" in page.xpath("//a/@href")
    assert page.xpath("//nav[@class='crumbs']//a/@href") == ["/", "/api"]
