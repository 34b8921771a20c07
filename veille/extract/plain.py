"""Plain text files: paragraphs put back on one line each, the first line as title."""

import re
from datetime import datetime

from veille.extract.base import Content, Wanted
from veille.extract.prose import tidy
from veille.extract.sniff import decode
from veille.i18n import _
from veille.models import Outcome, Page
from veille.text import shorten

_PARAGRAPH = re.compile(r"\n\s*\n")


def read(page: Page, wanted: Wanted, now: datetime) -> Content:
    """Return the text of a plain text file; it declares neither author nor date."""
    source = decode(page.body, page.charset).replace("\r\n", "\n").replace("\r", "\n")
    blocks = _PARAGRAPH.split(source)
    # Blank lines separate paragraphs, if there are any: the others only wrap.
    text = tidy("\n".join(" ".join(block.split("\n")) for block in blocks) if len(blocks) > 1 else source)
    return Content(
        outcome=Outcome.OK if text else Outcome.EMPTY,
        detail="" if text else _("fichier sans texte"),
        text=text,
        title=shorten(text.partition("\n")[0], 150) if wanted.title else "",
        media_type="text/plain",
    )
