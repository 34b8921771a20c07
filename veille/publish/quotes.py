"""The sentences that facts were read in, as far as they may be public.

A date without its sentence cannot be checked, and one sentence is a short quotation; but a source that allows no
excerpt at all is not quoted either (`excerpt: 0` in feeds.yml).
"""

from collections.abc import Mapping
from typing import Any

from veille.facts import QUOTE_CHARS, Found
from veille.store.codec import storable
from veille.text import shorten


def quote(text: str, *, quotes: bool) -> str:
    """Return a sentence as it may be shown: cut, or empty."""
    return storable(shorten(text, QUOTE_CHARS)) if quotes else ""


def quoted(told: Mapping[str, Found | None], *, quotes: bool) -> dict[str, dict[str, Any]]:
    """Return sentence and confidence of each fact that there is, for a JSON column."""
    return {
        name: {"phrase": quote(found.quote, quotes=quotes), "fiabilite": round(found.confidence, 3)}
        for name, found in told.items()
        if found is not None
    }
