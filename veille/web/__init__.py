"""The public site: our French pages in front of Datasette's raw tables, over veille.db.

    browser -> guard       methods, sizes, headers, queries at once
            -> pages/      our pages: queries/ through the Reader, templates/; outputs/ for programs
            -> Datasette   /veille/…: raw tables and SQL, through PublicDatabase
                           on connections fenced in by sandbox

Nothing here writes a database or knows how articles are collected; what visitors send goes to DATA/inbox
(`submissions`). docs/architecture.md follows a page through all of it.
"""

from veille.web.serve import serve
from veille.web.site import build, missing_legal

__all__ = ["build", "missing_legal", "serve"]
