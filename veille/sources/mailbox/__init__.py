"""Sources of type `mailbox`: newsletters on an IMAP server, in a Maildir, or in a folder of .eml files.

    messages -> texts (mime) -> lines -> articles (body, anchors, items) -> addresses (tracking) -> leads

Messages are read where they are: never marked, moved or deleted. What was read is in the cursor.
"""

from dataclasses import dataclass

from veille.models import Page, Source
from veille.sources.base import Asking, Collected, Reading

__all__ = ["MailboxReader"]


@dataclass(frozen=True, slots=True)
class MailboxReader:
    """Reads newsletters and splits them into their articles. Parsers and imaplib load when a mailbox is asked."""

    type: str = "mailbox"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for messages not read before, oldest first, and make a lead of each of their articles.

        UNCHANGED without new messages. A failure half-way keeps what came before it. Links that count clicks are
        resolved through `asking`; links to leave a list are never asked.
        """
        from veille.sources.mailbox import collecting  # noqa: PLC0415 - lxml only when a mailbox is asked

        return await collecting.collect(source, asking)

    def read(self, page: Page, source: Source) -> Reading:
        """Read one message by itself, without any request: what counts clicks and does not say where it leads is left.

        Bad input is an outcome.
        """
        from veille.sources.mailbox import single  # noqa: PLC0415 - as above

        return single.read(page, source)
