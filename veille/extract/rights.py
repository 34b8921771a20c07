"""What a page forbids or limits: mining of its text (TDMRep) and how much of it may be shown (robots meta)."""

import re

from veille.i18n import _
from veille.models import Reservation

_MAX_SNIPPET = re.compile(r"max-snippet\s*:\s*(-?\d{1,9})")


def refusal(said: Reservation | None) -> str:
    """Return why the text may not be mined, in French; "" when it may."""
    if said is None or not said.reserved:
        return ""
    reserved = _("fouille de textes réservée par le site (TDM)")
    return _("{reserved}, conditions : {url}").format(reserved=reserved, url=said.policy) if said.policy else reserved


def snippet(directives: str) -> int | None:
    """Return how many characters of a text the directives of `<meta name="robots">` let others show; None: any number.

    `nosnippet` and `max-snippet:N` as search engines document them (there is no standard); a negative N sets no limit,
    and of several the smallest counts. `noindex` is not ours to judge: it speaks to engines that list whole sites.
    """
    words = directives.lower()
    limits = [int(number) for number in _MAX_SNIPPET.findall(words) if int(number) >= 0]
    if "nosnippet" in re.split(r"[\s,]+", words):
        limits.append(0)
    return min(limits, default=None)
