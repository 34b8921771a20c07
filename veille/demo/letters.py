"""The letters that sites of the sample web send, as written in letters.yml, and as messages.

Their links count clicks: they lead to the sender's own site, which redirects to the articles.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import yaml

from veille.models import PARIS

_FILE = Path(__file__).parent / "letters.yml"
_HOUR = 7
_TOKEN_BYTES = 14
"""28 hexadecimal characters: click counters name link and reader in 20 to 60."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a letter says of one story."""

    to: str
    """`site/slug`."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter of a site."""

    number: int
    """From 1, oldest first."""
    sent: datetime
    """Europe/Paris."""
    subject: str
    opening: str
    pieces: tuple[Piece, ...]

    def click(self, piece: Piece) -> str:
        """Return the path by which the sender's site counts who follows a link."""
        token = hashlib.blake2b(f"{self.number} {piece.to}".encode(), digest_size=_TOKEN_BYTES).hexdigest()
        return f"/track/click/{token}"


def load_letters(site: str, today: date) -> tuple[Letter, ...]:
    """Return the letters of a site, oldest first, none for most."""
    rows: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8")).get(site, [])
    return tuple(_letter(row, number, today) for number, row in enumerate(rows, 1))


def _letter(row: dict[str, Any], number: int, today: date) -> Letter:
    day = today - timedelta(days=row["days"])
    return Letter(
        number=number,
        sent=datetime(day.year, day.month, day.day, _HOUR, tzinfo=PARIS),
        subject=row["subject"],
        opening=row["opening"],
        pieces=tuple(Piece(**piece) for piece in row["pieces"]),
    )


def message(letter: Letter, *, domain: str, sender: str, origin: str, parts: tuple[str, str]) -> bytes:
    """Return a letter as it lies in a mailbox; parts are its plain text and its HTML. The same each time."""
    text, html = parts
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{sender}" <lettre@{domain}>'
    mail["To"] = "veille@bureau.invalid"
    mail["Date"] = letter.sent
    mail["Subject"] = letter.subject
    mail["Message-ID"] = f"<lettre-{letter.number}-{letter.sent:%Y%m%d}@{domain}>"
    mail["List-Unsubscribe"] = f"<{origin}/desinscription/{letter.number}>"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail.set_boundary(f"=_lettre_{letter.number}")
    return mail.as_bytes()
