"""From the bytes of a feed to clean UTF-8 XML: charset, junk, DTD, small repairs.

No parser runs before this: entity declarations are refused here, whatever a
parser would make of them.
"""

import codecs
import html
import re
import zlib

from veille.i18n import _
from veille.models import Outcome
from veille.sources.plain import windows_quotes

MAX_INFLATED = 10_000_000
"""Bytes a body that is itself a gzip file may give: the default cap of a body (HttpSettings.max_bytes)."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0, appendix F.1: the first characters of a document without a mark.
_WIDE = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""^[^<]{0,200}<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Servers and templates say these without looking; only the bytes know (WHATWG treats the first three as one).
_WESTERN = frozenset(("iso8859-1", "cp1252", "ascii", "utf-8"))
_C0 = bytes(code for code in range(32) if code not in b"\t\n\r")
_ILLEGAL = re.compile("[\ufffe\uffff\ud800-\udfff]")

_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+", re.S)
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*+(\[(?:[^\]"']|"[^"]*"|'[^']*')*+\]\s*)?>""", re.I)
_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF|\w{1,20}:feed)[\s>]")
_END = re.compile(r"</(?:rss|feed|rdf:RDF|\w{1,20}:feed)\s*>")
_CDATA_OR_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,32};)?",
    re.S,
)
JUNK = 20_000
"""Characters searched for the beginning of the feed behind what a broken template printed before it."""


class UnfitError(ValueError):
    """These bytes must not reach a parser; the text says why, in French."""

    def __init__(self, outcome: Outcome, message: str):
        super().__init__(message)
        self.outcome = outcome


def inflate(body: bytes) -> bytes:
    """Return body, or its content where it is itself a gzip file (.xml.gz, or compression nobody declared).

    Raises UnfitError when it is damaged or passes `MAX_INFLATED`; a truncated one gives what there is.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        data = inflater.decompress(body, MAX_INFLATED)
    except zlib.error:
        raise UnfitError(Outcome.MALFORMED, _("fichier gzip abîmé")) from None
    if inflater.unconsumed_tail:
        raise UnfitError(Outcome.TOO_BIG, _("fichier gzip qui se déplie au-delà de la limite"))
    return data


def decode(body: bytes, charset: str | None) -> str:
    """Return body as text, without its byte order mark, whatever its labels say.

    Order: byte order mark, UTF-16/32 patterns, then the charset of HTTP or of the XML declaration.
    A Western label is only believed where the bytes are not UTF-8: accents that happen to
    form valid UTF-8 are no accident. Wrong single bytes in UTF-8 are read as windows-1252.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for start, codec in _WIDE:
        if start.match(body):
            return body.decode(codec, "replace")
    declared = _DECLARED.match(body[:500])
    for label in (charset, declared and declared[1].decode("ascii")):
        codec = _codec(label)
        if codec and codec not in _WESTERN and not codec.startswith("utf-"):
            try:
                return body.decode(codec)
            except UnicodeDecodeError:
                continue
    return _decode_western(body)


def _codec(label: str | None) -> str:
    """Return Python's name of a text encoding, "" when there is none of that label."""
    try:
        info = codecs.lookup(label or "")
    except (LookupError, ValueError):
        return ""
    # base64, rot13 and the like are codecs too; _is_text_encoding is how CPython tells them apart
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def _decode_western(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    wrong = body.decode("utf-8", "surrogateescape")
    single = sum(1 for char in wrong if "\ud800" <= char <= "\udfff")
    multiple = sum(1 for char in wrong if char > "\x7f") - single
    if single < multiple:  # UTF-8 with some damage: a character cut in two, a pasted byte
        return re.sub("[\udc80-\udcff]", lambda match: _windows(ord(match[0]) - 0xDC00), wrong)
    return windows_quotes(body.decode("latin-1"))


def _windows(byte: int) -> str:
    return windows_quotes(chr(byte))


def clean(body: bytes, charset: str | None) -> bytes:
    """Return the document as UTF-8 without mark, control characters, DTD or what precedes `<`.

    The XML declaration stays and may lie about the encoding: parse with an explicit one.
    Raises UnfitError when the document declares entities.
    """
    if body.startswith((b"<?xml", b"<rss", b"<feed")) and b"<!D" not in body and b"<!d" not in body:
        # The usual case needs no decoded copy: what is valid UTF-8 stays as it is.
        declared = _DECLARED.match(body[:500])
        codec = _codec(declared[1].decode("ascii")) if declared else "utf-8"
        if codec in _WESTERN and (_codec(charset) or "utf-8") in _WESTERN and _is_clean_utf8(body):
            return body
    text = decode(body, charset).lstrip(" \t\r\n\ufeff\0")
    text = _without_dtd(text[max(text.find("<"), 0) :] if text[:1] != "<" else text)
    return _ILLEGAL.sub("", text).encode("utf-8").translate(None, _C0)


def _is_clean_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(body.translate(None, _C0)) == len(body) and b"\xef\xbf\xbe" not in body and b"\xef\xbf\xbf" not in body


def _without_dtd(text: str) -> str:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text
    doctype = _DOCTYPE.match(text, start)
    if doctype is None or "<!entity" in (doctype[1] or "").lower():
        raise UnfitError(Outcome.MALFORMED, _("le document porte une DTD avec des entités, refusée par sécurité"))
    return text[:start] + text[doctype.end() :]


def defuse(document: bytes) -> bytes:
    """Return the document without any markup declaration, for a parser that reads them anywhere.

    One inside CDATA becomes visible text, which is what its author meant.
    """
    return re.sub(rb"<!(?=\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION))", b"&lt;!", document, flags=re.I)


def repair(document: bytes) -> bytes:
    """Return the document with the usual faults mended: junk around the feed, bare &, HTML's named entities.

    Meant for what a strict parser refused; CDATA and comments are left alone.
    """
    text = document.decode("utf-8")
    start = _START.search(text, 0, JUNK)
    if start:
        text = text[start.start() :]
    ends = [end.end() for end in _END.finditer(text, max(0, len(text) - JUNK))]
    if ends:
        text = text[: ends[-1]]
    return _CDATA_OR_AMPERSAND.sub(_mend, text).encode("utf-8")


def _mend(match: re.Match[str]) -> str:
    if not match[0].startswith("&"):
        return match[0]
    name = match[1]
    if name and (char := html.unescape(f"&{name}")) != f"&{name}":
        return html.escape(char, quote=False)
    return "&amp;" + (name or "")
