"""URL patterns of feeds.yml: which links of a source are taken, and what kind of document they lead to.

A pattern is compared with the path and query of an address, from the start and in lower case: `/actualites/`
means everything below it, `*` stands for any characters, `$` at the end for the end.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from veille.models import Source


def wanted(source: Source, url: str) -> bool:
    """Say whether a link of the source is to be followed, as `include` and `exclude` have it."""
    if source.include and not any(matches(pattern, url) for pattern in source.include):
        return False
    return not any(matches(pattern, url) for pattern in source.exclude)


def kind_of(source: Source, url: str) -> str | None:
    """Return the kind of document the source's rules give to an address, None when none does."""
    return next((kind for pattern, kind in source.kinds if matches(pattern, url)), None)


def matches(pattern: str, url: str) -> bool:
    """Say whether an address matches a URL pattern."""
    parts = urlsplit(url)
    local = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return _compiled(pattern).match(local.lower()) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    ends = pattern.endswith("$")
    pieces = pattern.lower().removesuffix("$").split("*")
    return re.compile(".*?".join(map(re.escape, pieces)) + (r"\Z" if ends else ""), re.S)
