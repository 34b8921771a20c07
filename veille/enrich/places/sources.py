"""The territory of an article's source: as feeds.yml says, else as its name or its address tells."""

import re
from urllib.parse import urlsplit

from veille.enrich.base import Origin
from veille.enrich.places.gazetteer import territory
from veille.enrich.places.names import Form, names
from veille.phrases import Words

_SEPARATOR = re.compile(r"[^a-z0-9]+")
_ENDINGS = {
    "be": "BE", "it": "IT", "es": "ES", "de": "DE", "uk": "GB", "ch": "CH", "ie": "IE", "pt": "PT", "nl": "NL",
    "lu": "LU", "ca": "CA", "at": "AT", "pl": "PL", "se": "SE", "dk": "DK", "fi": "FI", "gr": "GR", "ro": "RO",
    "quebec": "CA", "cat": "ES", "eus": "ES", "scot": "GB", "wales": "GB", "nc": "NC", "bzh": "R53", "alsace": "R44",
    "corsica": "R94", "re": "R04", "gp": "R01", "mq": "R02", "gf": "R03", "yt": "R06",
}  # fmt: skip
"""Countries and regions that an address ends with; .fr, .eu, .org tell nothing."""
_PARTS = frozenset({"region", "departement"})


def home(origin: Origin, url: str) -> str:
    """Return the code of the source's territory, empty when nothing tells it.

    A name or an address is only believed where it holds the name of a region or a département.
    """
    if origin.territory:
        return origin.territory if territory(origin.territory) else ""
    host = urlsplit(url).hostname or "" if url else ""
    labels = host.lower().split(".")
    return _in_words(origin.name) or _in_words(" ".join(_titled(label) for label in labels[:-1])) or _ending(labels)


def _titled(label: str) -> str:
    return " ".join(_SEPARATOR.split(label)).title()


def _in_words(text: str) -> str:
    """Return the first region or département that a name holds."""
    words = Words(text)
    for index in range(len(words)):
        found = names().known.at(words, index)
        for meaning in found[1] if found else ():
            if meaning.form is Form.NAME and len(meaning.codes) == 1 and not meaning.written:
                one = territory(meaning.codes[0])
                if one is not None and one.kind in _PARTS and words.capital(index):
                    return one.code
    return ""


def _ending(labels: list[str]) -> str:
    if labels[-2:] == ["europa", "eu"]:
        return "EU"
    return _ENDINGS.get(labels[-1], "") if len(labels) > 1 else ""
