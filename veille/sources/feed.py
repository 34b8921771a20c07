"""Sources of type `feed`: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1."""

import logging
from dataclasses import dataclass

from veille.i18n import _
from veille.models import Outcome, Page, Source
from veille.sources.base import Asking, Collected, Reading, collect_page

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads syndication feeds. The parsers are imported at the first body, not before."""

    type: str = "feed"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for the feed; robots.txt is not asked, since feeds are published for programs."""
        return await collect_page(source, asking, self.read, accept=_ACCEPT)

    def read(self, page: Page, source: Source) -> Reading:
        """Read one body; dates are judged against `page.fetched_at`."""
        from veille.sources.feedread import read  # noqa: PLC0415 - lxml and friends only when a body came

        try:
            return read(page, source)
        except Exception as error:  # one hostile feed must not end a run, whatever third-party parsers make of it
            _log.warning("%s: feed reader failed", page.final_url, exc_info=True)
            return Reading(
                outcome=Outcome.MALFORMED, detail=_("flux illisible ({why})").format(why=type(error).__name__)
            )
