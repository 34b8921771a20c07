"""What the known kinds of JSON API call things, and how they turn pages. Pure: nothing is asked or parsed here.

Opendatasoft explore API v2.1, and 1.0 for portals not moved yet; the REST API of WordPress (wp/v2/posts); any
other, as feeds.yml describes it. A field path is names separated by dots; a number is a place in a list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from veille.kinds import ApiOptions
from veille.models import Source
from veille.sources.answers import origin

FIELDS = ("id", "title", "link", "published", "updated", "summary", "content")
ODS_RECORDS = 100
"""Records a page: the most that v2.1 gives (Opendatasoft, « Explore API v2 », limit)."""
WP_POSTS = 20
"""Posts a page, where 10 are usual and 100 the most: they come with their whole text, 5 to 30 KB each."""
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_MISSING = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where the records of one API are, and what their fields are called."""

    items: tuple[str, ...]
    """Paths of the list, the first that is there counts; an empty path is the answer itself."""
    fields: Mapping[str, tuple[str, ...]]
    """By our name, the paths tried in order. A link may be an address with paths in braces."""
    chosen: tuple[str, ...] = ()
    """Our names of the fields whose paths feeds.yml gives: a person expects them to be there."""
    next: str | None = None
    page: str | None = None
    offset: str | None = None
    size: str | None = None
    """Name of the parameter that bounds the records of a page."""
    sizes: Mapping[str, str] = field(default_factory=dict)
    """Parameters added to the address where it does not say otherwise."""
    total: tuple[str, ...] = ()


def shape_of(source: Source) -> Shape:
    """Return the shape of a source's API: what its flavour knows, with what feeds.yml says in its place."""
    options = source.options if isinstance(source.options, ApiOptions) else ApiOptions()
    known = _FLAVOURS[options.flavour](source.url)
    fields = {name: (path,) if (path := getattr(options, name)) else known.fields.get(name, ()) for name in FIELDS}
    sizes = known.sizes
    if options.flavour == "wordpress":
        paths = [path for tried in fields.values() for one in tried for path in _IN_BRACES.findall(one) or [one]]
        roots = {path.strip().partition(".")[0] for path in paths}
        sizes = {**sizes, "_fields": ",".join(sorted(roots))}
    turned = options.next or options.page or options.offset
    return Shape(
        items=(options.items,) if options.items else known.items,
        fields=fields,
        chosen=tuple(name for name in FIELDS if getattr(options, name)),
        next=options.next if turned else known.next,
        page=options.page if turned else known.page,
        offset=options.offset if turned else known.offset,
        size=known.size,
        sizes=sizes,
        total=known.total,
    )


def _generic(_url: str) -> Shape:
    fields = {"id": ("id",), "title": ("title", "titre", "name", "nom"), "link": ("url", "link", "lien")}
    return Shape(items=("",), fields=fields)


def _opendatasoft(url: str) -> Shape:
    fields = {"id": ("recordid", "id"), "title": ("titre", "title", "intitule", "nom", "name", "libelle")}
    fields |= {"link": ("url", "lien", "link"), "updated": ("record_timestamp",)}
    old = "/records/1.0/" in urlsplit(url).path
    size = "rows" if old else "limit"
    return Shape(
        items=("results", "records"),
        fields=fields,
        offset="start" if old else "offset",
        size=size,
        sizes={size: str(ODS_RECORDS)},
        total=("total_count", "nhits"),
    )


def _wordpress(_url: str) -> Shape:
    return Shape(
        items=("",),
        fields={
            "id": ("id",),
            "title": ("title.rendered",),
            "link": ("link",),
            "published": ("date_gmt",),
            "updated": ("modified_gmt",),
            "summary": ("excerpt.rendered",),
            "content": ("content.rendered",),
        },
        page="page",
        size="per_page",
        sizes={"per_page": str(WP_POSTS)},
    )


_FLAVOURS = {"generique": _generic, "opendatasoft": _opendatasoft, "wordpress": _wordpress}


def first_url(source: Source, shape: Shape) -> str:
    """Return the address of the first page: the source's own, with the parameters it leaves open."""
    given = _query(source.url)
    return with_query(source.url, {name: value for name, value in shape.sizes.items() if name not in given})


def next_url(shape: Shape, url: str, answer: Any, records: int) -> str:
    """Return the address of the page after the one at `url`, which held so many records; "" after the last one."""
    if shape.next:
        following = text_at(answer, shape.next)
        return _joined(url, following) if following else ""
    if not records or records < _number(url, shape.size, 0):
        return ""
    if shape.page:
        return with_query(url, {shape.page: str(_number(url, shape.page, 1) + 1)})
    if shape.offset:
        reached = _number(url, shape.offset, 0) + records
        totals = [value for path in shape.total if isinstance(value := at(answer, path), int)]
        return "" if totals and reached >= totals[0] else with_query(url, {shape.offset: str(reached)})
    return ""


def _joined(url: str, following: str) -> str:
    """Return the address a page gives for the next one, absolute; what is no address stays as it is written.

    It gets the scheme we asked with: many an API behind a proxy believes that it is on plain http.
    """
    try:
        ours, theirs = urlsplit(url), urlsplit(urljoin(url, following))
    except ValueError:  # an unclosed [ in the host
        return following
    upgraded = ours.scheme == "https" and theirs.scheme == "http" and ours.netloc == theirs.netloc
    return urlunsplit(theirs._replace(scheme="https") if upgraded else theirs)


def same_origin(url: str, *others: str) -> bool:
    """Say whether an address is of the same scheme, host and port as one of the others."""
    try:
        return origin(url) in {origin(other) for other in others}
    except ValueError:
        return False


def with_query(url: str, given: Mapping[str, str]) -> str:
    """Return url with these parameters in place of those of the same name; the others stay as they are written."""
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in given]
    added = [f"{name}={quote(value, safe=',')}" for name, value in given.items()]
    return urlunsplit(parts._replace(query="&".join([*kept, *added])))


def _query(url: str) -> dict[str, str]:
    """Return the parameters of an address, the last of each name."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def _number(url: str, name: str | None, default: int) -> int:
    written = _query(url).get(name or "", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else default


def flat(record: Any) -> Any:
    """Return a record with its fields on top; Opendatasoft 1.0 and 2.0 wrap them."""
    if isinstance(record, dict):
        inner = record.get("record", record)
        if isinstance(inner, dict) and isinstance(inner.get("fields"), dict):
            return {**inner, **inner["fields"]}
    return record


def at(value: Any, path: str) -> Any:
    """Return what a path leads to, None when it leads nowhere. A name may itself hold dots: the longest is tried."""
    while path:
        if isinstance(value, dict):
            if (whole := value.get(path, _MISSING)) is not _MISSING:
                return whole
            name, _dot, path = path.partition(".")
            value = value.get(name)
        elif isinstance(value, list):
            name, _dot, path = path.partition(".")
            value = value[int(name)] if _is_place(name, len(value)) else None
        else:
            return None
    return value


def _is_place(name: str, length: int) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 10 and int(name) < length


def text_at(value: Any, path: str) -> str:
    """Return what a path leads to as text: numbers too, lists of texts joined; "" for anything else."""
    found = at(value, path)
    if isinstance(found, list):
        return ", ".join(part for one in found if (part := _text(one)))
    return _text(found)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    # a whole number of 4,300 digits and more was refused when the JSON was read
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def link_at(record: Any, path: str) -> str:
    """Return the link a path or an address with paths in braces makes; "" when a field it needs is not there."""
    if "{" not in path:
        return text_at(record, path)
    values = {name: text_at(record, name.strip()) for name in _IN_BRACES.findall(path)}
    if not all(values.values()):
        return ""
    return _IN_BRACES.sub(lambda match: quote(values[match[1]], safe="/"), path)
