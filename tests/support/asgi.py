"""Speaking ASGI with the site: what no client library would send, at the price of a function call."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from veille.web.site import Site


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "strict")


@dataclass(frozen=True)
class Request:
    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


class Asker:
    """Speaks ASGI with the site: sends what no client library would let through."""

    def __init__(self, site: Site) -> None:
        self._app = site.app()
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()

    def ask(self, request: Request) -> Reply:
        return self._runner.run(self._ask(request))

    def get(self, address: str) -> Reply:
        return self.ask(Request("GET", address.encode("ascii")))

    async def _ask(self, request: Request) -> Reply:
        path, _, query = request.target.partition(b"?")
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": request.method, "scheme": "http", "root_path": "", "server": ("127.0.0.1", 80),
            "client": ("192.0.2.1", 5000), "raw_path": path, "query_string": query, "headers": [*request.headers],
            "path": unquote(path.decode("ascii")),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []
        bodies = [{"type": "http.request", "body": request.body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return bodies.pop() if bodies else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, *rest = sent
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        return Reply(start["status"], headers, b"".join(one.get("body", b"") for one in rest))
