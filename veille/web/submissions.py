"""From a filled form to a note in DATA/inbox: who may hand in how much, and how a person is told from a program.

    token     put into the form when it is shown, looked at when it comes back: too soon is a program
    hand_in   bounded by `throttle`, kept by `veille.inbox`; nobody reads it through the site

There is no cookie and no account, hence nothing a forged request of another site could abuse; a token says only
that this process showed a form, and when.
"""

import asyncio
import hashlib
import hmac
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from ipaddress import ip_address
from pathlib import Path

from veille import inbox
from veille.errors import StoreError
from veille.web.throttle import Throttle

PROPOSAL, REPORT = "proposition", "signalement"
"""Kinds of notes that visitors leave."""
SOONEST = 3
"""Seconds that a person needs at least to fill in a form."""
LONGEST = 86_400
"""Seconds that a form may stay open; the text is not lost afterwards, only sent twice."""
_REMEMBERED = 500
"""Texts handed in last, so that a button pressed twice leaves one note."""

log = logging.getLogger("veille.web")


class Age(Enum):
    """What the token of a form says."""

    GOOD = auto()
    TOO_SOON = auto()
    UNKNOWN = auto()
    """Missing, forged, too old, or of this program before it was started anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a text."""

    kept: bool = False
    wait: int = 0
    """Seconds until this visitor may try again; 0 when that is not why it was refused."""


class Submissions:
    """The door of DATA/inbox for visitors; one for each site."""

    def __init__(self, data: Path, *, now: Callable[[], datetime], throttle: Throttle | None = None) -> None:
        self._data = data
        self._now = now
        self._throttle = throttle or Throttle()
        self._key = os.urandom(32)
        self._last: OrderedDict[bytes, None] = OrderedDict()
        self._one_by_one = asyncio.Lock()
        """Else two texts sent at once would both see room for one."""

    def token(self) -> str:
        """Return what a form shown now carries."""
        moment = str(int(self._now().timestamp()))
        return f"{moment}.{self._signed(moment)}"

    def age(self, token: str) -> Age:
        """Return what a token that came back says."""
        moment, _dot, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(moment).encode()):
            return Age.UNKNOWN
        seconds = self._now().timestamp() - int(moment)
        if seconds > LONGEST:
            return Age.UNKNOWN
        return Age.TOO_SOON if seconds < SOONEST else Age.GOOD

    async def hand_in(self, kind: str, values: Mapping[str, str], address: str) -> Answer:
        """Keep a text, unless too many come; the same text once more is kept already.

        Raises InputError for a text too long for a note. A disk that fails is told in the log.
        """
        async with self._one_by_one:
            return await self._hand_in(kind, values, address)

    async def _hand_in(self, kind: str, values: Mapping[str, str], address: str) -> Answer:
        digest = hashlib.blake2b(repr((kind, sorted(values.items()))).encode(), digest_size=16).digest()
        if digest in self._last:
            return Answer(kept=True)
        if wait := self._throttle.wait(address):
            _say_refused(address)
            return Answer(wait=wait)
        try:
            await asyncio.to_thread(inbox.put, self._data, kind, values, self._now())
        except StoreError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says it all
            return Answer()
        self._throttle.count(address)
        self._last[digest] = None
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        return Answer(kept=True)

    def _signed(self, moment: str) -> str:
        return hmac.new(self._key, moment.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _say_refused(address: str) -> None:
    """Log a refusal without the address; warn of a proxy that hides who asks, for then one stops all."""
    try:
        is_local = ip_address(address).is_loopback
    except ValueError:
        is_local = True
    if is_local:
        log.warning(
            "trop d’envois depuis cette machine : si un serveur web est devant le site, il doit donner"
            " l’adresse des visiteurs (X-Forwarded-For)"
        )
    else:
        log.info("trop d’envois depuis un même endroit : un texte refusé pour l’instant")
