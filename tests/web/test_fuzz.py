"""Random addresses, parameters, methods and headers over all routes: never a 5xx, never a leak, always French.

What is real is found by walking through the site: addresses from its links, parameter names from its links and
forms. Half of what is asked is made of that, with hostile values put in; the rest comes from the routes' own patterns
and from nowhere.
"""

import html
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_from_bytes, urlencode, urljoin, urlsplit
from xml.etree import ElementTree

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.asgi import Asker, Reply, Request
from tests.support.livesite import LEGAL
from veille import web
from veille.web.pages import ROUTES

# Datasette drops facets of a raw table that it was about to compute once another one fails; only Python minds
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
MAX_PAGES = 250
MAX_EACH, MAX_LIKE = 2, 12
"""Addresses kept of one path and the same parameters, and of one path; its last part and numbers do not count."""
MAX_HTML, MAX_REPLY = 400_000, 8_000_000
PATHS = "|".join(re.escape(str(folder)) for folder in (Path.home(), Path(__file__).resolve().parents[2]))
LEAK = re.compile(
    rf"Traceback|site-packages|sqlite3\.|OperationalError|\.py\b.*line \d|datasette/\d|(?:{PATHS})/", re.I
)


@dataclass(frozen=True)
class Known:
    """What the walk through the site found."""

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    broken: tuple[str, ...]


@pytest.fixture(scope="module")
def asker(veille_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    site = web.build(veille_db, LEGAL, data=tmp_path_factory.mktemp("fuzz"), now=lambda: NOW)
    opened = Asker(site)
    yield opened
    opened.close()
    site.close()


@pytest.fixture(scope="module")
def known(asker: Asker) -> Known:
    """Walk through the site from its home page."""
    waiting, addresses, names, broken = ["/"], [], set[str](), []
    seen, shapes = {"/"}, Counter[str]()
    while waiting and len(addresses) < MAX_PAGES:
        address = waiting.pop(0)
        reply = asker.get(address)
        if reply.status >= 400:
            broken.append(f"{reply.status} {address}")
            continue
        addresses.append(address)
        if reply.kind != "text/html":
            continue
        names |= {name for name in re.findall(r' name="([^"]+)"', reply.text) if name != "viewport" and ":" not in name}
        for found in re.findall(r'<(?:a|link|form)[^>]* (?:href|action)="([^"]+)"', reply.text):
            parts = urlsplit(urljoin(address, html.unescape(found)))
            if parts.scheme or parts.netloc or not parts.path.startswith("/"):
                continue
            link = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") + (f"?{parts.query}" if parts.query else "")
            keys = sorted({key for key, _ in parse_qsl(parts.query)})
            names |= set(keys)
            like = re.sub(r"(?<=[^/]/)[^/.]*", "x", re.sub(r"[0-9]+", "0", parts.path))
            shape = f"{like}?{keys}"
            if link not in seen and link.isascii() and shapes[shape] < MAX_EACH and shapes[like] < MAX_LIKE:
                seen.add(link)
                shapes.update((shape, like))
                waiting.append(link)
    return Known(tuple(addresses), tuple(sorted(names)), tuple(broken))


def test_every_link_of_the_site_leads_somewhere(known: Known) -> None:
    assert known.broken == ()
    assert len(known.addresses) > 40
    assert {"q", "theme", "page"} <= set(known.names)


_CODE = re.compile(r"[\x00-\x20]*(javascript|vbscript|data):(?!,)", re.I)
_LINKING = ("href", "src", "action", "formaction", "cite", "poster", "background")
NUMBERS = (
    "", " ", "0", "-1", "1", "10000", "1e9", "9" * 400, "1.5", "0x10", "NaN", "٣", "²", "true", "null", "[]", "{}",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'\"`", "javascript:alert(1)", "//evil.example/",
    "{{7*7}}{% include 'x' %}", "%(x)s %s %d {0} {x}", "${x}", "../../../../etc/passwd", "a\r\nSet-Cookie: x=y",
)  # fmt: skip
QUERIES = (
    "'; drop table articles; --", "1 or 1=1", "' union select * from recherche --", "%", "_", "\\", "*", "**", "a*",
    "*a", '"', '""', '"a', "« a »", "-", "--", "-a", "a -b -c", "NEAR(a b)", "a AND OR NOT b", "titre:a", "a^2", "(a",
    "a)", "col : x", "a=b&c=d", "a;b", "#", "?", "fr,en", "+a",
)  # fmt: skip
TEXTS = (
    "a" * 5000, "é" * 1000, "𝕬" * 300, "a " * 2000, "œuvre l’État qu’une", "a\u0301" * 100, "\u202egnp.exe\u202c",
    "\u0000", "\x1b[2J", "\x85", "\ufeff", "\ufffe", "\u200b", "\U0001f4a9" * 50, "\ud800",
)  # fmt: skip
DATES = (
    "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2026-13", "2026-S53", "2026-W60", "2026-W01", "32", "hier",
)  # fmt: skip
LABELS = ("R11", "D93", "FR", "EU", "financement", "habitat", "etude", "date", "pertinence", "fr", "5", "100001")
HOSTILE = NUMBERS + MARKUP + QUERIES + TEXTS + DATES + LABELS
RAW = ("sql", "_where", "_sort", "_sort_desc", "_facet", "_facet_date", "_facet_array", "_size", "_next", "_shape",
       "_search", "_col", "_nocol", "_json", "_labels", "_extra", "_trace", "_ttl", "_stream", "_dl", "_header",
       "_facet_size", "_filter_column", "_filter_op", "_filter_value", "_through", "titre__contains",
       "id__gt")  # fmt: skip

values = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), st.text(max_size=40))
methods = st.sampled_from(
    ["GET"] * 40 + ["HEAD"] * 5 + ["POST"] * 5 + ["OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "X"]
)
HEADERS = (
    b"accept", b"accept-encoding", b"accept-language", b"if-none-match", b"if-modified-since", b"range", b"cookie",
    b"origin", b"referer", b"x-forwarded-for", b"x-forwarded-host", b"authorization", b"x-csrftoken", b"host",
)  # fmt: skip
contents = st.one_of(
    st.sampled_from([b"*", b"gzip", b"bytes=0-0", b"gzip;q=x, br", b'W/"x"', b"x" * 3000]),
    st.binary(max_size=30).map(lambda value: value.translate(None, b"\r\n\0")),
)
headers = st.lists(st.tuples(st.sampled_from(HEADERS), contents), max_size=3).map(tuple)


@st.composite
def requests(draw: st.DrawFn, known: Known) -> Request:
    """Give one request: a real address spoilt, an address made from a route's pattern, or nonsense."""
    method = draw(methods)
    path, pairs = draw(st.one_of(real(known), real(known), from_route(known), nonsense()))
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
    target = f"{path}?{query}" if query else path
    body, more = b"", ()
    if method == "POST":
        path = target = draw(st.sampled_from(["/proposer", "/signaler", "/", path]))
        fields = draw(st.lists(st.tuples(st.sampled_from(known.names), values), max_size=6))
        body = urlencode([(name, value.encode("utf-8", "replace")) for name, value in fields]).encode()
        more = ((b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"%d" % len(body)))
    return Request(method, target.encode("ascii"), (*more, *draw(headers)), body)


@st.composite
def real(draw: st.DrawFn, known: Known) -> tuple[str, list[tuple[str, str]]]:
    path, _, query = draw(st.sampled_from(known.addresses)).partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    for _ in range(draw(st.integers(0, 4))):
        pair = (draw(st.sampled_from(known.names + RAW if path.startswith("/veille") else known.names)), draw(values))
        if pairs and draw(st.booleans()):
            index = draw(st.integers(0, len(pairs) - 1))
            pairs[index] = (pairs[index][0], pair[1])
        else:
            pairs.append(pair)
    return path, pairs


@st.composite
def from_route(draw: st.DrawFn, known: Known) -> tuple[str, list[tuple[str, str]]]:
    pattern, _view = draw(st.sampled_from(ROUTES))
    pattern = pattern.strip("^$")
    fitting = st.from_regex(re.compile(pattern), fullmatch=True)
    spoilt = values.map(lambda value: _GROUP.sub(lambda _group: value, pattern).replace("\\", ""))
    path = draw(st.one_of(fitting, spoilt))
    return "/" + _quoted(path.lstrip("/"), safe="/"), draw(
        st.lists(st.tuples(st.sampled_from(known.names), values), max_size=3)
    )


@st.composite
def nonsense(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    parts = draw(st.lists(st.one_of(values, st.binary(max_size=20).map(quote_from_bytes)), max_size=5))
    return "/" + "/".join(_quoted(part, safe="%") for part in parts), draw(
        st.lists(st.tuples(values, values), max_size=3)
    )


_GROUP = re.compile(r"\(\?P<[^()]*(\([^()]*\)[^()]*)*\)")
"""A named group of a route's pattern, with one level of groups inside."""


def _quoted(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)


def judge(request: Request, reply: Reply) -> None:
    """Hold one reply to what every reply must be."""
    shown = f"{request.method} {request.target[:300]!r} {request.headers} {request.body[:200]!r} -> {reply.status}"
    assert reply.status < 500, shown
    assert "content-security-policy" in reply.headers, shown
    assert "set-cookie" not in reply.headers, shown
    assert "\n" not in reply.headers.get("location", ""), shown
    assert not reply.headers.get("location", "/").startswith("//"), shown
    if request.method == "HEAD" or reply.status in (301, 302, 303, 304):
        assert reply.body == b"", shown
        return
    if reply.headers.get("content-encoding"):
        return
    assert len(reply.body) <= (MAX_HTML if reply.kind == "text/html" else MAX_REPLY), shown
    if reply.kind == "text/html":
        page = reply.text
        assert '<html lang="fr">' in page, shown
        assert "<h1" in page, shown
        assert _active(page) == [], shown
        assert not LEAK.search(page), shown
    elif reply.kind.endswith("json"):
        json.loads(reply.body)
    elif reply.kind.endswith("xml"):
        ElementTree.fromstring(reply.body)
    elif reply.kind == "text/calendar":
        assert all(len(line) <= 75 for line in reply.body.split(b"\r\n")), shown
        assert b"\n" not in reply.body.replace(b"\r\n", b""), shown


def _active(page: str) -> list[str]:
    """Return what in a page would run: scripts, event attributes, links that are code."""
    found = []
    for element in lxml.html.document_fromstring(page).iter("*"):
        found += [str(element.tag)] if element.tag in ("script", "iframe", "object", "embed") else []
        found += [name for name in element.attrib if name.startswith("on")]
        found += [element.get(name) for name in _LINKING if _CODE.match(element.get(name, ""))]
    return found


def fuzz(asker: Asker, known: Known, seconds: float) -> None:
    """Ask and judge requests for so long."""

    @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(requests(known))
    def some(request: Request) -> None:
        judge(request, asker.ask(request))

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        some()


def test_no_request_makes_the_site_fail(asker: Asker, known: Known) -> None:
    fuzz(asker, known, 30)


@pytest.mark.long
def test_no_request_makes_the_site_fail_in_five_minutes(asker: Asker, known: Known) -> None:
    fuzz(asker, known, 300)
