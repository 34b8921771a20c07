"""What a visitor wrote into a form: read from the body, cleaned, and judged field by field.

Cleaning never shortens: a text over its limit comes back whole, with its length told.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from veille.i18n import _
from veille.text import is_http_url, normalise_url, squeeze, strip_controls

MAX_ADDRESS, MAX_TEXT, MAX_CONTACT = 2_000, 2_000, 200
"""Characters of the three kinds of fields; together they fit one note of `veille.inbox`."""
MAX_LINKS = 3
"""Addresses within a text: people give one or two more to read, advertising gives many."""
_LINK = re.compile(r"https?://|www\.", re.I)
_BARE = re.compile(r"[\w-]+(\.[\w-]+)+([/?#:].*)?", re.S)
"""An address as people say it, without its scheme: www.site.fr/page."""
_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "test", "invalid", "onion")
"""Last parts of names that lead nowhere on the public internet (RFC 6761 and custom)."""

TRAP = "reponse"
"""The field that people do not see, and are asked to leave empty where they do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it came in; texts are clean, but may be wrong."""

    values: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    """Boxes ticked."""
    token: str = ""
    is_trapped: bool = False

    def __getitem__(self, name: str) -> str:
        """Return the text of a field, empty when it did not come."""
        return self.values.get(name, "")


def read(body: bytes, *, lines: tuple[str, ...], texts: tuple[str, ...] = (), boxes: str = "") -> Filled:
    """Return what a body (small, see `posting`) holds: fields of one line, of several, and the boxes ticked."""
    given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    one = {name: values[0] for name, values in given.items()}
    values = {name: squeeze(_composed(one.get(name, ""))) for name in lines}
    values |= {name: _paragraphs(one.get(name, "")) for name in texts}
    return Filled(
        values=values,
        chosen=tuple(dict.fromkeys(squeeze(value) for value in given.get(boxes, ()))),
        token=one.get("jeton", ""),
        is_trapped=bool(one.get(TRAP, "").strip()),
    )


def address(text: str) -> str:
    """Return an address as typed with its scheme, which people leave out."""
    text = text.strip()
    return f"https://{text}" if _BARE.fullmatch(text) and not text.partition(":")[2].startswith("//") else text


def address_problem(url: str) -> str:
    """Say in French why an address cannot be proposed; an empty text when it can."""
    if not url:
        return _("Donnez l’adresse de la page.")
    if len(url) > MAX_ADDRESS:
        return _("Cette adresse a {n} caractères ; {most} au plus.").format(n=len(url), most=MAX_ADDRESS)
    try:
        host = urlsplit(normalise_url(url)).hostname if is_http_url(url) else None
    except (ValueError, UnicodeError):
        host = None
    if not host or "" in host.rstrip(".").split("."):
        return _("Ce n’est pas l’adresse d’une page web : elle commence par https:// ou http://.")
    if not _is_public(host):
        return _("Cette adresse n’est pas ouverte à tout le monde : elle mène à un réseau privé.")
    return ""


def text_problem(text: str, most: int) -> str:
    """Say in French why a text cannot be taken; an empty text when it can."""
    if len(text) > most:
        return _("Ce texte a {n} caractères ; {most} au plus.").format(n=len(text), most=most)
    if len(_LINK.findall(text)) > MAX_LINKS:
        return _("Ce texte contient plus de {n} liens : gardez les plus utiles.").format(n=MAX_LINKS)
    return ""


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _paragraphs(text: str) -> str:
    lines = strip_controls(_composed(text).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _is_public(host: str) -> bool:
    """Say whether a host may be of the public internet; a run looks at what its name really leads to."""
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return "." in host and last not in _PRIVATE_NAMES and not last.isdigit()
