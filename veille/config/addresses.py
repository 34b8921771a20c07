"""Which addresses are the same source in two spellings, and ids for sources that have none yet."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from veille.models import MANUAL_ID, Source
from veille.text import digest, fold, is_http_url, normalise_url, url_key

MAX_ID = 40
"""Characters of an id made from a name: longer ones are a burden in every command."""
_NUMBERED = 100
"""Sources of one name that are told apart by number; a list with more has a part of a hash instead."""


def loose_key(url: str) -> str:
    """Return what is equal for two spellings of one address (`text.url_key`); what is no web address is its own key."""
    try:
        return url_key(normalise_url(url))
    except ValueError:
        return url


def twin(sources: Collection[Source], *, url: str, home: str | None = None) -> tuple[Source, bool] | None:
    """Return the source that has this address, or else this home; the flag says whether it is the address."""
    key = loose_key(url)
    for source in sources:
        if source.url and loose_key(source.url) == key:
            return source, True
    homes = {loose_key(one) for one in (url, home) if one}
    found = next((source for source in sources if source.home and loose_key(source.home) in homes), None)
    return (found, False) if found else None


def unique_id(name: str, url: str, taken: Collection[str]) -> str:
    """Return an id made of a name, else of the host of an address, that is not taken: `gazette`, `gazette-2`."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    if len("".join(words)) < 2:
        host = urlsplit(url).hostname if is_http_url(url) else ""
        words = re.findall(r"[a-z0-9]+", fold(host or "source").removeprefix("www."))
    made = words[0][:MAX_ID] if words else "source"
    for word in words[1:]:
        if len(made) + 1 + len(word) > MAX_ID:
            break
        made += f"-{word}"
    numbered = (f"{made}-{number}" for number in range(2, _NUMBERED))
    free = next((one for one in (made, *numbered) if one not in taken and one != MANUAL_ID), "")
    return free or f"{made}-{digest(url)[:12]}"
