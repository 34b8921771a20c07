"""A source as text of feeds.yml: the keys in the order of the shipped file, quotes only where YAML needs them."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, replace
from typing import Any

import yaml

from veille.kinds import Options
from veille.models import Source

_KEYS = (
    "id", "name", "type", "family", "home", "url", "evidence", "state", "lang", "territory", "themes", "priority",
    "ess", "excerpt", "enabled", "aggregator", "include", "exclude", "kinds", "silent_after", "note",
)  # fmt: skip
_ALWAYS = frozenset({"id", "name", "type", "family", "url", "lang", "priority"})
"""Written even where they are the default: a reader of the file wants to see them."""

# A word that starts with a letter, a figure or a slash and holds nothing that YAML might take for its own.
_PLAIN = re.compile(r"[^\W_/][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*|/[\w/.*?=&%+~-]*")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|[\[\]{},\"`]|\s$|\s\s")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]')
_RESOLVER: Any = yaml.resolver.Resolver()


def as_written(source: Source) -> Source:
    """Return the source as feeds.yml gives it back: every text on one line, single spaces."""
    return _squeezed(source)  # type: ignore[no-any-return]


def entry_lines(source: Source) -> list[str]:
    """Return the lines of an entry, not indented: `- id: …` first, two spaces before the others."""
    lines = [f"  {line}" for line in _lines(as_written(source))]
    lines[0] = f"- {lines[0].lstrip()}"
    return lines


def _lines(source: Source) -> Iterator[str]:
    defaults = {one.name: one for one in fields(Source)}
    for key in _KEYS:
        value = getattr(source, key)
        if value == "" or (key not in _ALWAYS and value == _default(defaults[key])):
            continue
        if key == "kinds":
            yield "kinds:"
            yield from (f"  {scalar(pattern)}: {scalar(kind)}" for pattern, kind in value)
        else:
            yield f"{key}: {_value(value)}"
    if source.options is not None:
        yield from _block(source.type, source.options)


def _block(name: str, options: Options) -> Iterator[str]:
    said = [(one.name, getattr(options, one.name)) for one in fields(options)]
    defaults = {one.name: _default(one) for one in fields(options)}
    said = [(key, value) for key, value in said if value != defaults[key]]
    yield f"{name}:" if said else f"{name}: {{}}"
    yield from (f"  {key}: {_value(value)}" for key, value in said)


def _default(field: "Field[Any]") -> object:
    return None if field.default is MISSING else field.default


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(item) if ':' in item else scalar(item) for item in value)}]"
    return scalar(value) if isinstance(value, str) else str(value)


def scalar(text: str) -> str:
    """Return a text as a YAML scalar on one line: as it is where no reader of YAML could mistake it, else quoted."""
    if _PLAIN.fullmatch(text) and not _NOT_PLAIN.search(text) and _resolves_to_text(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _resolves_to_text(text: str) -> bool:
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    return tag == "tag:yaml.org,2002:str"


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return f"\\{char}" if char in '"\\' else f"\\u{ord(char):04x}"


def _squeezed(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, tuple):
        return tuple(map(_squeezed, value))
    if isinstance(value, Source | Options):
        return replace(value, **{one.name: _squeezed(getattr(value, one.name)) for one in fields(value)})
    return value
