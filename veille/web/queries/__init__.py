"""All SQL of our own pages: functions of a read-only connection to veille.db, returning frozen values.

No query here may scan all articles for a filter or sort the site offers;
tests/web/test_queries.py looks at their plans.
"""

from veille.web.queries.article import Detail, Elsewhere, Mark, article, head_of
from veille.web.queries.catalogue import Catalogue, Label, Publication, SourceRow, by_day, catalogue, publication
from veille.web.queries.facts import Facts, PublicCall, Territory
from veille.web.queries.lists import Card, latest_by

__all__ = [
    "Card", "Catalogue", "Detail", "Elsewhere", "Facts", "Label", "Mark", "PublicCall", "Publication",
    "SourceRow", "Territory",
    "article", "by_day", "catalogue", "head_of", "latest_by",
    "publication",
]  # fmt: skip
