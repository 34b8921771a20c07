"""The state of the search page: what its address says, and addresses for its neighbours.

`read` never fails: what is wrong with a field is kept in `problems` for the page
to explain. Nothing here knows the database or HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote_plus

from veille.i18n import _
from veille.web.querylang import Query, understand
from veille.web.synonyms import NONE, Synonyms

AXES = ("theme", "secteur", "genre", "territoire", "structure", "source", "langue", "famille")
"""Filters that are a choice in a list, in the order of the form and of addresses."""
SORTS = ("date", "pertinence")
PAGE_SIZE = 20
MAX_RESULTS = 10_000
"""Results are counted and paged up to this."""
MAX_PAGE = MAX_RESULTS // PAGE_SIZE
_MAX_DIGITS = 18
"""Of a number: SQLite's integers end within the nineteenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One state of the search page."""

    query: Query = field(default_factory=Query)
    axes: tuple[tuple[str, str], ...] = ()
    """Chosen values by axis, in the order of AXES."""
    since: date | None = None
    until: date | None = None
    sort: str = "date"
    page: int = 1
    problems: tuple[tuple[str, str], ...] = ()
    """Fields that cannot be used, with what to say about them."""

    @property
    def problem(self) -> dict[str, str]:
        """What is wrong, by field."""
        return dict(self.problems)

    @property
    def chosen(self) -> dict[str, str]:
        """The chosen value by axis."""
        return dict(self.axes)

    def address(self, **changes: str | None) -> str:
        """Return the address of this state with some parameters replaced (None removes one), on its first page."""
        given = {
            "q": self.query.text,
            **dict.fromkeys(AXES, ""),
            **self.chosen,
            "du": self.since.isoformat() if self.since else "",
            "au": self.until.isoformat() if self.until else "",
            "tri": self.sort if self.sort != "date" else "",
        }
        given.update({key: value or "" for key, value in changes.items()})
        pairs = [f"{key}={_quoted(value)}" for key, value in given.items() if value]
        return "/recherche" + (f"?{'&'.join(pairs)}" if pairs else "")


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """Return a value as it stands in an address: a page of results has the same ones in 200 links."""
    return quote_plus(value)


def read(args: Mapping[str, str], synonyms: Synonyms = NONE) -> Search:
    """Read the parameters of an address; unknown ones are ignored, empty ones are absent."""
    problems: dict[str, str] = {}
    query = understand(args.get("q", ""), synonyms)
    if query.problem:
        problems["q"] = query.problem
    since = _day(args, "du", problems)
    until = _day(args, "au", problems)
    if since and until and since > until:
        problems["au"] = _("La fin de la période est avant son début.")
    sort = args.get("tri") or "date"
    if sort not in SORTS:
        problems["tri"] = _("Ce tri n’existe pas : choisissez la date ou la pertinence.")
        sort = "date"
    return Search(
        query=query,
        axes=tuple((axis, value) for axis in AXES if (value := args.get(axis, "").strip()[:100])),
        since=since,
        until=until,
        sort="date" if not query.match else sort,
        page=page_number(args, problems),
        problems=tuple(problems.items()),
    )


def check_values(search: Search, known: Mapping[str, Mapping[str, object]]) -> Search:
    """Return search with a problem for each chosen value that does not exist; known maps axes to their values.

    Axes that are not known here are taken as they are: a value of theirs that does not exist finds nothing.
    """
    wrong = {
        axis: _("Cette valeur n’existe pas : choisissez-en une dans la liste.")
        for axis, value in search.axes
        if axis in known and value not in known[axis]
    }
    return replace(search, problems=(*search.problems, *wrong.items())) if wrong else search


def _day(args: Mapping[str, str], key: str, problems: dict[str, str]) -> date | None:
    text = args.get(key, "").strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    problems[key] = _("Cette date n’est pas comprise : écrivez-la comme 21/11/2026.")
    return None


def number_in(text: str) -> int | None:
    """Return the number of an article or call in a text; None when it is none, or would not fit SQLite's integers."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def page_number(args: Mapping[str, str], problems: dict[str, str]) -> int:
    """Return the page that an address asks for; the first, and a problem, for what cannot be one."""
    text = args.get("page", "").strip() or "1"
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MAX_PAGE:
        return int(text)
    problems["page"] = _("Les pages vont de 1 à {last}.").format(last=MAX_PAGE)
    return 1
