"""The vocabulary items are tagged with: taxonomy.yml as frozen values.

Inside the file facets have plural names; everywhere else (`models.Tag.facet`)
they are `theme`, `sector`, `kind` and `org`. Nothing here tags anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from veille.errors import ConfigError, reason
from veille.i18n import _
from veille.text import digest, words

FACETS = {"theme": "themes", "sector": "sectors", "kind": "kinds", "org": "orgs"}
"""Outward facet name → its section in taxonomy.yml, in order."""

SHIPPED = Path(__file__).parent / "data" / "taxonomy.yml"

# libyaml's composer takes 5 ms where Python's takes 43, at every start.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LABEL_KEYS = {"fr", "en", "definition", "cues"}
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One word of the vocabulary."""

    id: str
    fr: str
    en: str
    definition: str = ""
    """In English, may be empty (sectors and legal families speak for themselves)."""
    cues: tuple[str, ...] = ()
    """Words and phrases that hint at the label: case and accents do not matter, a `*` stands for any ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All facets with their labels, in the order of the file."""

    version: int
    facets: tuple[tuple[str, tuple[Label, ...]], ...]
    """(outward facet name, its labels), every facet of `FACETS` once."""

    def labels(self, facet: str) -> tuple[Label, ...]:
        """Return the labels of a facet by its outward name; KeyError for another name."""
        return dict(self.facets)[facet]

    def ids(self, facet: str) -> tuple[str, ...]:
        """Return the label ids of a facet by its outward name."""
        return tuple(label.id for label in self.labels(facet))

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Give every label as (facet, id, fr, en, definition), as the publisher wants them."""
        for facet, labels in self.facets:
            for label in labels:
                yield facet, label.id, label.fr, label.en, label.definition

    @property
    def fingerprint(self) -> str:
        """A hash of everything said, blind to comments and layout of the file."""
        return digest(repr((self.version, self.facets)))


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read and check taxonomy.yml (None: the one in the package).

    Raises ConfigError with file, line and key for anything that is not as it should be.
    """
    return _shipped() if path is None else _read(path)


@lru_cache(maxsize=1)
def _shipped() -> Taxonomy:
    return _read(SHIPPED)


def _read(path: Path) -> Taxonomy:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(_("fichier illisible ({reason})").format(reason=reason(error)), file=path) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise ConfigError(_("ce n’est pas du YAML ({error})").format(error=error), file=path, line=line) from error
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
        top = self.mapping(root, "", allowed={"version", *FACETS.values()})
        for name in ("version", *FACETS.values()):
            if name not in top:
                raise self.error(_("clé manquante"), root, name)
        version = self.string(top["version"], "version")
        if not version.isdecimal():
            raise self.error(_("attendu : un nombre entier"), top["version"], "version")
        facets = tuple((facet, self.labels(top[section], section)) for facet, section in FACETS.items())
        return Taxonomy(version=int(version), facets=facets)

    def labels(self, node: yaml.Node, section: str) -> tuple[Label, ...]:
        labels = tuple(self.label(value, f"{section}.{id}", id) for id, value in self.mapping(node, section).items())
        if not labels:
            raise self.error(_("attendu : au moins une étiquette"), node, section)
        return labels

    def label(self, node: yaml.Node, key: str, id: str) -> Label:
        if not id or not _ID_CHARACTERS.issuperset(id):
            raise self.error(_("identifiant : lettres minuscules sans accent, chiffres et tirets"), node, key)
        fields = self.mapping(node, key, allowed=_LABEL_KEYS)
        texts = {name: self.string(fields[name], f"{key}.{name}") for name in fields if name != "cues"}
        for name in ("fr", "en"):
            if not texts.get(name):
                raise self.error(_("nom manquant"), node, f"{key}.{name}")
        cues = self.cues(fields["cues"], f"{key}.cues") if "cues" in fields else ()
        return Label(id=id, fr=texts["fr"], en=texts["en"], definition=texts.get("definition", ""), cues=cues)

    def cues(self, node: yaml.Node, key: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(_("attendu : une liste de mots"), node, key)
        cues = tuple(self.string(item, key) for item in node.value)
        for cue, item in zip(cues, node.value, strict=True):
            if not words(cue):
                raise self.error(_("indice sans lettre ni chiffre"), item, key)
        return cues

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
        return str(node.value).strip()

    def error(self, message: str, node: yaml.Node, key: str) -> ConfigError:
        return ConfigError(message, file=self.path, line=node.start_mark.line + 1, key=key or None)
