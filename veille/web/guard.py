"""What every request and reply passes: the outermost ASGI layer.

It refuses what a public site never needs before Datasette sees it,
limits how many visitors' queries run at once, and sets the headers of every
reply, errors included.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from veille.web import posting, rendering

if TYPE_CHECKING:
    from veille.web.site import Site

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_ADDRESS = 8_000
"""Characters of path and query: the longest SQL that reads well in an address is a tenth of it."""
MAX_PARAMETERS = 100
MAX_HEADERS = 16_384
"""Bytes of all request headers; browsers send 1 or 2 KB."""
MAX_QUERIES = 2
"""Queries written by visitors that may run at once; beyond, 429."""

HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self';"
        b" base-uri 'none'; frame-ancestors 'none'"
    ),
    b"vary": b"accept-encoding",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
_DROPPED = {b"cookie", b"authorization", b"host", b"x-csrftoken"}
"""Request headers not passed on: there are no accounts, and one address only when it is known.

Without a cookie asgi-csrf, which Datasette puts around everything, lets a POST through, as it may: there is nothing
that another site could make a visitor's browser do in their name. It fails on some tokens (measured), so none reach it.
"""
_HOST = re.compile(rb"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_WRITTEN_SQL = ("sql", "_where")
_ABSOLUTE = re.compile(rb"https?://[^/?#]*", re.I)
"""The beginning of a request target in absolute form, as sent to proxies; servers must take it (RFC 9112, 3.2.2)."""


class Guard:
    """The ASGI application of the whole public site."""

    def __init__(self, app: App, site: "Site") -> None:
        self.app = app
        self.site = site
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespan messages pass through."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        scope = _in_origin_form(scope)
        send = _dressed(send, is_head=scope["method"] == "HEAD", is_raw=_is_raw(scope["path"]))
        headers = dict(scope["headers"])
        if status := refusal(scope, headers):
            await self._refuse(status, scope, send)
            return
        if posting.is_post(scope):
            body = await posting.read(receive, headers, self._hosts(headers))
            if isinstance(body, int):
                await self._refuse(body, scope, send)
                return
            receive = posting.replayed(body)
        async with AsyncExitStack() as stack:
            if _runs_sql(scope):
                if self._running >= MAX_QUERIES:
                    await self._refuse(429, scope, send)
                    return
                self._running += 1
                stack.callback(self._release)
            await self.app(self._cleaned(scope, headers), receive, send)

    def _release(self) -> None:
        self._running -= 1

    async def _refuse(self, status: int, scope: Scope, send: Send) -> None:
        is_form = scope["path"] in posting.FORMS
        said = posting.ERRORS.get(status) if is_form else None
        response = await rendering.refusal(self.site, status, scope["path"], said=said)
        response.headers.update(_REFUSAL_HEADERS.get(status, {}))
        if status == 405 and is_form:
            response.headers["allow"] += ", POST"
        await response.asgi_send(send)

    def _cleaned(self, scope: Scope, headers: dict[bytes, bytes]) -> Scope:
        """Return the scope Datasette sees: GET or POST, no cookie, and our own address when it is known."""
        kept = [(name, value) for name, value in scope["headers"] if name not in _DROPPED]
        base = urlsplit(self.site.site_settings.base_url)
        host = base.netloc.encode("idna") if base.netloc else headers.get(b"host", b"localhost")
        scheme = base.scheme or scope.get("scheme", "http")
        method = "POST" if posting.is_post(scope) else "GET"
        is_head = scope["method"] == "HEAD"  # for who would read a file only to have it dropped
        return {**scope, "method": method, "is_head": is_head, "scheme": scheme, "headers": [*kept, (b"host", host)]}

    def _hosts(self, headers: dict[bytes, bytes]) -> set[str]:
        """Return the hosts, with their ports, under which this site is asked."""
        base = urlsplit(self.site.site_settings.base_url).netloc
        return {headers.get(b"host", b"").decode("latin-1").lower(), base.lower()} - {""}


_CLOSED = {"connection": "close"}
"""Whoever sends what is refused gets no second request, and nothing more is read."""
_REFUSAL_HEADERS: dict[int, dict[str, str]] = {
    400: _CLOSED,
    403: _CLOSED,
    405: {"allow": "GET, HEAD", **_CLOSED},
    408: _CLOSED,
    413: _CLOSED,
    414: _CLOSED,
    415: _CLOSED,
    429: {"retry-after": "2"},
    431: _CLOSED,
}


def refusal(scope: Scope, headers: dict[bytes, bytes]) -> int | None:
    """Return the status with which to refuse a request outright, None to let it pass."""
    path = scope["path"]
    raw_path = scope.get("raw_path") or path.encode()
    query = scope.get("query_string", b"")
    has_body = headers.get(b"content-length", b"0").strip() != b"0" or b"transfer-encoding" in headers
    checks = (
        (405, scope["method"] not in ("GET", "HEAD") and not posting.is_post(scope)),
        (413, has_body and not posting.is_post(scope)),
        (431, sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS),
        (414, len(raw_path) + len(query) > MAX_ADDRESS or query.count(b"&") >= MAX_PARAMETERS),
        # two lengths of one body: a proxy in front might believe the other one
        (400, b"content-length" in headers and b"transfer-encoding" in headers),
        (400, not _HOST.fullmatch(headers.get(b"host", b"localhost"))),
        (400, not path.startswith("/") or "\x00" in path or not raw_path.isascii()),
        (404, path.startswith(("//", "/_", "/:", "/-"))),
        (404, path in ("/.json", "/.jsono") or path.endswith(".db")),
    )
    return next((status for status, applies in checks if applies), None)


def _in_origin_form(scope: Scope) -> Scope:
    raw_path = scope.get("raw_path") or b""
    found = _ABSOLUTE.match(raw_path)
    if not found:
        return scope
    rest = raw_path[found.end() :] or b"/"
    return {**scope, "raw_path": rest, "path": unquote(rest.decode("ascii", "replace"))}


def _is_raw(path: str) -> bool:
    return path == "/veille" or path.startswith(("/veille/", "/veille."))


def _runs_sql(scope: Scope) -> bool:
    if not _is_raw(scope["path"]):
        return False
    given = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return any(name in given for name in _WRITTEN_SQL)


def _dressed(send: Send, *, is_head: bool, is_raw: bool) -> Send:
    """Return a send that adds our headers, and leaves out the body for HEAD."""

    async def dressed(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = [(name.lower(), value) for name, value in message.get("headers", [])]
            kept = [(name, value) for name, value in given if name not in HEADERS]
            if is_raw or not any(name == b"cache-control" for name, _ in kept):
                kept = [(name, value) for name, value in kept if name != b"cache-control"]
                kept.append((b"cache-control", b"public, no-cache" if message["status"] == 200 else b"no-store"))
            message = {**message, "headers": [*kept, *HEADERS.items()]}
        elif is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return dressed
