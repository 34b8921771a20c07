"""Sources of type `archive`: a folder to which somebody adds compressed XML, as DILA does with the official journal.

The cursor is the name stamp of the last archive done with, `20261121-013045`; a number after it counts the runs
in which the one after it could not be had.
"""

import re
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from veille.i18n import _
from veille.kinds import ArchiveOptions
from veille.models import Lead, Outcome, Page, Source, Validators
from veille.sources.base import Asking, Collected, Reading

MAX_TRIES = 5
"""Runs after which an archive that cannot be had is given up: one damaged file must not hold up all that follow."""
_NAMES = {"jorf": re.compile(r"\b(JORF_(\d{8}-\d{6})\.tar\.gz)\b")}
_BEFORE_ALL = "00000000-000000"
_STAMP = re.compile(r"\d{8}-\d{6}")
_PASSING = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.BLOCKED, Outcome.REDIRECTED, Outcome.MALFORMED})
"""Endings that may be better another time; an archive may still be on its way to the folder."""


@dataclass(slots=True)
class _Found:
    """What the archives read so far gave."""

    cursor: str
    tries: int
    leads: list[Lead] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    stopped: bool = False
    """An archive is left for another time, and those after it with it."""

    def pass_over(self, stamp: str) -> None:
        """Be done with an archive."""
        self.cursor, self.tries = stamp, 0


@dataclass(frozen=True, slots=True)
class ArchiveReader:
    """Reads the archives that came since the last time, oldest first; their texts come with them."""

    type: str = "archive"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for the folder's page, then for at most `files` archives; a first look takes the newest ones."""
        page = await asking.fetch(source.url, accept="text/html, */*;q=0.1", conditional=True)
        if page.outcome is not Outcome.OK:
            return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
        options = source.options if isinstance(source.options, ArchiveOptions) else ArchiveOptions()
        listed = _listed(page, options)
        if not listed:
            detail = _("aucune archive JORF_AAAAMMJJ-HHMMSS.tar.gz dans cette page")
            return Collected(source=source, page=page, outcome=Outcome.NOT_A_FEED, detail=detail)
        last, tries = _unpack(asking.memory.cursor)
        waiting = [stamp for stamp in sorted(listed) if stamp > last]
        if not waiting:
            return Collected(source=source, page=page, outcome=Outcome.UNCHANGED)
        due = waiting[: options.files] if last else waiting[-options.files :]
        before = [stamp for stamp in sorted(listed) if stamp < due[0]]
        found = _Found(cursor=last or (before[-1] if before else _BEFORE_ALL), tries=tries)
        await _read_all(found, [(stamp, listed[stamp]) for stamp in due], page, source, asking)
        return _collected(found, page, source, left=due[-1] != waiting[-1])

    def read(self, page: Page, source: Source) -> Reading:
        """Read one archive by itself."""
        from veille.sources.jorf import read_archive  # noqa: PLC0415 - lxml only when an archive came

        return read_archive(page, source)


def _listed(page: Page, options: ArchiveOptions) -> dict[str, str]:
    """Return the archives a folder's page names, by the stamp in their names."""
    text = page.body.decode("latin-1")
    return {stamp: name for name, stamp in _NAMES[options.format].findall(text)}


async def _read_all(found: _Found, due: Sequence[tuple[str, str]], index: Page, source: Source, asking: Asking) -> None:
    """Download and read archives one after the other, up to one that may be had another time."""
    for stamp, name in due:
        page = await asking.fetch(urljoin(index.final_url, name), accept="application/gzip, */*;q=0.1")
        reading = Reading(outcome=page.outcome, detail=page.detail)
        if page.outcome is Outcome.OK:
            reading = await _read(asking, page, source)
        found.outcomes.append(reading.outcome)
        if reading.outcome in _PASSING and found.tries + 1 < MAX_TRIES:
            found.tries, found.stopped = found.tries + 1, True
            found.details.append(_("{name} : {why}").format(name=name, why=reading.detail))
            return
        found.leads.extend(reading.leads)
        if reading.detail:
            told = _("{name} : {why}") if reading.leads else _("{name}, laissée de côté : {why}")
            found.details.append(told.format(name=name, why=reading.detail))
        found.pass_over(stamp)


async def _read(asking: Asking, page: Page, source: Source) -> Reading:
    try:
        reading: Reading = await asking.run_cpu(ArchiveReader().read, page, source)
    except BrokenExecutor:  # it must not come back in every run
        return Reading(outcome=Outcome.MALFORMED, detail=_("cette archive fait échouer le lecteur"))
    return reading


def _collected(found: _Found, page: Page, source: Source, *, left: bool) -> Collected:
    """Return the end of one look.

    The folder's page may only answer « unchanged » next time when nothing it names is left to read.
    """
    good = found.leads or Outcome.OK in found.outcomes
    return Collected(
        source=source,
        page=replace(page, validators=Validators()) if left or found.stopped else page,
        outcome=Outcome.OK if good else found.outcomes[-1],
        detail=" ; ".join(found.details),
        leads=tuple(found.leads),
        cursor=f"{found.cursor} {found.tries}" if found.tries else found.cursor,
    )


def _unpack(cursor: str) -> tuple[str, int]:
    """Return the stamp and the count of a cursor, as far as they can be read."""
    stamp, _space, tries = cursor.partition(" ")
    if not _STAMP.fullmatch(stamp):
        return "", 0
    return stamp, int(tries) if tries.isascii() and tries.isdigit() and len(tries) < 4 else 0
