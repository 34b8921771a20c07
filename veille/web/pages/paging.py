"""What lists share: page numbers; of calls and of events also choices with counts and filters in force."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from veille.i18n import _
from veille.web import french
from veille.web.callfilters import AXES, ListState
from veille.web.choices import AXIS_NAMES, Choice
from veille.web.filters import PAGE_SIZE
from veille.web.queries import Catalogue

if TYPE_CHECKING:
    from veille.web.queries.register import FoundDated


def choices(state: ListState, shown: Catalogue, counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[Choice]]:
    """Return, by axis, the values that would find something, and the one chosen, in the order of the catalogue.

    Where nothing was counted, because the address is to be corrected, all that articles have.
    """
    return {
        axis: [
            Choice(
                value=value,
                name=label.name,
                count=counts[axis].get(value, 0) if axis in counts else None,
                is_chosen=state.chosen.get(axis) == value,
            )
            for value, label in shown.axes[axis].items()
            if state.chosen.get(axis) == value
            or (counts[axis].get(value) if axis in counts else label.count and label.is_offered)
        ]
        for axis in AXES
    }


def among_articles(state: ListState, kind: str) -> str:
    """Return the address that looks for the same among all articles of a kind."""
    pairs = {"q": state.query.text, **state.chosen, "genre": kind}
    return f"/recherche?{urlencode({key: value for key, value in pairs.items() if value})}"


def listed(state: ListState, shown: Catalogue, found: "FoundDated[Any]", kind: str) -> dict[str, Any]:
    """Return what the templates of both lists show besides the list itself; kind is of the articles they tell of."""
    return {
        "shown": shown,
        "state": state,
        "found": found,
        "choices": choices(state, shown, found.facets),
        "active": active(state, shown),
        "among_articles": among_articles(state, kind),
        "start": (state.page - 1) * PAGE_SIZE + 1,
        "pages": page_links(state.address, state.page, found.pages),
    }


def active(state: ListState, shown: Catalogue) -> list[tuple[str, str, str]]:
    """Return the filters in force: what each is called, its value, and the address without it."""
    lines = [(AXIS_NAMES[axis], shown.name(axis, value), state.address(**{axis: None})) for axis, value in state.axes]
    if state.query.text:
        lines.insert(0, (_("Mots"), state.query.text, state.address(q=None)))
    if state.month:
        lines.append((_("Mois"), french.month(state.month), state.address(mois=None)))
    return lines


def page_links(address: Callable[..., str], page: int, last: int) -> list[tuple[int | None, str]]:
    """Return the page numbers to offer with their addresses; None stands for a gap.

    address: gives that of a `page`, None for the first.
    """
    if last == 1:
        return []
    wanted = sorted({1, 2, page - 1, page, page + 1, last} & set(range(1, last + 1)))
    links: list[tuple[int | None, str]] = []
    previous = 0
    for one in wanted:
        if one > previous + 1:
            links.append((None, ""))
        links.append((one, address(page=str(one) if one > 1 else None)))
        previous = one
    return links
