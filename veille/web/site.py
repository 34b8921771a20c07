"""The public site: one Datasette over veille.db with our pages in front and every limit set."""

import hashlib
import importlib.metadata
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import datasette as datasette_package
from datasette.app import Datasette
from datasette.plugins import pm

from veille import __version__
from veille.config import SiteSettings
from veille.errors import VeilleError
from veille.i18n import _
from veille.web import french, plugin, rendering
from veille.web.database import PublicDatabase
from veille.web.pagecache import PageCache
from veille.web.publicfile import Alarm, connect
from veille.web.queries import Catalogue, catalogue, publication
from veille.web.reader import Reader
from veille.web.submissions import Submissions

HERE = Path(__file__).parent
OLDEST, TOO_NEW = (0, 65, 5), (0, 66)
"""Datasette 1.0 ignores hooks it no longer has, which would silently open closed doors (measured)."""

DATABASE = "veille"
"""Name of the database in addresses, whatever the file is called."""

_VISITOR_THREADS = 4
_READER_THREADS = 3


class Site(Datasette):  # type: ignore[misc]  # Datasette has no types
    """What `build` makes. Our hooks (`veille.web.plugin`) act on this class only."""

    def __init__(self, path: Path, settings: SiteSettings, *, data: Path, now: Callable[[], datetime]) -> None:
        self.site_settings = settings
        self.now = now
        self.submissions = Submissions(data, now=now)
        self.reader = Reader(path, threads=_READER_THREADS)
        self.alarm = Alarm()
        self.assets = _assets(HERE / "static")
        self.kept = PageCache()
        self.pages = rendering.environment(HERE / "templates")
        self._catalogue = Catalogue()
        self._seed = _seed(settings)
        super().__init__(
            files=[str(path)],
            settings=_limits(settings),
            metadata=plugin.metadata(settings),
            template_dir=str(HERE / "templates"),
        )
        self.remove_database(next(name for name in self.databases if name != "_internal"))
        self.add_database(PublicDatabase(self, path), name=DATABASE)

    @property
    def today(self) -> date:
        """The day it is in Paris."""
        return french.today_in_paris(self.now())

    async def refresh_schemas(self) -> None:
        """Do nothing: Datasette's own catalogue of tables is closed here, and making it touches closed tables."""

    async def current(self) -> Catalogue:
        """Return the catalogue of the newest publication; it is read once a publication."""

        def read(conn: sqlite3.Connection) -> Catalogue:
            known = self._catalogue
            return known if known.axes and known.publication == publication(conn) else catalogue(conn)

        self._catalogue = await self.reader.read(read)
        return self._catalogue

    def asset_url(self, name: str) -> str:
        """Return the address of one of our static files; it changes with its content."""
        return f"/statique/{name}?v={hashlib.blake2b(self.assets[name], digest_size=6).hexdigest()}"

    def absolute(self, request: Any, path: str) -> str:
        """Return the whole address of one of our paths: at [site] base_url, else where the visitor came to."""
        return (
            self.site_settings.base_url.rstrip("/") + path
            if self.site_settings.base_url
            else request_base(request) + path
        )

    def etag(self, shown: Catalogue) -> str:
        """Return the validator of our pages: publication, day in Paris, program, settings and templates."""
        checked = re.sub(r"\D", "", shown.publication.checked[:19])
        return f'"{shown.publication.generation}-{checked}-{self.today:%Y%m%d}-{self._seed}"'

    def close(self) -> None:
        """Stop the threads and close the connections; the site answers no more."""
        self.reader.close()
        self.executor.shutdown(cancel_futures=True)
        for database in self.databases.values():
            database.close()


def request_base(request: Any) -> str:
    """Return scheme and host of a request: https://veille.example."""
    return f"{request.scheme}://{request.host}"


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def build(
    path: Path, settings: SiteSettings, *, data: Path | None = None, now: Callable[[], datetime] = utc_now
) -> Site:
    """Return the public site over a veille.db: an ASGI application by its `app()`.

    What visitors hand in goes to the inbox of `data`, by default the folder that veille.db is in.
    It does not listen; see `serve`. Raises StoreError when there is no usable
    veille.db, or one of another version, VeilleError when the Datasette at hand does not fit.
    """
    check_version(datasette_package.__version__)
    connect(path).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, name="veille.web")
    check_hooks()
    return Site(path, settings, data=data or path.parent, now=now)


def check_version(version: str) -> None:
    """Raise VeilleError unless this version of Datasette is one our hooks were written for."""
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])
    if not OLDEST <= numbers < TOO_NEW or not re.fullmatch(r"[\d.]+", version):
        raise VeilleError(
            _("Le site demande Datasette 0.65.5 ou une version 0.65 plus récente ; celle-ci est la {version}.").format(
                version=version
            )
        )


def check_hooks() -> None:
    """Raise VeilleError unless Datasette will really call each of our hooks."""
    called = {caller.name for caller in pm.get_hookcallers(plugin) or ()}
    known = {name for name in called if getattr(pm.hook, name).spec is not None}
    if missing := plugin.HOOKS - known:
        raise VeilleError(
            _("Datasette n’appellerait pas ces crochets du site : {names}. Le site ne démarre pas.").format(
                names=", ".join(sorted(missing))
            )
        )


def missing_legal(settings: SiteSettings) -> tuple[str, ...]:
    """Return the keys of [site] that the legal pages need and that are empty."""
    keys = ("publisher", "director", "hosting", "contact")
    return tuple(key for key in keys if not getattr(settings, key).strip())


def _limits(settings: SiteSettings) -> dict[str, object]:
    return {
        "default_allow_sql": True,
        "allow_download": False,
        "allow_csv_stream": True,
        "max_csv_mb": 10,
        "max_returned_rows": settings.max_returned_rows,
        "default_page_size": min(50, settings.max_returned_rows),
        "sql_time_limit_ms": settings.sql_time_limit_ms,
        "facet_time_limit_ms": 150,
        "suggest_facets": False,
        "default_cache_ttl": 0,
        "num_sql_threads": _VISITOR_THREADS,
        "truncate_cells_html": 400,
    }


def _assets(folder: Path) -> dict[str, bytes]:
    """Return our static files by name; the sheets in css/, in order of their names, are one file."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    sheets = sorted((folder / "css").iterdir())
    return files | {"veille.css": b"".join(path.read_bytes() for path in sheets)}


def _seed(settings: SiteSettings) -> str:
    """Hash what our pages are made of besides veille.db."""
    digest = hashlib.blake2b(digest_size=6)
    digest.update(f"{__version__} {importlib.metadata.version('datasette')} {settings!r}".encode())
    for path in sorted([*(HERE / "templates").rglob("*"), *(HERE / "static").rglob("*")]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
