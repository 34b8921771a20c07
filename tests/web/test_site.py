"""Building and serving the site: what it needs, and how it starts and stops."""

import signal
import socket
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

import pluggy
import pytest

from tests.support.served import started
from veille import web
from veille.config import SiteSettings
from veille.errors import InputError, StoreError, VeilleError
from veille.web import plugin
from veille.web import site as site_module
from veille.web.serve import serve


def test_a_missing_database_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"n’existe pas encore.*veille run"):
        web.build(tmp_path / "veille.db", SiteSettings())


def test_a_file_that_is_no_veille_db_is_explained(tmp_path: Path) -> None:
    text = tmp_path / "texte.db"
    text.write_text("ce n’est pas une base", encoding="utf-8")
    other = tmp_path / "autre.db"
    sqlite3.connect(other).execute("create table x (y)").connection.close()

    for path in (text, other):
        with pytest.raises(StoreError, match="ne peut pas être lue"):
            web.build(path, SiteSettings())


def test_a_database_of_another_version_is_explained_before_anybody_visits(veille_db: Path, tmp_path: Path) -> None:
    older = tmp_path / "veille.db"
    older.write_bytes(veille_db.read_bytes())
    with closing(sqlite3.connect(older)) as conn:
        conn.execute("pragma user_version = 2")

    with pytest.raises(StoreError, match=r"autre version.*veille publish"):
        web.build(older, SiteSettings())


def test_the_database_is_called_veille_whatever_its_file(veille_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "un nom à part.db"
    path.write_bytes(veille_db.read_bytes())
    site = web.build(path, SiteSettings())
    names = set(site.databases)
    site.close()

    assert names == {"_internal", "veille"}


@pytest.mark.parametrize("version", ["0.65.5", "0.65.9"])
def test_fitting_versions_of_datasette_are_taken(version: str) -> None:
    site_module.check_version(version)


@pytest.mark.parametrize("version", ["0.65.4", "0.66", "0.66.1", "1.0a41", "1.0", "2.1"])
def test_other_versions_of_datasette_are_refused(version: str) -> None:
    with pytest.raises(VeilleError, match=r"Datasette 0\.65\.5"):
        site_module.check_version(version)


def test_every_hook_is_registered(veille_db: Path) -> None:
    web.build(veille_db, SiteSettings()).close()
    ours = {caller.name for caller in site_module.pm.get_hookcallers(plugin) or ()}

    assert ours == plugin.HOOKS


def test_the_site_does_not_start_when_a_hook_would_not_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = pluggy.PluginManager("datasette")
    manager.register(plugin)
    monkeypatch.setattr(site_module, "pm", manager)

    with pytest.raises(VeilleError, match="permission_allowed"):
        site_module.check_hooks()


def test_serve_answers_and_stops_cleanly(veille_db: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        process, url = started(veille_db)
        with urllib.request.urlopen(f"{url}recherche?q=emploi", timeout=100) as reply:
            page = reply.read().decode()
            server = reply.headers.get("server")
        process.send_signal(number)
        _out, warnings = process.communicate(timeout=100)

        assert process.returncode == 0, warnings
        assert "articles" in page
        assert server is None
        assert warnings == ""


def test_a_port_in_use_is_explained(veille_db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Impossible d’écouter sur 127.0.0.1:{port}"):
            serve(veille_db, SiteSettings(port=port), ready=lambda url: None)
