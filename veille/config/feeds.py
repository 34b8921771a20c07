"""feeds.yml: what to watch, as checked `Source` values.

The YAML is composed to nodes, never constructed to objects: a node knows its
line, so that every error can name it, and a word stays the word that was
written (`NO` is Norway, not false). Aliases cost nothing: what they point to
is looked at one level deep, never expanded.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from veille.config import checks
from veille.config.kinds import OPTION_KEYS, address_key, source_address
from veille.config.reading import WrongValueError, read_text, shown, unknown
from veille.config.yamltree import compose, line_of
from veille.errors import ConfigError
from veille.i18n import _
from veille.kinds import FAMILIES, OPTIONS, TYPES, Options
from veille.models import MANUAL_ID, Source

STATES = ("a-verifier",)
EVIDENCE = ("vue", "deduite", "supposee")
REQUIRED = ("id", "name", "url")
"""A source that is off may wait for its address."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_FORM_OF_ID = checks.matching(_ID, _("identifiant (a-z, 0-9 et tirets, 64 caractères au plus)"))
_LANG = re.compile(r"[a-z]{2}")
# EU, FR or another ISO country, region, département, commune (COG), EPCI (SIREN).
_TERRITORY = re.compile(r"[A-Z]{2}|R\d{2}|D(?:\d{2,3}|2A|2B)|\d(?:\d|A|B)\d{3}|\d{9}")


def load_sources(
    path: Path, *, themes: frozenset[str] | None = None, kinds: frozenset[str] | None = None
) -> tuple[Source, ...]:
    """Return the sources of a feeds.yml in their order, disabled ones included.

    `themes` and `kinds` are the ids that the keys of those names may hold; None checks
    their form only, since the taxonomy belongs to another room.

    Raises ConfigError at the first fault, with file, line, key and what was expected.
    """
    return _Reader(path, themes, kinds).sources(compose(read_text(path), path))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks the nodes of one file; exists so that every error knows the file."""

    path: Path
    themes: frozenset[str] | None
    document_kinds: frozenset[str] | None

    def sources(self, root: Node | None) -> tuple[Source, ...]:
        if root is None:
            raise ConfigError(_("fichier vide : « sources: » et sa liste attendus"), file=self.path)
        listed: Node | None = None
        for key, value in self._pairs(root, known=("sources",)):
            listed = value
            if not isinstance(value, SequenceNode):
                raise self._error(value, _("liste attendue, une source par tiret"), key)
        if not isinstance(listed, SequenceNode):
            raise self._error(root, _("clé obligatoire absente"), "sources")
        found: list[Source] = []
        ids: dict[str, int] = {}
        urls: dict[str, int] = {}
        for node in listed.value:
            source = self._source(node)
            self._once(node, "id", source.id, ids)
            if source.url:
                self._once(node, "url", address_key(source), urls)
            found.append(source)
        return tuple(found)

    def _source(self, node: Node) -> Source:
        values: dict[str, Any] = {}
        nodes: dict[str, Node] = {}
        for key, value in self._pairs(node, known=(*_KEYS, *OPTIONS)):
            nodes[key] = value
            if key in OPTIONS:
                values["options"] = self._options(key, value)
                continue
            try:
                values[key] = _KEYS[key](value)
                if key == "themes" and self.themes is not None:
                    _check_themes(values[key], self.themes)
                if key == "kinds" and self.document_kinds is not None:
                    _check_kinds(values[key], self.document_kinds)
            except WrongValueError as error:
                raise self._error(value, str(error), key) from None
        for key in REQUIRED:
            if key not in values and not (key == "url" and values.get("enabled") is False):
                raise self._error(node, _("clé obligatoire absente"), key)
        values.setdefault("url", "")
        source = Source(**values)
        for kind in OPTIONS.keys() & nodes.keys() - {source.type}:
            needs = _("réservé aux sources de type « {type} »").format(type=kind)
            raise self._error(nodes[kind], needs, kind)
        try:
            return replace(source, url=source_address(source, self.path.parent)) if source.url else source
        except WrongValueError as error:
            raise self._error(nodes["url"], str(error), "url") from None

    def _options(self, kind: str, node: Node) -> Options:
        values: dict[str, Any] = {}
        for key, value in self._pairs(node, known=OPTION_KEYS[kind]):
            try:
                values[key] = OPTION_KEYS[kind][key](value)
            except WrongValueError as error:
                raise self._error(value, str(error), f"{kind}.{key}") from None
        return OPTIONS[kind](**values)

    def _pairs(self, node: Node, known: Collection[str]) -> Iterator[tuple[str, Node]]:
        """Yield the pairs of a mapping whose keys are all known and given once."""
        if not isinstance(node, MappingNode):
            raise self._error(node, _("« clé: valeur » attendu ({keys})").format(keys=", ".join(known)))
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else "?"
            if name not in known:
                raise self._error(key, _("clé inconnue ; {hint}").format(hint=unknown(name, known)), name)
            if name in seen:
                raise self._error(key, _("clé donnée deux fois pour la même source"), name)
            seen.add(name)
            yield name, value

    def _once(self, node: Node, key: str, value: str, seen: dict[str, int]) -> None:
        line = line_of(node.start_mark)
        if value in seen:
            message = _("{value} est déjà donné à la ligne {line}").format(value=shown(value), line=seen[value])
            raise self._error(node, message, key)
        seen[value] = line

    def _error(self, node: Node, message: str, key: str | None = None) -> ConfigError:
        return ConfigError(message, file=self.path, line=line_of(node.start_mark), key=key)


def _id(node: Node) -> str:
    word = _FORM_OF_ID(node)
    if word == MANUAL_ID:
        raise WrongValueError(_("{value} est réservé aux pages ajoutées à la main").format(value=shown(word)))
    return word


def _kinds(node: Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, MappingNode):
        raise WrongValueError(_("« motif d’adresse: genre » attendu, par exemple /agenda/: evenement"))
    return tuple((checks.text(pattern), checks.text(kind)) for pattern, kind in node.value)


def _check_themes(given: tuple[str, ...], known: frozenset[str]) -> None:
    for number, theme in enumerate(given):
        if theme not in known:
            hint = unknown(theme, sorted(known))
            raise WrongValueError(_("thème inconnu {value} ; {hint}").format(value=shown(theme), hint=hint))
        if theme in given[:number]:
            raise WrongValueError(_("thème {value} donné deux fois").format(value=shown(theme)))


def _check_kinds(given: tuple[tuple[str, str], ...], known: frozenset[str]) -> None:
    for _pattern, kind in given:
        if kind not in known:
            hint = unknown(kind, sorted(known))
            raise WrongValueError(_("genre inconnu {value} ; {hint}").format(value=shown(kind), hint=hint))


_KEYS: dict[str, Callable[[Node], Any]] = {
    "id": _id,
    "name": checks.text,
    "url": checks.text,
    "type": checks.one_of(*TYPES),
    "family": checks.one_of(*FAMILIES),
    "home": checks.http,
    "lang": checks.matching(_LANG, _("code de langue à deux lettres")),
    "territory": checks.matching(_TERRITORY, _("code de territoire (EU, FR, BE, R11, D93, code commune ou EPCI)")),
    "themes": checks.texts(_("identifiants de thèmes, par exemple [emploi-insertion]")),
    "priority": checks.number(1, 3),
    "ess": checks.flag,
    "excerpt": checks.number(0, 10_000),
    "enabled": checks.flag,
    "note": checks.text,
    "aggregator": checks.flag,
    "state": checks.one_of(*STATES),
    "evidence": checks.one_of(*EVIDENCE),
    "include": checks.texts(_("motifs d’adresse, par exemple [/actualites/]")),
    "exclude": checks.texts(_("motifs d’adresse, par exemple [/offres-emploi/]")),
    "kinds": _kinds,
    "silent_after": checks.number(0, 3650),
}
