"""From the bytes of a message to its texts, however it is built.

The standard library's parser of whole messages is not used: it recurses once per level and looks for every open
boundary at every line, so that a thousand levels end in RecursionError or in minutes of work. Here the standard
library reads headers, and parts are cut out by their boundary, a bounded number of levels deep.
"""

import binascii
import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr

from veille.sources import dates
from veille.text import digest, squeeze

MAX_DEPTH = 8
"""Levels of parts; a newsletter forwarded as an attachment inside a signed message needs 5."""
MAX_PARTS = 200
"""Parts of one message, over all levels; the rest is left."""
MAX_HEADERS = 128_000
"""Bytes of one part's headers."""
MAX_BODY = 2_000_000
"""Characters of one text; the longest newsletters stay under 300,000, mail programs cut them at 102,000."""
_MAX_ID = 250
_END_OF_HEADERS = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_TEXT_CODEC = re.compile(r"(?:iso-?8859|windows|cp-?\d|latin|utf-?(?:8|16|32)|koi8|mac|gb|big5|euc|shift|iso-?2022)")
_ASCII_SHELL = re.compile(r"(?:iso-?2022|utf-?(?:16|32)|hz)")
_MEANS_WINDOWS = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1"})
_ADDRESS_IN_ANGLES = re.compile(r"<\s*(https?://[^>\s]+)\s*>", re.I)
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-rcpt-to")
_OF_MESSAGES = frozenset({"from", "date", "subject", "message-id", "to", "received", "return-path", "mime-version"})
_LISTS = ("list-unsubscribe", "list-subscribe", "list-help", "list-owner", "list-post", "list-archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message, read."""

    message_id: str
    """Its Message-ID; a hash of its headers where it has none."""
    subject: str
    sender: str
    """Address of From in lower case. Anybody can write anything there: fit to sort by, never to trust."""
    sender_name: str
    date: datetime | None
    """As its Date says, else its last Received; not judged."""
    recipients: tuple[str, ...] = ()
    """Addresses it was sent to, in lower case: they have no place in what is kept."""
    list_targets: tuple[str, ...] = ()
    """Web addresses of its List-* headers: leaving, subscribing, helping; never to be asked."""
    html: tuple[str, ...] = ()
    text: str = ""


@dataclass(slots=True)
class _Found:
    """What the walk through the parts collects."""

    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    left: int = MAX_PARTS


def is_message(raw: bytes) -> bool:
    """Say whether bytes begin with a header that messages have (RFC 5322): any other file has no place in a mailbox."""
    message, _body = _split(raw)
    return not _OF_MESSAGES.isdisjoint(name.lower() for name in message)


def read_headers(raw: bytes) -> Letter:
    """Return what the headers say, without the texts. Never raises for what they contain but for RecursionError."""
    message, _body = _split(raw)
    headers = _headers(message)
    name, address = parseaddr(_first(headers, "from"))
    return Letter(
        message_id=_message_id(headers),
        subject=_words(_first(headers, "subject")),
        sender=address.lower(),
        sender_name=_words(name),
        date=_date(headers),
        recipients=tuple(_recipients(headers)),
        list_targets=tuple(url for name in _LISTS for url in _ADDRESS_IN_ANGLES.findall(_first(headers, name))),
    )


def read_letter(raw: bytes) -> Letter:
    """Return a whole message, its texts decoded; attachments are left but for messages, which are read like parts."""
    letter = read_headers(raw)
    found = _Found()
    _walk(raw, found, 0)
    return Letter(
        message_id=letter.message_id,
        subject=letter.subject,
        sender=letter.sender,
        sender_name=letter.sender_name,
        date=letter.date,
        recipients=letter.recipients,
        list_targets=letter.list_targets,
        html=tuple(text for text in found.html if text.strip()),
        text="\n".join(text for text in found.text if text.strip())[:MAX_BODY],
    )


def _split(raw: bytes) -> tuple[Message, bytes]:
    """Split one entity into its headers and what follows."""
    raw = raw.lstrip(b"\r\n")
    if raw.startswith((b"From ", b">From ")):  # the envelope line of an mbox
        raw = raw.partition(b"\n")[2]
    end = _END_OF_HEADERS.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    return BytesHeaderParser().parsebytes(head[:MAX_HEADERS] + b"\n\n"), body


def _walk(raw: bytes, found: _Found, depth: int) -> None:
    found.left -= 1
    message, body = _split(raw)
    kind, boundary = _kind(message)
    if kind.startswith("multipart/"):
        if depth < MAX_DEPTH and boundary:
            for part in _parts(body, boundary, found.left):
                if found.left <= 0:
                    break
                _walk(part, found, depth + 1)
        return
    if kind in ("message/rfc822", "message/global"):
        if depth < MAX_DEPTH:
            _walk(_decoded(body, message), found, depth + 1)
        return
    if kind in ("text/html", "text/plain") and not _is_attachment(message):
        text = decode(_decoded(body, message), _charset(message))[:MAX_BODY]
        (found.html if kind == "text/html" else found.text).append(text)


def _kind(message: Message) -> tuple[str, str]:
    """Return the media type and the boundary; a type that cannot be read is plain text, as RFC 2045 says."""
    try:
        return message.get_content_type(), message.get_boundary() or ""
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        return "text/plain", ""


def _parts(body: bytes, boundary: str, most: int) -> Iterator[bytes]:
    """Yield the parts between boundary lines; a last one that is never closed counts too."""
    line = b"--" + boundary.encode("utf-8", "surrogateescape")
    delimiter = re.compile(rb"(?:\A|\r?\n)" + re.escape(line) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    start = None
    for number, match in enumerate(delimiter.finditer(body)):
        if start is not None:
            yield body[start : match.start()]
        start = match.end()
        if match[1] or number > most:
            return
    if start is not None:
        yield body[start:]


def _is_attachment(message: Message) -> bool:
    return str(message.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _charset(message: Message) -> str:
    try:
        charset = message.get_param("charset", "")
    except (ValueError, LookupError, IndexError, TypeError):
        return ""
    return charset[2] if isinstance(charset, tuple) else str(charset or "")


def _decoded(body: bytes, message: Message) -> bytes:
    """Undo the transfer encoding; what is damaged is read as far as it goes."""
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64":
        return _base64(body)
    return body


def _base64(body: bytes) -> bytes:
    letters = _NOT_BASE64.sub(b"", body)
    if len(letters) % 4 == 1:  # one letter is half a byte: a damaged end
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def decode(data: bytes, charset: str) -> str:
    """Return the text that bytes mean: UTF-8 when they are valid UTF-8, whatever was declared, else as declared.

    Bytes beyond ASCII that happen to be UTF-8 are never anything else in practice, while newsletters declare
    iso-8859-1 over UTF-8 and UTF-8 over windows-1252 every day. Unknown charsets are read as windows-1252.
    """
    name = charset.strip().strip("\"'").lower()
    if _ASCII_SHELL.match(name) and _known(name):  # these are made of ASCII bytes, or never valid UTF-8
        return data.decode(name, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _TEXT_CODEC.match(name) and _known(name) and not name.startswith("utf") and name not in _MEANS_WINDOWS:
        return data.decode(name, "replace")
    if name.startswith("utf") and _nearly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _nearly_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8 with some damage rather than windows-1252: most of what is beyond ASCII fits."""
    beyond = sum(byte > 0x7F for byte in data[:100_000])
    wrong = data[:100_000].decode("utf-8", "replace").count("\ufffd")
    return wrong * 4 < beyond


def _headers(message: Message) -> Mapping[str, list[str]]:
    """Return the raw values by lower-case name, unfolded; bytes beyond ASCII are decoded."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        data = str(value).encode("utf-8", "surrogateescape")
        found.setdefault(name.lower(), []).append(" ".join(decode(data, "").split()))
    return found


def _first(headers: Mapping[str, list[str]], name: str) -> str:
    values = headers.get(name)
    return values[0] if values else ""


def _words(value: str) -> str:
    """Decode the encoded words of a header (RFC 2047)."""
    if "=?" not in value:
        return squeeze(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):  # binascii.Error is a ValueError
        return squeeze(value)
    return squeeze("".join(piece if isinstance(piece, str) else decode(piece, name or "") for piece, name in pieces))


def _date(headers: Mapping[str, list[str]]) -> datetime | None:
    """Return the moment of Date; else of the newest Received, whose date follows the last semicolon (RFC 5322)."""
    if moment := dates.parse(_first(headers, "date")):
        return moment
    return dates.parse(_first(headers, "received").rpartition(";")[2])


def _message_id(headers: Mapping[str, list[str]]) -> str:
    given = squeeze(_first(headers, "message-id")).strip("<> ")
    if given:
        return given if len(given) <= _MAX_ID else digest(given)
    return digest(*(_first(headers, name) for name in ("from", "to", "date", "subject", "received")))


def _recipients(headers: Mapping[str, list[str]]) -> Iterator[str]:
    values = [value for name in _RECIPIENTS for value in headers.get(name, ())][:20]
    seen = {address.lower() for _name, address in getaddresses(values) if "@" in address}
    yield from sorted(seen)
