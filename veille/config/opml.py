"""Lists of sources as other programs exchange them: OPML 2.0 out, OPML of any reader or plain addresses in.

What OPML has no word for (families, territories, kinds of source that are no feed) stands in attributes of our own
namespace, which other programs skip: a list that we wrote gives the same sources back. Nothing is fetched here, and
no entity or DTD is ever followed.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from lxml import etree

from veille.config.editing import HEADINGS
from veille.errors import InputError
from veille.i18n import _
from veille.kinds import OPTIONS, Options
from veille.models import Source
from veille.text import is_http_url, squeeze

NAMESPACE = "urn:veille:sources:1"
MAX_BYTES = 20_000_000
MAX_OUTLINES = 20_000
"""More is no list that a desk follows; feeds.yml itself may hold about as many."""
MAX_NAME = 200
_OURS = f"{{{NAMESPACE}}}"
_PLAIN_FIELDS = ("id", "family", "lang", "territory", "state", "evidence", "note")
_NUMBERS = ("priority", "excerpt", "silent_after")
_FLAGS = ("ess", "enabled", "aggregator")
_LISTS = ("themes", "include", "exclude", "kinds")
_WRITTEN = frozenset((*_PLAIN_FIELDS, *_NUMBERS, *_FLAGS, *_LISTS))
_SCHEMES = re.compile(r"^(?:feed:(?=https?:)|feed:(?://)?(?!https?:)|rss://)", re.I)
_STRAY_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list that came from elsewhere; as read, not checked against feeds.yml."""

    url: str
    name: str = ""
    home: str | None = None
    folders: tuple[str, ...] = ()
    """Names of the groups around it, outermost first, and its categories."""
    ours: tuple[tuple[str, Any], ...] | None = None
    """Fields of a Source as we wrote them; None in a list of another program."""


def write_opml(sources: Sequence[Source], title: str, now: datetime) -> bytes:
    """Return the sources as an OPML 2.0 document, grouped by family in the order of feeds.yml."""
    root = etree.Element("opml", version="2.0", nsmap={"veille": NAMESPACE})
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    folders: dict[str, Any] = {}
    for source in (one for one in sources if one.url):  # what has no address yet is nothing to exchange
        if source.family not in folders:
            label = HEADINGS.get(source.family, source.family)
            folders[source.family] = etree.SubElement(body, "outline", text=label, title=label)
        folder = folders[source.family]
        etree.SubElement(folder, "outline", dict(_attributes(source)))
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document


def _attributes(source: Source) -> Iterator[tuple[str, str]]:
    yield "text", source.name
    yield "title", source.name
    if source.type == "feed":
        yield "type", "rss"
        yield "xmlUrl", source.url
    else:
        # not under xmlUrl, where other programs would look for a feed that is not there
        yield "type", "link"
        yield "url", source.url
        yield f"{_OURS}type", source.type
    if source.home:
        yield "htmlUrl", source.home
    if source.themes:
        yield "category", ",".join(source.themes)
    for one in fields(Source):
        value = getattr(source, one.name)
        if one.name == "id" or (one.name in _WRITTEN and value != one.default):
            yield _OURS + one.name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if source.options is not None:
        given = {key: value for key, value in asdict(source.options).items() if value not in (None, "", ())}
        yield f"{_OURS}options", json.dumps(given, ensure_ascii=False)


def read_list(path: Path) -> tuple[Listed, ...]:
    """Return what a file of OPML or of addresses lists, in its order, doubles included.

    Raises InputError with what is wrong when it is neither, too big or damaged; OSError of the file.
    """
    with path.open("rb") as file:
        body = file.read(MAX_BYTES + 1)
    try:
        return parse_list(body)
    except InputError as error:
        raise InputError(f"{path} : {error}") from None


def parse_list(body: bytes) -> tuple[Listed, ...]:
    """Return what a document lists; see `read_list`."""
    if len(body) > MAX_BYTES:
        raise InputError(_("trop gros pour une liste de sources"))
    body = _utf8(body).strip()
    if not body.startswith(b"<"):
        return tuple(_addresses(body.decode("utf-8", "replace")))
    return tuple(_outlines(_parse(body)))


def _utf8(body: bytes) -> bytes:
    """Return a document as UTF-8, without byte order mark nor the name of its former encoding."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", "replace")
    else:
        body = body.removeprefix(b"\xef\xbb\xbf")
        declared = re.match(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", body)
        try:
            text = body.decode(declared[1].decode() if declared else "utf-8")
        except (LookupError, UnicodeDecodeError):
            text = body.decode("cp1252", "replace")  # what programs without a word on it write
    text = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text)
    return text.encode("utf-8", "replace")


def _parse(body: bytes) -> Any:
    begin = re.search(rb"<[A-Za-z]", body)
    prolog = body[: begin.start() if begin else len(body)].lower()
    if b"<!doctype html" in prolog or re.match(rb"<html[\s>]", body[begin.start() :] if begin else b"", re.I):
        raise InputError(_("c’est une page HTML, pas une liste OPML : exportez-la depuis votre lecteur de flux"))
    if b"<!doctype" in prolog or b"<!entity" in prolog:
        raise InputError(_("les listes qui ont une DTD sont refusées, par sécurité : ôtez la ligne <!DOCTYPE …>"))
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_mended(body), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise InputError(_("ligne {line} : XML mal écrit ({why})").format(line=line, why=error.msg)) from None
    if etree.QName(root).localname.lower() != "opml":
        found = _("ce n’est pas une liste OPML (élément <{name}>)")
        raise InputError(found.format(name=etree.QName(root).localname[:60]))
    return root


def _mended(body: bytes) -> bytes:
    """Return the document with what many programs write wrongly set right: `&eacute;`, and `&` in addresses."""

    def one(match: re.Match[bytes]) -> bytes:
        if match[1] in _XML_ENTITIES:
            return match[0]
        char = html.unescape(match[0].decode())
        return char.encode() if char != match[0].decode() else match[0]

    return _STRAY_AMPERSAND.sub(b"&amp;", _NAMED_ENTITY.sub(one, body))


def _outlines(root: Any) -> Iterator[Listed]:
    for count, outline in enumerate(root.iter("{*}outline")):
        if count >= MAX_OUTLINES:
            raise InputError(_("plus de {most} sources : ce n’est pas une liste à suivre").format(most=MAX_OUTLINES))
        # programs differ in the case of names: xmlUrl, xmlurl, XMLURL
        said = {str(key).lower(): squeeze(value) for key, value in outline.attrib.items() if "{" not in key}
        if url := said.get("xmlurl") or (said.get("url") if _is_source(outline, said) else ""):
            yield _ours(outline, said, url) if f"{_OURS}id" in outline.attrib else _listed(outline, said, url)


def _is_source(outline: Any, said: dict[str, str]) -> bool:
    return said.get("type", "").lower() in ("rss", "atom", "feed") or f"{_OURS}type" in outline.attrib


def _ours(outline: Any, said: dict[str, str], url: str) -> Listed:
    return Listed(url=url, name=said.get("text", ""), home=said.get("htmlurl"), ours=tuple(_our_fields(outline)))


def _listed(outline: Any, said: dict[str, str], url: str) -> Listed:
    around = [one.get("text") or one.get("title") or "" for one in outline.iterancestors("{*}outline")]
    categories = [part.strip("/ ") for part in said.get("category", "").split(",") if part.strip("/ ")]
    home = said.get("htmlurl", "").replace("&amp;", "&")
    return Listed(
        url=web_address(url.replace("&amp;", "&")),
        name=_unescaped(said.get("text") or said.get("title") or "")[:MAX_NAME],
        home=home if is_http_url(home) else None,
        folders=(*(_unescaped(name) for name in reversed(around) if name), *categories),
    )


def _unescaped(text: str) -> str:
    """Return a name whose entities were escaped twice over; `&` alone is left, whatever word follows it."""
    return squeeze(_ENTITY.sub(lambda match: html.unescape(match[0]), text))


def _our_fields(outline: Any) -> Iterator[tuple[str, Any]]:
    said = {key.removeprefix(_OURS): value for key, value in outline.attrib.items() if key.startswith(_OURS)}
    kind = said.get("type", "feed")
    yield "type", kind
    try:
        for key, value in said.items():
            if key in _PLAIN_FIELDS:
                yield key, squeeze(value)
            elif key in _NUMBERS:
                yield key, int(value)
            elif key in _FLAGS:
                yield key, value == "true"
            elif key in _LISTS:
                yield key, tuple(_tuples(json.loads(value)))
            elif key == "options" and kind in OPTIONS:
                yield key, _options(OPTIONS[kind], json.loads(value))
    except (ValueError, TypeError, RecursionError):
        name = outline.get("text", "?")
        raise InputError(_("« {name} » : les attributs propres à la veille sont abîmés").format(name=name)) from None


def _options(kind: type[Options], given: dict[str, Any]) -> Options:
    return kind(**{str(key): _tuples(value) for key, value in given.items()})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def web_address(url: str) -> str:
    """Return an address as it is fetched: `feed:` in front is an old habit of browsers."""
    url = url.strip()
    if _SCHEMES.match(url):
        rest = _SCHEMES.sub("", url)
        return rest if rest.lower().startswith("http") else f"http://{rest.lstrip('/')}"
    return url


def _addresses(text: str) -> Iterator[Listed]:
    """Read a list of addresses, one a line; what follows on the line is as newsboat writes it: tags, "~Name"."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not any(is_http_url(web_address(line.split()[0])) for line in lines):
        raise InputError(_("ni une liste OPML, ni des adresses (une par ligne)"))
    if len(lines) > MAX_OUTLINES:
        raise InputError(_("plus de {most} sources : ce n’est pas une liste à suivre").format(most=MAX_OUTLINES))
    for line in lines:
        url, _sep, rest = line.partition(" ")
        tags = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', rest)]
        name = next((tag[1:] for tag in tags if tag.startswith("~")), "")
        folders = tuple(squeeze(tag) for tag in tags if not tag.startswith(("~", "!")))
        yield Listed(url=web_address(url), name=squeeze(name)[:MAX_NAME], folders=folders)
