"""The state of the lists of calls and of events: what their addresses say, and addresses for their neighbours.

`read` never fails: what is wrong with a field is kept in `problems` for the page to explain. Nothing here knows the
database or HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from veille.i18n import _
from veille.web.filters import page_number
from veille.web.querylang import Query, understand
from veille.web.synonyms import NONE, Synonyms

AXES = ("theme", "secteur", "territoire")
"""Filters that are a choice in a list, in the order of the form and of addresses."""

CALL_STATES = {
    "en-cours": _("En cours"), "ouverts": _("Ouverts"), "bientot": _("Ferment sous 14 jours"),
    "annonces": _("Annoncés"), "permanents": _("Permanents"), "clos": _("Clos"), "sans-date": _("Sans date"),
    "tous": _("Tous"),
}  # fmt: skip
"""Values of `etat`, the default first; 14 days are `facts.SOON`."""
CALL_SORTS = {
    "cloture": _("date limite"), "nouveaux": _("nouveauté"),
}  # fmt: skip
EVENT_TIMES = {"a-venir": _("À venir"), "passes": _("Passés")}
EVENT_FORMS = {"tous": _("Sur place ou en ligne"), "oui": _("En ligne")}

_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedList:
    """One of the two lists: its path and the choices that only it offers, each with its default first."""

    path: str
    options: Mapping[str, Mapping[str, str]]
    has_months: bool = False


CALLS = DatedList(path="/appels", options={"etat": CALL_STATES, "tri": CALL_SORTS})
EVENTS = DatedList(path="/agenda", options={"quand": EVENT_TIMES, "enligne": EVENT_FORMS}, has_months=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """One state of a list."""

    of: DatedList
    query: Query = field(default_factory=Query)
    axes: tuple[tuple[str, str], ...] = ()
    """Chosen values by axis, in the order of AXES."""
    options: tuple[tuple[str, str], ...] = ()
    """Chosen values of `of.options` that are not the default."""
    month: str = ""
    """AAAA-MM, of an agenda."""
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

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the state and the order is chosen."""
        return bool(self.axes or self.query.text or self.month)

    def option(self, key: str) -> str:
        """Return the value in force of one of the list's own choices."""
        return dict(self.options).get(key) or next(iter(self.of.options[key]))

    def address(self, **changes: str | None) -> str:
        """Return the address of this state with some parameters replaced (None removes one), on its first page."""
        given = {"q": self.query.text, **self.chosen, **dict(self.options), "mois": self.month}
        given.update({key: value or "" for key, value in changes.items()})
        defaults = {key: next(iter(values)) for key, values in self.of.options.items()}
        pairs = [(key, value) for key, value in given.items() if value and value != defaults.get(key)]
        return self.of.path + (f"?{urlencode(pairs)}" if pairs else "")


def read(
    of: DatedList, args: Mapping[str, str], known: Mapping[str, Mapping[str, object]], synonyms: Synonyms = NONE
) -> ListState:
    """Read the parameters of an address; unknown ones are ignored, empty ones are absent.

    known: by axis, the values there are.
    """
    problems: dict[str, str] = {}
    query = understand(args.get("q", ""), synonyms)
    if query.problem:
        problems["q"] = query.problem
    axes = tuple((axis, value) for axis in AXES if (value := args.get(axis, "").strip()[:100]))
    for axis, value in axes:
        if value not in known[axis]:
            problems[axis] = _("Cette valeur n’existe pas : choisissez-en une dans la liste.")
    return ListState(
        of=of,
        query=query,
        axes=axes,
        options=_options(of, args, problems),
        month=_month(of, args, problems),
        page=page_number(args, problems),
        problems=tuple(problems.items()),
    )


def _options(of: DatedList, args: Mapping[str, str], problems: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = []
    for key, values in of.options.items():
        value = args.get(key, "").strip()[:100]
        if value and value not in values:
            problems[key] = _("Ce choix n’existe pas : {values}.").format(values=", ".join(values))
        elif value and value != next(iter(values)):
            found.append((key, value))
    return tuple(found)


def _month(of: DatedList, args: Mapping[str, str], problems: dict[str, str]) -> str:
    text = args.get("mois", "").strip() if of.has_months else ""
    if text and not _MONTH.fullmatch(text):
        problems["mois"] = _("Ce mois n’est pas compris : écrivez-le comme 2026-11.")
        return ""
    return text
