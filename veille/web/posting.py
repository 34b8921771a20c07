"""Bodies: taken on the two addresses of FORMS only, small, soon, of one kind, and from our own pages."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from veille.i18n import _

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

FORMS = ("/proposer", "/signaler")
MAX_BODY = 16_384
"""Bytes of a filled form: 2,000 accented letters, 12,000 bytes once encoded, an address and a contact fit."""
READ_WITHIN = 10.0
"""Seconds for the whole body to come in."""
_URLENCODED = b"application/x-www-form-urlencoded"

BACK = _("Revenez en arrière : la plupart des navigateurs gardent ce que vous avez écrit.")
ERRORS = {
    403: (
        _("Envoi refusé"),
        _("Ce formulaire ne peut être envoyé que depuis ce site. Ouvrez-le ici, puis envoyez-le de nouveau."),
    ),
    405: (
        _("Méthode non permise"),
        _("Ce formulaire se consulte et s’envoie : les méthodes permises sont GET, HEAD et POST."),
    ),
    408: (
        _("Envoi trop lent"),
        _("Votre texte n’est pas arrivé en entier à temps ; rien n’a été gardé.") + " " + BACK,
    ),
    413: (_("Texte trop long"), _("Un envoi ne peut pas dépasser 16 Ko ; rien n’a été gardé.") + " " + BACK),
    415: (
        _("Forme d’envoi non comprise"),
        _("Ce formulaire ne prend que du texte, comme un navigateur l’envoie : ni fichier joint, ni JSON."),
    ),
}
"""What a refusal says on these two addresses."""


def is_post(scope: Scope) -> bool:
    """Say whether a request hands in a form."""
    return scope["method"] == "POST" and scope["path"] in FORMS


async def read(receive: Receive, headers: Mapping[bytes, bytes], hosts: Collection[str]) -> bytes | int:
    """Return the body of a filled form, or the status with which to refuse it; what is too big is not read."""
    if not _is_from_here(headers, hosts):
        return 403
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _URLENCODED:
        return 415
    declared = headers.get(b"content-length", b"0").strip()
    if not declared.isdigit() or len(declared) > 9 or int(declared) > MAX_BODY:
        return 413
    try:
        async with asyncio.timeout(READ_WITHIN):
            return await _whole(receive)
    except TimeoutError:
        return 408


def replayed(body: bytes) -> Receive:
    """Return a receive that gives a body already read, then says that nothing follows."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> MutableMapping[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    return receive


async def _whole(receive: Receive) -> bytes | int:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 408
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > MAX_BODY:
            return 413
        if not message.get("more_body"):
            return body


def _is_from_here(headers: Mapping[bytes, bytes], hosts: Collection[str]) -> bool:
    """Say whether a browser filled in our own form: there is no session to abuse, but visitors to use for spam.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; programs and the oldest ones say nothing and may post.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin.decode("latin-1")).netloc.lower() in hosts
    except ValueError:
        return False
