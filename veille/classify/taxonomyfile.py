"""Reading and checking taxonomy.yml: every fault is told with file, line and key."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import yaml

from veille.classify.taxonomy import FACETS, Example, Expression, Label, Taxonomy, load_taxonomy
from veille.config.reading import read_text
from veille.config.yamltree import compose, line_of
from veille.errors import ConfigError
from veille.i18n import _
from veille.text import index_terms, strip_controls, words

T = TypeVar("T")

_TEXTS = ("fr", "en", "definition", "definition_fr", "broader")
_LABEL_KEYS = {*_TEXTS, "cues", "examples"}
_EXAMPLE_KEYS = {"title", "text", "lang"}
_SYNONYMS = "synonyms"
_TYPED = "typed"
_MOST_FORMS = 6
"""Expressions of one group: each one typed makes a search of all of them."""
_MOST_WORDS = 12
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_Labels = Mapping[str, tuple[Label, yaml.Node]]


def read(path: Path) -> Taxonomy:
    """Read a taxonomy. Raises ConfigError with file, line and key."""
    root = compose(read_text(path), path)
    if root is None:
        raise ConfigError(_("le fichier est vide"), file=path)
    return _Reader(path).taxonomy(root)


class _Reader:
    """Turns the YAML tree into values; knows the file so that errors can name it.

    Works on nodes rather than on loaded objects: nodes know their line, keep a
    key given twice, and do not turn the cue `no` into False.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def taxonomy(self, root: yaml.Node) -> Taxonomy:
        top = self.mapping(root, "", allowed={"version", _SYNONYMS, *FACETS.values()})
        for name in ("version", *FACETS.values()):
            if name not in top:
                raise self.error(_("clé manquante"), root, name)
        version = self.string(top["version"], "version")
        if not version.isdecimal():
            raise self.error(_("attendu : un nombre entier"), top["version"], "version")
        sections = {facet: self.labels(top[section], section) for facet, section in FACETS.items()}
        self.check_unique(sections)
        for facet, section in FACETS.items():
            self.check_broader(sections[facet], section)
        facets = tuple((facet, tuple(label for label, _node in found.values())) for facet, found in sections.items())
        # a copy made before there were synonyms goes on with the shipped ones; an empty list wants none
        synonyms = self.synonyms(top[_SYNONYMS]) if _SYNONYMS in top else load_taxonomy().synonyms
        return Taxonomy(version=int(version), facets=facets, synonyms=synonyms)

    def labels(self, node: yaml.Node, section: str) -> _Labels:
        found = self.mapping(node, section).items()
        if not found:
            raise self.error(_("attendu : au moins une étiquette"), node, section)
        return {id: (self.label(value, f"{section}.{id}", id), value) for id, value in found}

    def check_unique(self, sections: Mapping[str, _Labels]) -> None:
        """An address and an option name a label by its id alone: no two facets may share one."""
        seen: dict[str, str] = {}
        for facet, labels in sections.items():
            for id, (_label, node) in labels.items():
                if id in seen:
                    message = _("identifiant déjà donné dans « {section} »").format(section=seen[id])
                    raise self.error(message, node, f"{FACETS[facet]}.{id}")
                seen[id] = FACETS[facet]

    def check_broader(self, labels: _Labels, section: str) -> None:
        for id in labels:
            path = [id]
            while (wider := labels[path[-1]][0].broader) != "":
                node, place = labels[path[-1]][1], f"{section}.{path[-1]}.broader"
                if wider not in labels:
                    message = _("« {label} » n’est pas une étiquette de « {section} »")
                    raise self.error(message.format(label=wider, section=section), node, place)
                if wider in path:
                    raise self.error(_("cercle : {circle}").format(circle=" → ".join([*path, wider])), node, place)
                path.append(wider)

    def label(self, node: yaml.Node, key: str, id: str) -> Label:
        if not id or set(id) - _ID_CHARACTERS:
            raise self.error(_("identifiant : lettres minuscules sans accent, chiffres et tirets"), node, key)
        fields = self.mapping(node, key, allowed=_LABEL_KEYS)
        texts = {name: self.string(fields[name], f"{key}.{name}") for name in _TEXTS if name in fields}
        for name in ("fr", "en"):
            if not texts.get(name):
                raise self.error(_("nom manquant"), node, f"{key}.{name}")
        return Label(
            id=id,
            fr=texts["fr"],
            en=texts["en"],
            definition=texts.get("definition", ""),
            definition_fr=texts.get("definition_fr", ""),
            broader=texts.get("broader", ""),
            cues=self.listed(fields.get("cues"), f"{key}.cues", _("attendu : une liste de mots"), self.cue),
            examples=self.listed(
                fields.get("examples"), f"{key}.examples", _("attendu : une liste de textes"), self.example
            ),
        )

    def synonyms(self, node: yaml.Node) -> tuple[tuple[Expression, ...], ...]:
        """Read the groups of equivalent expressions; one expression stands in one group only."""
        seen: set[str] = set()

        def group(node: yaml.Node, key: str) -> tuple[Expression, ...]:
            found = self.listed(node, key, _("attendu : une liste d’expressions équivalentes"), self.expression)
            for one in found:
                if index_terms(one.text) in seen:
                    raise self.error(_("« {text} » est donné deux fois").format(text=one.text), node, key)
                seen.add(index_terms(one.text))
            if not 2 <= len(found) <= _MOST_FORMS:
                message = _("attendu : de deux à {most} expressions").format(most=_MOST_FORMS)
                raise self.error(message, node, key)
            if not any(one.is_searched for one in found):
                raise self.error(_("attendu : au moins une expression cherchée dans les textes"), node, key)
            return found

        return self.listed(node, _SYNONYMS, _("attendu : une liste de groupes d’expressions"), group)

    def expression(self, node: yaml.Node, key: str) -> Expression:
        is_searched = not isinstance(node, yaml.MappingNode)
        if not is_searched:
            fields = self.mapping(node, key, allowed={_TYPED})
            if _TYPED not in fields:
                raise self.error(_("clé manquante"), node, f"{key}.{_TYPED}")
            node, key = fields[_TYPED], f"{key}.{_TYPED}"
        text = self.string(node, key)
        if not 1 <= len(words(text)) <= _MOST_WORDS:
            raise self.error(_("attendu : de un à {most} mots").format(most=_MOST_WORDS), node, key)
        return Expression(text, is_searched)

    def listed(
        self, node: yaml.Node | None, key: str, wanted: str, one: Callable[[yaml.Node, str], T]
    ) -> tuple[T, ...]:
        """Return what each node of a list says; nothing where there is no list."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(wanted, node, key)
        return tuple(one(item, key) for item in node.value)

    def example(self, node: yaml.Node, key: str) -> Example:
        fields = self.mapping(node, key, allowed=_EXAMPLE_KEYS)
        texts = {name: self.string(fields[name], f"{key}.{name}") for name in fields}
        if not words(texts.get("text", "")):
            raise self.error(_("exemple sans texte"), node, f"{key}.text")
        return Example(title=texts.get("title", ""), text=texts["text"], lang=texts.get("lang", "") or "fr")

    def cue(self, node: yaml.Node, key: str) -> str:
        cue = self.string(node, key)
        if not words(cue):
            raise self.error(_("indice sans lettre ni chiffre"), node, key)
        return cue

    def mapping(self, node: yaml.Node, key: str, *, allowed: set[str] | None = None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(_("attendu : des clés suivies de valeurs"), node, key)
        found: dict[str, yaml.Node] = {}
        for name_node, value in node.value:
            name = self.string(name_node, key)
            place = f"{key}.{name}" if key else name
            if name in found:
                raise self.error(_("clé donnée deux fois"), name_node, place)
            if allowed is not None and name not in allowed:
                expected = ", ".join(sorted(allowed))
                raise self.error(_("clé inconnue ; attendu : {expected}").format(expected=expected), name_node, place)
            found[name] = value
        return found

    def string(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(_("attendu : un texte"), node, key)
        return strip_controls(str(node.value)).strip()

    def error(self, message: str, node: yaml.Node, key: str) -> ConfigError:
        return ConfigError(message, file=self.path, line=line_of(node.start_mark), key=key or None)
