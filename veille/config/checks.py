"""Checks of single values of feeds.yml: a node in, a value out, WrongValueError with a French sentence otherwise."""

import re
from collections.abc import Callable

from yaml.nodes import Node, ScalarNode, SequenceNode

from veille.config.reading import WrongValueError, http_url, shown, unknown
from veille.i18n import _

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def text(node: Node) -> str:
    """Return a scalar as it was written; an empty or null one is no text."""
    if not isinstance(node, ScalarNode) or node.tag == "tag:yaml.org,2002:null" or not node.value.strip():
        raise WrongValueError(_("texte attendu"))
    if _CONTROL.search(node.value):
        raise WrongValueError(_("texte sans caractère de contrôle attendu"))
    return " ".join(node.value.split())


def http(node: Node) -> str:
    """Check a complete web address."""
    return http_url(text(node))


def flag(node: Node) -> bool:
    """Check a YAML true or false."""
    if not isinstance(node, ScalarNode) or node.tag != "tag:yaml.org,2002:bool":
        raise WrongValueError(_("true ou false attendu"))
    return node.value.lower() in ("true", "yes", "on")


def number(low: int, high: int) -> Callable[[Node], int]:
    """Check a whole number from low to high."""

    def check(node: Node) -> int:
        written = node.value if isinstance(node, ScalarNode) else ""
        if not re.fullmatch(r"\d{1,9}", written) or not low <= int(written) <= high:
            raise WrongValueError(_("nombre entier de {low} à {high} attendu").format(low=low, high=high))
        return int(written)

    return check


def one_of(*words: str) -> Callable[[Node], str]:
    """Check one of a few words."""

    def check(node: Node) -> str:
        word = text(node)
        if word not in words:
            raise WrongValueError(_("{value} inconnu ; {hint}").format(value=shown(word), hint=unknown(word, words)))
        return word

    return check


def matching(pattern: re.Pattern[str], expected: str) -> Callable[[Node], str]:
    """Check a text against a pattern; `expected` says in the reader's language what it stands for."""

    def check(node: Node) -> str:
        word = text(node)
        if not pattern.fullmatch(word):
            raise WrongValueError(_("{expected} attendu, reçu {value}").format(expected=expected, value=shown(word)))
        return word

    return check


def texts(expected: str) -> Callable[[Node], tuple[str, ...]]:
    """Check a list of texts; `expected` says in the reader's language what each is."""

    def check(node: Node) -> tuple[str, ...]:
        if not isinstance(node, SequenceNode):
            raise WrongValueError(_("liste attendue : {expected}").format(expected=expected))
        return tuple(text(item) for item in node.value)

    return check
