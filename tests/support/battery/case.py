"""One named fault: what the site does, and what must be recorded of it.

    @case("flux-vide", BODIES, "Le flux est bien formé mais ne contient aucun article.", Outcome.EMPTY, "aucun article")
    def empty_feed(stage: Stage) -> Source:
        return stage.site.feed(rss([])).source()

The table of all cases (`battery.CASES`) is what the battery runs and what docs/reference/pannes.md is made from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.support.badweb import Site, item, rss
from tests.support.battery.stories import story, title
from tests.support.faultserver import Handler
from veille.models import Outcome, Source


class Group(StrEnum):
    """Where a fault lies; the headings of the page."""

    CONNECTION = "La connexion"
    SLOWNESS = "La lenteur"
    PROTOCOL = "Le protocole HTTP"
    REDIRECTS = "Les redirections"
    STATUSES = "Les statuts et les validateurs"
    INSTEAD = "Autre chose que le flux"
    BODIES = "Les corps et les compressions"
    CHARSETS = "Les encodages"
    FEEDS = "Le contenu des flux"
    PAGES = "Les pages des articles"
    SITEMAPS = "Les plans de site"
    LISTINGS = "Les pages de liste et les API"
    MAIL = "Les lettres d’information"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where a case plays: its own site, and how much may be sent."""

    site: Site
    number: int
    """Of the case: texts are made from it, so that no two cases tell the same."""
    full: bool
    """False: sizes and waits are small, for `make test`."""
    folder: str = ""
    """Of its own, for what is no web site."""

    def sized(self, small: int, whole: int) -> int:
        """Return how much to send."""
        return whole if self.full else small

    def title(self, place: int = 1) -> str:
        """Return the title of one of the case's articles."""
        return title(self.number * 10 + place)

    def link(self, place: int = 1) -> str:
        """Serve the page of one of the case's articles; return its URL."""
        return self.site.page(f"a/{place}", story(self.number * 10 + place))

    def items(self, *places: int) -> list[str]:
        """Serve pages of articles; return the entries that lead to them."""
        return [item(self.link(place), self.title(place)) for place in places or (1,)]

    def feed(self, *places: int) -> str:
        """Serve pages of articles; return the document of their feed."""
        return rss(self.items(*places))

    def answering(self, handler: Handler, path: str = "feed") -> Source:
        """Answer for the source with a handler; return it."""
        self.site.on(f"/{path}", handler)
        return self.site.source(path)


Make = Callable[[Stage], Source]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fault and what must be recorded of it; outcomes are those of a first run and, right after, a second one."""

    name: str
    group: Group
    does: str
    """One French sentence."""
    make: Make
    outcome: Outcome
    detail: str = ""
    """A regular expression found in what the report says of the source."""
    again: Outcome
    leads: tuple[Outcome, ...] | None = None
    """How the source's leads ended after the first run, sorted; None where only the source is looked at."""
    shown: tuple[int, ...] = ()
    """Places of the case's articles that are on the site after both runs; no other article of the source is."""
    titled: Callable[[Stage], str] | None = None
    """Title of its one article on the site, where it matters."""
    noted: tuple[int, int] | None = None
    """How many leads are stored after the first run, in the short and in the full form."""
    never: str = ""
    """A regular expression of what is never asked of the site."""
    then: Callable[[Stage], None] | None = None
    """Changes the site between the two runs."""
    tls: bool = False
    """The site speaks TLS, with a certificate that nobody vouches for."""


CASES: dict[str, Case] = {}


def case(
    name: str,
    group: Group,
    does: str,
    outcome: Outcome,
    detail: str = "",
    *,
    again: Outcome | None = None,
    leads: tuple[Outcome, ...] | None = None,
    shown: tuple[int, ...] = (),
    titled: Callable[[Stage], str] | None = None,
    noted: tuple[int, int] | None = None,
    never: str = "",
    then: Callable[[Stage], None] | None = None,
    tls: bool = False,
) -> Callable[[Make], Make]:
    """Register a fault; `again` is left out where the second run ends as the first."""

    def register(make: Make) -> Make:
        assert name not in CASES, name
        CASES[name] = Case(
            name=name,
            group=group,
            does=does,
            make=make,
            outcome=outcome,
            detail=detail,
            again=again or outcome,
            leads=leads,
            shown=shown,
            titled=titled,
            noted=noted,
            never=never,
            then=then,
            tls=tls,
        )
        return make

    return register
