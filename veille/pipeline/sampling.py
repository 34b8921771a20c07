"""How little is asked of a source that is only tried: enough to tell whether it works, and nothing it would count."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from veille.i18n import _
from veille.kinds import ArchiveOptions
from veille.models import Outcome, Page, Source
from veille.sources import Fetches
from veille.sources.http import Ask

RECENT = timedelta(days=45)
"""Of a mailbox: messages are read oldest first, and those of years ago say nothing of today. Shorter than any silence
worth a word, so that a box of which only the first messages are read is not taken for a silent one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What to collect in place of a whole source."""

    source: Source
    fetcher: Fetches
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _NoClicks:
    """A fetcher that asks nothing: to see where a newsletter's links lead is to be counted as its reader."""

    now: datetime

    async def fetch(self, ask: Ask) -> Page:
        """Answer every ask with a Page that was not asked for."""
        detail = _("lien de lettre, non suivi pour un essai")
        return Page(url=ask.url, final_url=ask.url, outcome=Outcome.NOT_DUE, detail=detail, fetched_at=self.now)


def sample(source: Source, fetcher: Fetches, now: datetime) -> Sample:
    """Return what tells whether a source works: of archives the newest one, of a mailbox what came of late."""
    match source.type:
        case "archive":
            options = source.options if isinstance(source.options, ArchiveOptions) else ArchiveOptions()
            return Sample(source=replace(source, options=replace(options, files=1)), fetcher=fetcher)
        case "mailbox":
            return Sample(source=source, fetcher=_NoClicks(now), since=now - RECENT)
        case _:
            return Sample(source=source, fetcher=fetcher)
