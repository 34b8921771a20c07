"""The files of the daily dumps: streamed from the disk, only those that their index names."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from datasette import Response

from veille.publish import Dump, read_index
from veille.publish.exports import FOLDER, INDEX, File
from veille.web.rendering import error

if TYPE_CHECKING:
    from veille.web.site import Site

_CHUNK = 1 << 16
"""Bytes held for one visitor at a time; each piece must leave within `protocol.SENT_WITHIN`, so 2 KB/s will do."""
_HEADERS = {"cache-control": "public, no-cache", "accept-ranges": "none", "x-robots-tag": "noindex"}


def dumps(site: "Site") -> tuple[Dump, ...]:
    """Return the dumps that are there, newest first."""
    return read_index(_data(site))


def _data(site: "Site") -> Path:
    return site.reader.path.parent


async def download(datasette: "Site", request: Any) -> Any:
    """Give a file of a dump, or the index itself; anything else is not there, whatever lies in the folder."""
    name = request.url_vars["file"]
    if name == INDEX:
        return _index(_data(datasette)) or await error(datasette, 404, request)
    file = next((one for dump in dumps(datasette) for one in dump.files if one.name == name), None)
    if file is None:
        return await error(datasette, 404, request)
    validator = f'"{file.sha256}"'
    headers = {**_HEADERS, "etag": validator}
    if validator in (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")):
        return Response("", status=304, headers=headers)
    try:
        opened = (_data(datasette) / FOLDER / file.name).open("rb")
    except OSError:  # the next dump was made meanwhile, and this one is kept no longer
        return await error(datasette, 404, request)
    return _Stream(opened, _described(file, headers), is_head=request.scope.get("is_head", False))


def _index(data: Path) -> Response | None:
    try:
        body = (data / FOLDER / INDEX).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return Response(body, headers=_HEADERS, content_type="application/json; charset=utf-8")


def _described(file: File, headers: Mapping[str, str]) -> dict[str, str]:
    return {
        **headers,
        "content-type": "application/gzip",
        "content-length": str(file.size),
        "content-disposition": f'attachment; filename="{file.name}"',
    }


class _Stream:
    """A reply that reads a file a piece at a time, as fast as the visitor takes it."""

    def __init__(self, file: IO[bytes], headers: Mapping[str, str], *, is_head: bool) -> None:
        self.status = 200
        self.headers = dict(headers)
        self._file = file
        self._is_head = is_head

    async def asgi_send(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Send it; what leaves the disk short of its announced length closes the connection."""
        headers = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in self.headers.items()]
        with self._file as file:
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            while not self._is_head and (piece := await asyncio.to_thread(file.read, _CHUNK)):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
