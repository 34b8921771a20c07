"""What both configuration files share: reading bytes, suggesting words, checking single values.

Checks raise WrongValueError with a French sentence that says what was expected;
the two loaders add file, line and key and make it a ConfigError.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from veille.errors import ConfigError, reason
from veille.i18n import _
from veille.text import is_http_url, normalise_url

MAX_BYTES = 5_000_000
"""Largest configuration file: 25,000 sources of 200 bytes; beyond it is something else given by mistake."""

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class WrongValueError(ValueError):
    """One value is not what was expected; the text is for the person who wrote it."""


def read_text(path: Path) -> str:
    """Return the text of a configuration file, its byte order mark removed.

    Raises ConfigError when the file cannot be read, is too big or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(_("fichier introuvable"), file=path) from None
    except OSError as error:
        raise ConfigError(_("fichier illisible ({reason})").format(reason=reason(error)), file=path) from error
    if len(data) > MAX_BYTES:
        raise ConfigError(_("fichier de plus de 5 Mo : ce n’est pas un fichier de configuration"), file=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _("ce fichier n’est pas en UTF-8 : réenregistrez-le avec cet encodage")
        raise ConfigError(message, file=path, line=line) from None


def unknown(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: the nearest known one, or all of them."""
    choices = list(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6) or [
        choice for choice in choices if len(word) > 3 and choice.startswith(word)
    ]
    if near:
        return _("vouliez-vous dire « {word} » ?").format(word=near[0])
    return _("attendu : {choices}").format(choices=", ".join(choices))


def shown(value: object) -> str:
    """Return a value as an error message quotes it: in French quotes, one line, cut at 60 characters."""
    text = " ".join(str(value).split())
    return f"« {text[:59] + '…' if len(text) > 60 else text} »"


def http_url(text: str) -> str:
    """Return text when it is a complete web address that can be normalised."""
    try:
        normalise_url(text)  # refuses host names that IDNA refuses, too
    except ValueError:
        message = _("adresse complète attendue (https://…), reçu {value}")
        raise WrongValueError(message.format(value=shown(text))) from None
    return text


def contact(text: str) -> str:
    """Return text when it is empty, an e-mail address or a web address: it goes into a request header."""
    if text and not _EMAIL.fullmatch(text) and not (text.isascii() and is_http_url(text)):
        message = _("adresse électronique ou adresse web attendue, reçu {value}")
        raise WrongValueError(message.format(value=shown(text)))
    return text


def allowed_address(text: str) -> tuple[IPv4Network | IPv6Network, int | None]:
    """Return the network and port (None for all) of one entry of `allow_private`.

    Forms: `ip`, `ip:port`, `network/prefix`, `network/prefix:port`; an IPv6
    address that has a port stands in brackets: `[::1]:8765`, `[fd00::/8]:80`.
    Raises ValueError with a French sentence for anything else.
    """
    try:
        return _network_and_port(text)
    except ValueError:
        message = _("« 127.0.0.1 », « 127.0.0.1:8765 », « 10.0.0.0/8 » ou « 10.0.0.0/8:80 » attendu, reçu {value}")
        raise WrongValueError(message.format(value=shown(text))) from None


def _network_and_port(text: str) -> tuple[IPv4Network | IPv6Network, int | None]:
    if text.startswith("["):
        address, bracket, after = text[1:].partition("]")
        colon, port = after[:1], after[1:]
        if not bracket or colon not in ("", ":"):
            raise ValueError(text)
    elif text.count(":") == 1:
        address, colon, port = text.partition(":")
    else:
        address, colon, port = text, "", ""
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(text)
    return ip_network(address), int(port) if colon else None
