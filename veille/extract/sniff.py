"""What the bytes of a page are, and in which charset: the server's word is only one clue."""

import codecs
import re

from veille.i18n import _

_HTML_TYPES = {"", "text/html", "application/xhtml+xml", "application/octet-stream", "application/xml", "text/xml"}
A_FEED = _("c’est un flux ou un plan de site, pas un article")
_TEXT_TYPES = {"text/plain", "text/markdown", "text/x-markdown"}
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FEED_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b",
    re.I | re.S,
)
# What servers send under an .html name or with a wrong type; offsets and bytes from the file(1) magic database.
_MAGIC = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "office",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\x89PNG": "png",
    b"GIF8": "gif",
    b"\xff\xd8\xff": "jpeg",
    b"RIFF": "riff",
    b"OggS": "ogg",
    b"ID3": "mp3",
    b"\x7fELF": "elf",
    b"wOF": "woff",
    b"{\\rtf": "rtf",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096
"""Bytes looked at; the HTML standard looks for a charset in the first 1,024 only, CMSs put it later."""
CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
"""Bytes that no text holds in any charset that extends ASCII, and that no XML tree may hold."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_FAMILIES = ("utf", "iso8859", "cp", "koi8", "mac", "gb", "big5", "euc", "shift", "ascii", "tis")
_HIGH = bytes(range(0x80, 0x100))
# Text that went through Latin-1 by mistake: no page means these control characters.
_C1_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_C1 = re.compile("[\x80-\x9f]")


def kind_of(body: bytes, media_type: str) -> str:
    """Return "html", "pdf" or "text", or "" for bytes that we do not read.

    The first bytes win over the declared type; NUL bytes and control characters
    tell a binary file from a text in any charset.
    """
    head = body[:_HEAD]
    if b"%PDF-" in head[:1024] and not _HTML_START.match(head):
        return "pdf"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "text" if media_type in _TEXT_TYPES else "html"
    if _is_binary(head) or _FEED_START.match(head):
        return ""
    if _HTML_START.match(head):
        return "html"
    if media_type in _TEXT_TYPES:
        return "text"
    return "html" if media_type in _HTML_TYPES else ""


def unread(body: bytes, media_type: str) -> str:
    """Say in French what bytes of kind "" are; A_FEED for what is to be followed instead."""
    if _FEED_START.match(body[:_HEAD]):
        return A_FEED
    known = next((name for magic, name in _MAGIC.items() if body.startswith(magic)), "")
    if known or not _is_binary(body[:_HEAD]):
        return _("type de document non lu : {what}").format(what=known or media_type or _("inconnu"))
    if not media_type:
        return _("contenu binaire, sans type annoncé")
    return _("contenu binaire, annoncé comme {what}").format(what=media_type)


def _is_binary(head: bytes) -> bool:
    if head.startswith(tuple(_MAGIC)) or head[4:8] == b"ftyp":
        return True
    # Random bytes hold a tenth of these; text holds none, a page with a few stray ones is still a page.
    controls = len(head) - len(head.translate(None, CONTROLS))
    return controls > max(4, len(head) // 50)


def decode(body: bytes, declared: str | None) -> str:
    """Return the text of a page whatever charset it is in, with `declared` the one of Content-Type.

    Order: BOM, UTF-8 when the bytes are (a Latin text never is by chance, and Apache labels UTF-8
    as Latin-1 by default) even with a few broken ones, then the server's word, the page's, cp1252.
    iso-8859-1 means cp1252, as the WHATWG Encoding standard has it.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        text = body.decode("utf-8")
        mistaken = bool(_C1_IN_UTF8.search(body))
    except UnicodeDecodeError:
        text, mistaken = _decode_faulty(body, declared), True
    return _C1.sub(_from_cp1252, text) if mistaken else text


def _decode_faulty(body: bytes, declared: str | None) -> str:
    text = body.decode("utf-8", "replace")
    accents = len(body) - len(body.translate(None, _HIGH))
    return text if text.count("\ufffd") * 10 <= accents else _decode_as(body, _labels(body, declared))


def _decode_as(body: bytes, labels: list[str]) -> str:
    for name in labels:
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    return body.decode("cp1252", "replace")


def _labels(body: bytes, declared: str | None) -> list[str]:
    head = body[:_HEAD]
    match = _XML_ENCODING.match(head) or _META_CHARSET.search(head)
    names = [_codec(label) for label in (declared, match and match[1].decode("ascii")) if label]
    # A document whose first bytes read as ASCII is no UTF-16, whatever it says.
    return [name for name in names if name and not name.startswith(("utf-16", "utf-32"))]


def _from_cp1252(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", "ignore")


def _codec(label: str) -> str:
    """Return Python's name for a charset label, "" when unknown or no charset (`zlib`, `unicode_escape`)."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    if name in ("ascii", "iso8859-1"):
        return "cp1252"
    return name if name.startswith(_FAMILIES) and name != "utf-7" else ""
