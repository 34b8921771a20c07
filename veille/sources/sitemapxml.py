"""From the bytes of a sitemap to its entries, as written. Builds no tree: memory is that of the entries kept."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from veille.i18n import _
from veille.models import Outcome
from veille.sources import feedbytes

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""Uncompressed; both limits are those of sitemaps.org, « Sitemap file format »."""
MAX_ELEMENTS = 2_000_000
"""40 elements an address; more is noise, read in 2 s up to here."""
_MAX_FIELD = 4_000
"""Characters of one value; sitemaps.org allows addresses of 2,048."""
_CHUNK = 65_536
_FIELDS = {
    ("url", "loc"): "loc", ("url", "lastmod"): "lastmod", ("sitemap", "loc"): "loc", ("sitemap", "lastmod"): "lastmod",
    ("news", "title"): "title", ("news", "publication_date"): "published", ("publication", "language"): "lang",
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One `url` or `sitemap` element, as written."""

    loc: str = ""
    lastmod: str = ""
    title: str = ""
    published: str = ""
    lang: str = ""


@dataclass(slots=True)
class Target:
    """Takes the events of lxml's parser, so that no tree is built; keeps no more than `MAX_URLS` entries."""

    root: str = ""
    entries: list[Entry] = field(default_factory=list)
    full: bool = False
    elements: int = 0
    _path: list[str] = field(default_factory=list)
    _entry: Entry | None = None
    _text: list[str] | None = None
    _length: int = 0

    def start(self, tag: str, attributes: object) -> None:
        """Enter an element."""
        name = tag.rpartition("}")[2].lower()
        self.elements += 1
        if not self._path:
            self.root = name
        elif name in ("url", "sitemap"):
            if len(self.entries) >= MAX_URLS or self.elements > MAX_ELEMENTS:
                self.full = True
                self._entry = None
            else:
                self._entry = Entry()
        elif self._entry is not None and (self._path[-1], name) in _FIELDS:
            self._text, self._length = [], 0
        self._path.append(name)

    def data(self, text: str) -> None:
        """Take text, which comes in pieces."""
        if self._text is not None and self._length < _MAX_FIELD:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        """Leave an element."""
        name = self._path.pop() if self._path else ""
        if name in ("url", "sitemap") and self._entry is not None:
            if self._entry.loc:
                self.entries.append(self._entry)
            self._entry = None
        elif self._text is not None and self._entry is not None and self._path:
            into = _FIELDS.get((self._path[-1], name))
            if into:
                setattr(self._entry, into, "".join(self._text)[:_MAX_FIELD].strip())
                self._text = None

    def close(self) -> None:
        """End: lxml asks for it."""


def unfolded(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces, unfolding it where it is itself a gzip file; UnfitError when damaged or too big."""
    if not body.startswith(b"\x1f\x8b"):
        for start in range(0, len(body), _CHUNK):
            yield body[start : start + _CHUNK]
        return
    inflater, total, rest = zlib.decompressobj(wbits=31), 0, body
    while rest and not inflater.eof:
        try:
            piece = inflater.decompress(rest, _CHUNK)
        except zlib.error:
            raise feedbytes.UnfitError(Outcome.MALFORMED, _("le plan de site est un fichier gzip abîmé")) from None
        total += len(piece)
        if total > MAX_BYTES:
            too_big = _("le plan de site se déplie au-delà de {size} Mo").format(size=MAX_BYTES >> 20)
            raise feedbytes.UnfitError(Outcome.TOO_BIG, too_big)
        if not piece and not inflater.unconsumed_tail:
            return
        rest = inflater.unconsumed_tail
        yield piece


def read_xml(body: bytes, charset: str | None) -> tuple[Target, bool]:
    """Return what was read and whether it was read to the end: as it comes when sound, mended when not."""
    head = next(unfolded(body), b"")
    if b"\0" not in head and b"<!DOCTYPE" not in head.upper() and b"<!ENTITY" not in head.upper():
        target = Target()
        if _feed(target, unfolded(body), recover=False):
            return target, True
    if b"<!ENTITY" in head.upper():
        refused = _("le document porte une DTD avec des entités, refusée par sécurité")
        raise feedbytes.UnfitError(Outcome.MALFORMED, refused)
    # DTD, UTF-16, wrong charset, bare ampersands: rare, and worth a copy or two of what has the size of a feed
    document = b"".join(unfolded(body))
    if len(document) > feedbytes.MAX_INFLATED:
        return _salvaged(document), False
    mended = feedbytes.repair(feedbytes.clean(document, charset))
    target = Target()
    whole = _feed(target, iter((mended,)), recover=False)
    return (target, True) if whole else (_salvaged(mended), False)


def _salvaged(document: bytes) -> Target:
    """Return what can be read of a document that is not well-formed."""
    target = Target()
    _feed(target, (document[start : start + _CHUNK] for start in range(0, len(document), _CHUNK)), recover=True)
    return target


def _feed(target: Target, chunks: Iterator[bytes], *, recover: bool) -> bool:
    """Give chunks to a parser until it has enough; say whether the document was sound as far as it was read."""
    parser = etree.XMLParser(
        target=target, encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, collect_ids=False,
    )  # fmt: skip
    try:
        for chunk in chunks:
            parser.feed(chunk)
            if target.full or target.elements > MAX_ELEMENTS:
                target.full = True
                return True
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True
