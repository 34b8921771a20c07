"""Whether a page that somebody proposes is an article already."""

import sqlite3
from dataclasses import dataclass

from veille.text import normalise_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as a visitor is told of it."""

    id: int
    title: str
    lang: str


def known(conn: sqlite3.Connection, url: str) -> Known | None:
    """Return the article at an address, however the address is spelled; None for none, or for what is no address."""
    try:
        spelled = _spellings(normalise_url(url))
    except ValueError:
        return None
    marks = ", ".join("?" for _one in spelled)
    row = conn.execute(
        f"select id, titre, langue from articles where url in ({marks}) order by id limit 1",  # noqa: S608 - ?, ?, …
        spelled,
    ).fetchone()
    return _known(row)


def titled(conn: sqlite3.Connection, ident: int) -> Known | None:
    """Return what an article is called."""
    return _known(conn.execute("select id, titre, langue from articles where id = ?", (ident,)).fetchone())


def _known(row: sqlite3.Row | None) -> Known | None:
    return Known(id=row["id"], title=row["titre"], lang=row["langue"] or "fr") if row else None


def _spellings(url: str) -> list[str]:
    """Return the ways in which sites write one address: either scheme, with www. or without, last slash or none."""
    _scheme, _sep, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    bare = host.removeprefix("www.")
    stem = (slash + path).removesuffix("/")
    paths = {slash + path} if "?" in path else {stem, stem + "/"}
    return [f"{scheme}://{www}{bare}{end}" for scheme in ("https", "http") for www in ("", "www.") for end in paths]
