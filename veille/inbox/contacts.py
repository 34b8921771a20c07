"""How to reach those who wrote: kept for a while, to answer them, then erased."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veille.errors import StoreError, reason
from veille.i18n import _
from veille.inbox.notes import Note, pending, replace_values

KEPT = timedelta(days=183)
"""Six months, as the forms and the page on personal data promise."""
CONTACT = "contact"
"""The value of a note that holds an address or a telephone number."""

log = logging.getLogger(__name__)


def erase_contact(note: Note) -> bool:
    """Erase how to reach the author of a note, the rest of which stays; say whether there was anything.

    Raises StoreError when the file cannot be written anew.
    """
    if not note.values.get(CONTACT):
        return False
    try:
        replace_values(note, {**note.values, CONTACT: ""})
    except OSError as error:
        refused = _("{path} : le contact n’a pas pu être effacé ({reason})")
        raise StoreError(refused.format(path=note.path, reason=reason(error))) from error
    return True


def erase_old_contacts(data: Path, now: datetime) -> int:
    """Erase the contacts of the notes older than KEPT; return how many. What cannot be written is told in the log."""
    erased = 0
    for note in pending(data):
        if note.at > now.astimezone(UTC) - KEPT:
            continue
        try:
            erased += erase_contact(note)
        except StoreError as error:
            log.warning("%s", error)
    return erased
