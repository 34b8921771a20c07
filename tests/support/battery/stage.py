"""The web of the battery: forty sound sites and a site for each fault, with the sources that follow them."""

import re
import ssl
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.support.badweb import NOW, BadWeb, Site, item, rss
from tests.support.battery.case import CASES, Case, Stage
from tests.support.battery.stories import story, title
from tests.support.watched import rows
from veille.models import Outcome, Source
from veille.pipeline import RunPlan
from veille.runreport import RunReport

CERTIFICATE = Path(__file__).parents[2] / "data" / "tls" / "loopback.pem"
HEALTHY = 40
FIRST_HEALTHY = 50_000
"""Numbers of the sound sites' stories start here, far from those of the faults."""
SHORT = {
    "connect_timeout": 4.0,
    "read_timeout": 3.0,
    "total_timeout": 4.0,
    "max_bytes": 1_000_000,
    "concurrency": 20,
}
"""Limits of `make test`; `make long` keeps the default ones. Few requests at once, so that on a busy machine none
waits long for the others: waiting for a turn does not count, waiting for the loop does."""
ENDED = "SELECT outcome FROM leads WHERE source_id = ? AND url NOT LIKE '%/rien/%' ORDER BY outcome"


class Battery:
    """The sites of a web, made once; runs take place on them. `pages` articles each for the sound sites."""

    def __init__(self, web: BadWeb, folder: Path, *, full: bool, pages: int = 1) -> None:
        self._web, self._full = web, full
        self.sound_sites = tuple(web.site(f"saine-{n:02}") for n in range(1, HEALTHY + 1))
        self.sound = tuple(_sound(site, n, pages) for n, site in enumerate(self.sound_sites, start=1))
        self.stages = {
            name: Stage(
                site=web.site(name, tls=_nobodys() if one.tls else None),
                number=number,
                full=full,
                folder=str(folder / name),
            )
            for number, (name, one) in enumerate(CASES.items(), start=1)
        }
        self.faulty = {name: CASES[name].make(stage) for name, stage in self.stages.items()}

    def plan(self, data: Path, sources: Iterable[Source], **changes: Any) -> RunPlan:
        """Return a plan for some of the sources, with the limits of the form."""
        limits = {} if self._full else SHORT
        fields = (
            {"read_timeout": 20.0, "total_timeout": 60.0, "max_new": 5, "contact": "veille@exemple.invalid"}
            | limits
            | changes
        )
        return self._web.plan(data, *sources, now=NOW, **fields)

    def requests(self) -> Counter[tuple[str, str]]:
        """Return how often each site was asked for each thing."""
        sites = [*self.sound_sites, *(stage.site for stage in self.stages.values())]
        return Counter((site.name, request.target) for site in sites for request in site.requests)

    def change(self) -> None:
        """Make the changes that some faults make between two runs."""
        for name, one in CASES.items():
            if one.then is not None:
                one.then(self.stages[name])


def _nobodys() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _sound(site: Site, number: int, pages: int) -> Source:
    stories = [FIRST_HEALTHY + number * 20 + place for place in range(pages)]
    return site.feed(rss(item(site.page(f"a/{one}", story(one)), title(one)) for one in stories)).source()


def shown(data: Path, source_ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Return all that the site tells of these sources' articles, sorted."""
    columns = "source_id, url, titre, publie_le, extrait, langue, auteur, genre, pertinence, theme_principal"
    wanted = set(source_ids)
    return [
        row for row in rows(data / "veille.db", f"SELECT {columns} FROM articles ORDER BY 1, 2") if row[0] in wanted
    ]


def faults_of(one: Case, stage: Stage, report: RunReport, data: Path, *, again: bool = False) -> list[str]:
    """Return what differs from what must be recorded of a case; nothing when all is right."""
    result = next(result for result in report.sources if result.source_id == one.name)
    expected = one.again if again else one.outcome
    found = [] if result.outcome is expected else [f"{one.name}: {result.outcome}, not {expected} ({result.detail})"]
    if again:
        return found + _shown_amiss(one, stage, data) + _asked_amiss(one, stage)
    if not re.search(one.detail, result.detail) or (result.outcome is not Outcome.OK and not result.detail):
        found.append(f"{one.name}: says « {result.detail} », not « {one.detail} »")
    ends = tuple(Outcome(end) for (end,) in rows(data / "collect.db", ENDED, one.name))
    if one.leads is not None and sorted(ends) != sorted(one.leads):
        found.append(f"{one.name}: leads ended {ends}, not {one.leads}")
    (noted,) = rows(data / "collect.db", "SELECT count(*) FROM leads WHERE source_id = ?", one.name)[0]
    if one.noted is not None and noted != stage.sized(*one.noted):
        found.append(f"{one.name}: {noted} leads, not {stage.sized(*one.noted)}")
    return found


def _shown_amiss(one: Case, stage: Stage, data: Path) -> list[str]:
    """Compare what is on the site with what should be, by the address of the article."""
    told = rows(data / "veille.db", "SELECT url, titre, publie_le FROM articles WHERE source_id = ?", one.name)
    # a page that could not be read has its own address: its text came with the feed
    places = sorted(int(url.rpartition("/a/")[2]) if "/a/" in url else 1 for url, *_ in told)
    found = [] if places == sorted(one.shown) else [f"{one.name}: shows {sorted(told)}, not {one.shown}"]
    if one.titled is not None and [title for _url, title, _day in told] != [one.titled(stage)]:
        found.append(f"{one.name}: shows {told}, not « {one.titled(stage)} »")
    if any(day != NOW.date().isoformat() for *_, day in told):  # that of each feed, or of its discovery
        found.append(f"{one.name}: shows {told}, of another day")
    return found


def _asked_amiss(one: Case, stage: Stage) -> list[str]:
    """Say which pages were asked for more than once in two runs, and what should not have been asked for at all."""
    paths = [request.target.lstrip("/") for request in stage.site.requests]
    twice = {path for path in paths if path.startswith("a/") and paths.count(path) > 1}
    never = [path for path in paths if one.never and re.search(one.never, path)]
    return [f"{one.name}: asked for {path}" for path in sorted({*twice, *never})]


def table() -> Mapping[str, Case]:
    """Return all cases by name, in the order of the page."""
    return CASES
