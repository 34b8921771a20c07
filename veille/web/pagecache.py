"""Pages kept in memory while nothing changes: a home page read by a thousand members is made once a publication.

A page is kept with its validator, which tells publication, day in Paris and program: another validator, another page.
The oldest asked for go first. One event loop uses it: there are no locks.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from datasette import Response

MAX_BYTES = 16_000_000
MAX_PAGE = 500_000
"""Bytes of one page that is kept; longer ones (a table of all) are for few."""

Key = tuple[str, str, str, str]
"""Scheme, host, path and query: all that a page of ours depends on besides its validator."""


@dataclass(frozen=True, slots=True)
class _Kept:
    validator: str
    body: bytes
    content_type: str
    headers: dict[str, str]


class PageCache:
    """Keeps what views answered."""

    def __init__(self, most: int = MAX_BYTES) -> None:
        self.most = most
        self.held = 0
        self._pages: OrderedDict[Key, _Kept] = OrderedDict()

    def get(self, request: Any, validator: str) -> Response | None:
        """Return the answer given to the same address while the validator was the same, None when there is none."""
        key = _key(request)
        kept = self._pages.get(key)
        if kept is None or kept.validator != validator:
            return None
        self._pages.move_to_end(key)
        return Response(kept.body, headers=dict(kept.headers), content_type=kept.content_type)

    def put(self, request: Any, validator: str, response: Response) -> None:
        """Keep a whole answer of status 200; streams are not kept."""
        if type(response) is not Response or response.status != 200:
            return
        body = response.body if isinstance(response.body, bytes) else response.body.encode()
        if len(body) > MAX_PAGE:
            return
        key = _key(request)
        self._drop(key)
        self._pages[key] = _Kept(validator, body, response.content_type, dict(response.headers))
        self.held += len(body)
        while self.held > self.most:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        if (gone := self._pages.pop(key, None)) is not None:
            self.held -= len(gone.body)


def _key(request: Any) -> Key:
    return request.scheme, request.host, request.path, request.query_string
