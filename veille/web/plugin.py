"""Our Datasette plugin: every hook, each a line or two that calls the module that does it.

Registered by `site.build`, never through an entry point. Every hook leaves
a Datasette that is not ours alone.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import Any

import pluggy
from jinja2 import Environment

from veille.config import SiteSettings
from veille.publish.dictionary import TABLES
from veille.publish.schema import AXES, INDEXED
from veille.text import is_http_url
from veille.web import guard, pages, rendering, sandbox
from veille.web.compression import compressed

hookimpl = pluggy.HookimplMarker("datasette")

HOOKS = frozenset(
    {
        "asgi_wrapper",
        "extra_template_vars",
        "forbidden",
        "handle_exception",
        "permission_allowed",
        "prepare_connection",
        "prepare_jinja2_environment",
        "register_routes",
        "render_cell",
    }
)
"""What must be called, or the site does not start."""


LABEL_COLUMNS = {
    **dict.fromkeys(("themes", "secteurs", "genres", "familles", "sources", "territoires", "structures"), "nom"),
    "articles": "titre",
    "appels": "titre",
}
"""What a row is called where another table points to it."""
SORTABLE = {
    "articles": ("id", "publie_le", *INDEXED),
    **{axis.links: ("article_id", axis.column) for axis in AXES},
    "vu_aussi": ("article_id",),
    "fusions": ("id", "article_id"),
    "articles_appels": ("article_id", "appel_id"),
    "comptes": ("axe",),
}
"""Columns of large tables in whose order an index lies; small tables are sorted by any."""


def _is_ours(datasette: Any) -> bool:
    return hasattr(datasette, "site_settings")


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Give the addresses of our pages; they come before Datasette's own."""
    return list(pages.ROUTES) if _is_ours(datasette) else []


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Put the guard around the whole application."""
    return lambda app: guard.Guard(compressed(app), datasette) if _is_ours(datasette) else app


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Fence in the connections on which visitors' SQL runs."""
    if _is_ours(datasette) and database == "veille":
        sandbox.restrict(conn)


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    """Add our filters and the translation functions to the templates."""
    if _is_ours(datasette):
        rendering.prepare(env)


@hookimpl
def extra_template_vars(datasette: Any) -> dict[str, Any]:
    """Give every template, Datasette's too, what the page frame needs."""
    return rendering.frame(datasette) if _is_ours(datasette) else {}


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Allow reading public tables and SQL on them; nothing else, whoever asks."""
    if not _is_ours(datasette):
        return None
    match action, resource:
        case "view-instance", _:
            return True
        case "view-database" | "execute-sql", "veille":
            return True
        case "view-table", ("veille", str(table)):
            return not sandbox.is_closed(table)
    return False


@hookimpl
def forbidden(datasette: Any, request: Any) -> Callable[[], Awaitable[Any]] | None:
    """Answer a refusal in French."""
    return (lambda: rendering.error(datasette, 403, request)) if _is_ours(datasette) else None


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Generator[None, Any, None]:
    """Answer errors in French, without their text; Datasette's own handler, which shows it, is not run."""
    outcome = yield
    if _is_ours(datasette):
        outcome.force_result([lambda: rendering.failure(datasette, request, exception)])


@hookimpl
def render_cell(datasette: Any, value: Any) -> Any:
    """Show web addresses in raw tables as links that pass nothing on; other values as Datasette does."""
    if _is_ours(datasette) and isinstance(value, str) and is_http_url(value):
        return rendering.outward_link(value)
    return None


def metadata(settings: SiteSettings) -> dict[str, Any]:
    """Return Datasette's metadata: what each table and column holds, and how raw tables open."""
    tables: dict[str, dict[str, Any]] = {
        table.name: {"description": table.description, "columns": dict(table.columns)}
        for table in TABLES
        if not sandbox.is_closed(table.name)
    }
    for name, column in LABEL_COLUMNS.items():
        tables[name]["label_column"] = column
    for name, columns in SORTABLE.items():
        tables[name]["sortable_columns"] = list(columns)
    return {"title": settings.title, "databases": {"veille": {"tables": tables}}}
