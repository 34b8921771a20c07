"""One message by itself, as `sources preview message.eml` reads it: no mailbox, no request."""

import logging

from veille.i18n import _
from veille.models import Outcome, Page, Source
from veille.sources.base import Reading
from veille.sources.mailbox.leads import addresses_offline, leads_of
from veille.sources.mailbox.mime import is_message
from veille.sources.mailbox.newsletters import read_newsletter

_log = logging.getLogger(__name__)


def read(page: Page, source: Source) -> Reading:
    """Return the leads of the message in `page.body`; bad input is an outcome."""
    if not is_message(page.body):
        return Reading(outcome=Outcome.MALFORMED, detail=_("ce fichier n’est pas un message"))
    try:
        letter = read_newsletter(page.body)
    except Exception as error:  # whatever a hostile message finds in the parsers, a preview says so
        _log.warning("%s: message reader failed", page.final_url, exc_info=True)
        return Reading(
            outcome=Outcome.MALFORMED, detail=_("message illisible ({why})").format(why=type(error).__name__)
        )
    leads = leads_of(letter, addresses_offline(letter), source, arrived=None, now=page.fetched_at)
    if not leads:
        return Reading(outcome=Outcome.EMPTY, detail=_("aucun article dans ce message"), title=letter.subject)
    return Reading(outcome=Outcome.OK, leads=leads, title=letter.subject)
