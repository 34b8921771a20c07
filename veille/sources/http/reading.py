"""From a response to its body, within the cap."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import cast

import httpx

from veille.i18n import _
from veille.models import Outcome
from veille.sources import answers
from veille.sources.answers import Ending
from veille.sources.bodies import Body, TooBigError, UnreadableError

# What follows a redirect's headers is read when it is no longer than this, so that the connection can serve again.
_SMALL = 16 * 1024


async def drain(response: httpx.Response, headers: Mapping[str, str]) -> None:
    """Read a short body nobody wants, so that its connection can serve again."""
    if (answers.length(headers) or _SMALL) < _SMALL:
        async for _chunk in response.aiter_raw():
            pass


async def read_body(response: httpx.Response, headers: Mapping[str, str], max_bytes: int, *, cut: bool) -> Ending:
    """Read the body, at most `max_bytes` as sent and decompressed; return how the fetch ends with it.

    A Content-Length over the cap is refused before the first byte, unless `cut` asks for the beginning.
    """
    status, most, coding = response.status_code, answers.megabytes(max_bytes), headers.get("content-encoding", "")
    announced = answers.length(headers) or 0
    if announced > max_bytes and not cut:
        detail = _("{size} annoncés, la limite est de {most}").format(size=answers.megabytes(announced), most=most)
        return Ending(Outcome.TOO_BIG, detail, status, headers)
    body = None
    try:
        body = Body(coding, max_bytes)
        async with aclosing(cast(AsyncGenerator[bytes, None], response.aiter_raw())) as chunks:
            async for chunk in chunks:
                body.feed(chunk)
        content = body.end()
    except UnreadableError:
        detail = _("compression « {coding} » inconnue, endommagée ou incomplète").format(coding=coding[:40])
        return Ending(Outcome.MALFORMED, detail, status, headers)
    except TooBigError:
        if body is None or not cut:
            detail = _("plus de {most}, taille limite d’une réponse").format(most=most)
            return Ending(Outcome.TOO_BIG, detail, status, headers)
        content = body.so_far()
    if not content:
        return Ending(Outcome.EMPTY, _("réponse vide (0 octet)"), status, headers)
    return Ending(Outcome.OK, "", status, headers, content)
