"""veille.toml: how this machine runs, as checked frozen `Settings`.

Types come from the settings classes themselves; ranges from `LIMITS`.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from veille.config.licences import LICENCES
from veille.config.reading import WrongValueError, allowed_address, contact, http_url, read_text, shown, unknown
from veille.config.settings import Settings
from veille.errors import ConfigError
from veille.i18n import _
from veille.kinds import FAMILIES

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "http.host_delay": (0, 3600),
        "http.concurrency": (1, 1000),
        "http.connect_timeout": (0.1, 600),
        "http.read_timeout": (0.1, 600),
        "http.total_timeout": (0.1, 3600),
        "http.max_bytes": (1_000, 1_000_000_000),
        "http.max_redirects": (0, 50),
        "http.max_crawl_delay": (0, 3600),
        "collect.max_new": (0, 1_000_000),
        "collect.since_days": (0, 36_500),
        "collect.interval_minutes": (1, 525_600),
        "collect.longest_minutes": (1, 43_200),
        "collect.host_sources": (1, 100_000),
        "collect.host_pages": (1, 1_000_000),
        "collect.retry_minutes": (1, 525_600),
        "collect.workers": (0, 256),
        "publish.excerpt": (0, 10_000),
        "relevance.missed": (0, 10_000),
        "relevance.noise": (0, 10_000),
        "relevance.shares": (0.001, 0.999),
        "site.port": (0, 65_535),
        "site.sql_time_limit_ms": (1, 60_000),
        "site.max_returned_rows": (1, 100_000),
        "site.dumps_kept": (0, 366),
    }
)
"""Smallest and largest value of each number: what still means something, not what is wise."""


def load_settings(path: Path | None) -> Settings:
    """Return the settings of a veille.toml, or the defaults for None.

    Raises ConfigError at the first fault, with file, line, key and what was expected.
    """
    if path is None:
        return Settings()
    text = read_text(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, path) from error
    return _settings(document, _Place(text, path))


class _Place:
    """The file under the reader's finger: makes errors that know their line."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path

    def error(self, message: str, *key: str) -> ConfigError:
        return ConfigError(message, file=self.path, line=_line(self.text, key), key=".".join(key))


def _settings(document: dict[str, Any], place: _Place) -> Settings:
    tables = get_type_hints(Settings)
    parts: dict[str, Any] = {}
    for name, values in document.items():
        if name not in tables:
            raise place.error(_("table inconnue ; {hint}").format(hint=unknown(name, tables)), name)
        if not isinstance(values, dict):
            raise place.error(_("table attendue, écrite [{name}]").format(name=name), name)
        parts[name] = _table(tables[name], name, values, place)
    return Settings(**parts)


def _table(cls: type, table: str, values: dict[str, Any], place: _Place) -> object:
    types = get_type_hints(cls)
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in types:
            known = [field.name for field in fields(cls)]
            raise place.error(_("clé inconnue ; {hint}").format(hint=unknown(name, known)), table, name)
        try:
            checked[name] = _value(f"{table}.{name}", types[name], value)
        except WrongValueError as error:
            raise place.error(str(error), table, name) from None
    return cls(**checked)


def _value(key: str, kind: object, value: object) -> object:
    if kind is str:
        return _CHECKS.get(key, str)(_string(value))
    if kind is int or kind is float:
        return _number(key, value, whole=kind is int)
    if kind == tuple[tuple[str, float], ...]:
        return _by_family(key, value)
    if not isinstance(value, list):
        raise WrongValueError(_("liste attendue, entre crochets"))
    if kind == tuple[int, ...]:
        return tuple(_number(key, item, whole=True) for item in value)
    for item in value:
        _CHECKS[key](_string(item))
    return tuple(value)


def _by_family(key: str, value: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, dict):
        raise WrongValueError(_("table attendue, par exemple {{ media = 0.2 }}").format())
    for family in value:
        if family not in FAMILIES:
            raise WrongValueError(_("famille de sources inconnue ; {hint}").format(hint=unknown(family, FAMILIES)))
    return tuple((family, float(_number(key, number, whole=False))) for family, number in value.items())


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValueError(_("texte entre guillemets attendu, reçu {value}").format(value=shown(value)))
    if any(ord(char) < 32 and char != "\n" for char in value):
        raise WrongValueError(_("texte sans caractère de contrôle attendu"))
    return value


def _number(key: str, value: object, *, whole: bool) -> int | float:
    low, high = LIMITS[key]
    # true is an int to Python but not to a reader; NaN fails every comparison.
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        if not whole:
            return float(value)
        if isinstance(value, int):
            return value
    kind = _("nombre entier") if whole else _("nombre")
    message = _("{kind} de {low} à {high} attendu, reçu {value}")
    raise WrongValueError(message.format(kind=kind, low=low, high=high, value=shown(value)))


def _base_url(text: str) -> str:
    return http_url(text).rstrip("/") if text else text


def _host(text: str) -> str:
    if not text or any(char.isspace() or char == "/" for char in text):
        raise WrongValueError(
            _("adresse d’écoute attendue, par exemple « 127.0.0.1 », reçu {value}").format(value=shown(text))
        )
    return text


def _licence(text: str) -> str:
    if text not in LICENCES:
        raise WrongValueError(_("licence inconnue ; {hint}").format(hint=unknown(text, LICENCES)))
    return text


def _proxy(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        expected = _("adresse IP ou réseau attendu, par exemple « 10.0.0.5 » ou « 172.16.0.0/12 », reçu {value}")
        raise WrongValueError(expected.format(value=shown(text))) from error
    return text


def _time_of_day(text: str) -> str:
    if text and (not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) or text.startswith("02:")):
        raise WrongValueError(
            _("heure de Paris attendue, comme « 07:30 », hors de 02:00 à 02:59, reçu {value}").format(value=shown(text))
        )
    return text


_CHECKS: dict[str, Callable[[str], object]] = {
    "http.contact": contact,
    "http.allow_private": allowed_address,
    "watch.report_at": _time_of_day,
    "site.base_url": _base_url,
    "site.host": _host,
    "site.trusted_proxies": _proxy,
    "site.licence": _licence,
}


def _line(text: str, key: tuple[str, ...]) -> int:
    """Return the line where the statement that defines key begins.

    Found by the parser itself, reading one line more each time until the key is
    there: no second idea of TOML. Quadratic, and only ever run once, for an error.
    """
    lines = text.splitlines(keepends=True)
    begins = 1
    for number in range(1, len(lines) + 1):
        try:
            document: Any = tomllib.loads("".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value written over several lines
        for part in key:
            document = document.get(part) if isinstance(document, dict) else None
        if document is not None:
            return begins
        begins = number + 1
    return begins


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, path: Path) -> ConfigError:
    """Carry the parser's line and words over; tomllib of Python 3.11 to 3.13 gives them as one text."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.S)
    problem, line = (found[1], found[2]) if found else (str(error), None)
    number = int(line) if line else max(1, text.rstrip().count("\n") + 1)
    hint = _("valeur sans guillemets, guillemet non refermé ou clé donnée deux fois ?")
    return ConfigError(
        _("TOML mal écrit : {hint} ({problem})").format(hint=hint, problem=problem), file=path, line=number
    )
