"""`veille sources preview` and `discover`: what would come in, of any file, address or known source."""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.badweb import BadWeb
from tests.support.newsite import PAGES, rss
from veille.cli.main import cli

MAIL = (
    "From: Lettre <lettre@pole.example>\r\nTo: veille@exemple.fr\r\nSubject: La lettre de novembre\r\n"
    "Date: Thu, 20 Nov 2025 08:00:00 +0100\r\nMessage-ID: <1@pole.example>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/html; charset=utf-8\r\n\r\n"
    "<html><body><h2><a href='https://pole.example/epicerie'>Une épicerie coopérative ouvre au centre-bourg</a></h2>"
    "<p>Après deux ans de travaux, l’épicerie accueille ses premiers clients.</p>"
    "<h2><a href='https://pole.example/atelier'>L’atelier de réparation partagé recrute</a></h2>"
    "<p>Deux postes sont ouverts pour animer les ateliers de quartier.</p></body></html>\r\n"
)


def veille(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def web(tmp_path: Path) -> Iterator[BadWeb]:
    with BadWeb() as running:
        (tmp_path / "veille.toml").write_text('[http]\nallow_private = ["127.0.0.0/8"]\nhost_delay = 0.0\n')
        yield running


def rows(*args: str | Path) -> list[dict[str, str]]:
    result = veille(*args, "--json")
    assert result.exit_code == 0, result.output
    read: list[dict[str, str]] = json.loads(result.stdout)
    return read


def sitemap() -> bytes:
    urls = "".join(
        f"<url><loc>https://pole.example/{n}</loc><lastmod>2025-11-0{n}</lastmod></url>" for n in range(1, 4)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


@pytest.mark.parametrize(
    ("name", "body", "count"),
    [
        ("feed.xml", rss(3, "https://pole.example/").encode(), 3),
        ("sans-nom", rss(2, "https://pole.example/").encode(), 2),
        ("feed.xml.gz", gzip.compress(rss(3, "https://pole.example/").encode()), 3),
        ("plan.xml", sitemap(), 3),
        ("plan.xml.gz", gzip.compress(sitemap()), 3),
        ("posts.json", b'[{"id": 1, "title": {"rendered": "Un"}, "link": "https://pole.example/1"}]', 1),
        ("lettre.eml", MAIL.encode(), 2),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, body: bytes, count: int) -> None:
    (tmp_path / name).write_bytes(body)
    found = rows("sources", "preview", tmp_path / name)
    assert len(found) == count
    assert set(found[0]) == {"title", "url", "published", "author", "summary", "id"}


def test_a_saved_listing_page_is_read_with_the_address_it_came_from() -> None:
    found = rows("sources", "preview", PAGES / "actualites.html", "--url", "https://val.example/actualites")
    assert [row["url"] for row in found][:2] == [
        "https://val.example/actualites/ouverture-de-latelier",
        "https://val.example/actualites/assemblee-generale",
    ]


def test_an_archive_that_holds_nothing_to_read_ends_with_a_sentence(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("lisez-moi.txt"), io.BytesIO())
    (tmp_path / "JORF_20251120-000000.tar.gz").write_bytes(packed.getvalue())
    result = veille("sources", "preview", tmp_path / "JORF_20251120-000000.tar.gz")
    assert result.exit_code == 1
    assert result.stderr.startswith("Erreur : ")


def test_a_saved_home_page_says_where_its_feed_is() -> None:
    result = veille("sources", "preview", PAGES / "wordpress.html", "--url", "https://site.example/")
    assert result.exit_code == 1
    assert "elle annonce un flux : https://site.example/feed/" in result.stderr


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02" * 50, b"%PDF-1.7", b"bonjour", b"\x1f\x8b\x08\x00coupe"])
def test_what_cannot_be_read_ends_with_a_sentence(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "fichier").write_bytes(body)
    result = veille("sources", "preview", tmp_path / "fichier")
    assert result.exit_code == 1
    assert result.stderr.startswith("Erreur : ")
    assert "Traceback" not in result.output


def test_what_is_nothing_known_is_said_so(tmp_path: Path) -> None:
    result = veille("sources", "preview", "nulle-part", "--data", tmp_path)
    assert result.exit_code != 0
    assert "ni une adresse http(s), ni un fichier, ni une source" in result.stderr


def test_a_home_page_shows_what_would_come_and_from_where(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("pole")
    page = (PAGES / "wordpress.html").read_bytes().replace(b"https://site.example/", site.url("").encode())
    site.page("", page)
    site.page("feed/", rss(3, site.url(""), title="Le Pôle").encode())
    result = veille("sources", "preview", site.url(""), "--data", tmp_path)
    assert result.exit_code == 0, result.output
    assert f"3 articles — type feed : {site.url('feed/')}" in result.output
    assert "Trouvé ailleurs qu’à l’adresse donnée : annoncé par la page" in result.output
    forced = veille("sources", "preview", site.url(""), "--type", "feed", "--data", tmp_path)
    assert (forced.exit_code, forced.stdout) == (1, "")
    assert "page HTML au lieu d’un flux" in forced.stderr


def test_a_known_source_is_read_with_its_options(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("val")
    html = "<ul>" + "".join(f"<li><a href='/x/{n}'>Titre d’article numéro {n}</a></li>" for n in range(3)) + "</ul>"
    site.page("liste", html)
    (tmp_path / "feeds.yml").write_text(
        f"sources:\n  - id: val\n    name: Val\n    type: listing\n    url: {site.url('liste')}\n"
        "    listing: {item: li, link: a, title: a}\n    exclude: [/x/2]\n"
    )
    found = rows("sources", "preview", "val", "--data", tmp_path)
    assert [row["url"] for row in found] == [site.url("x/0"), site.url("x/1")]


def test_discover_lists_what_can_be_followed_best_first(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("pole")
    page = (PAGES / "wordpress.html").read_bytes().replace(b"https://site.example/", site.url("").encode())
    site.page("", page)
    site.page("feed/", rss(3, site.url(""), title="Le Pôle").encode())
    site.page("category/emploi/feed/", rss(2, site.url(""), under="emploi").encode())
    args = ("sources", "discover", site.url(""), "--data", tmp_path)
    assert [(row["type"], row["url"], row["entries"]) for row in rows(*args)] == [
        ("feed", site.url("feed/"), 3),
        ("feed", site.url("category/emploi/feed/"), 2),
    ]
    table = veille(*args).output.splitlines()
    assert table[0].split() == ["type", "articles", "dernier", "adresse", "comment"]
    assert table[1].split()[:4] == ["feed", "3", "21/11/2025", site.url("feed/")]


def test_discover_says_why_there_is_nothing(web: BadWeb, tmp_path: Path) -> None:
    result = veille("sources", "discover", web.site("vide").url(""), "--data", tmp_path)
    assert result.exit_code == 1
    assert "page introuvable (HTTP 404)" in result.stderr
