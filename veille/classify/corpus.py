"""The labelled texts a model learns from and is measured on: JSON lines as frozen values."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from veille.classify.taxonomy import Taxonomy
from veille.errors import InputError, reason
from veille.i18n import _
from veille.text import strip_controls

T = TypeVar("T")

SHIPPED = Path(__file__).parent / "data" / "corpus"

NATURAL_PARTS = frozenset({*range(10, 22), *range(27, 34)})
"""Parts that imitate the stream as it comes; the others are balanced or hard on purpose (data/corpus/README.md).
Thresholds and figures come from these only."""

HANDS = (range(1, 14), range(14, 18), range(18, 22), range(22, 27), range(27, 31), range(31, 34), range(34, 35))
"""Parts that one person wrote. A hand has its words and turns: a model knows them again, which tells nothing of how it
does with the texts of others (training.deal)."""

_MULTI = {"theme": "themes", "sector": "sectors", "org": "orgs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled text."""

    id: str
    lang: str
    title: str
    text: str
    relevant: bool
    themes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    kind: str = ""
    """Empty exactly when the text is not relevant."""
    natural: bool = False
    """True when it imitates the natural stream."""
    hand: int = -1
    """Which of HANDS wrote it; -1 when it is nobody's of the corpus."""
    weight: float = 1.0
    """How much it counts in learning; an officer's correction counts for more than a text of the corpus."""
    known: frozenset[str] | None = None
    """Facets (and "relevance") that its labels are sure of; None for all. Nothing is learned for the others."""
    unsure: frozenset[tuple[str, str]] = frozenset()
    """(facet, label) of single labels that nothing is known about: neither that they fit nor that they do not."""

    def knows(self, facet: str, label: str = "") -> bool:
        """Say whether a label (or a facet with a single answer) may be learned from this text."""
        return (self.known is None or facet in self.known) and (facet, label) not in self.unsure

    def gold(self, facet: str) -> tuple[str, ...]:
        """Return the labels of a facet by its outward name; kind gives one or none."""
        if facet == "kind":
            return (self.kind,) if self.kind else ()
        labels: tuple[str, ...] = getattr(self, _MULTI[facet])
        return labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All rows of a folder of part-N.jsonl files, in a fixed order."""

    rows: tuple[Row, ...]
    fingerprint: str


def load_corpus(taxonomy: Taxonomy, folder: Path | None = None) -> Corpus:
    """Read and check every part-N.jsonl of folder (None: the corpus in the package).

    Raises InputError with file and line for a wrong row, a label the taxonomy does not
    know, an id given twice, or a folder without parts.
    """
    folder = folder or SHIPPED
    rows: list[Row] = []
    for number, path in _parts(folder):
        hand = next((hand for hand, parts in enumerate(HANDS) if number in parts), -1)
        rows += [replace(row, hand=hand) for row in read_rows(path, taxonomy, natural=number in NATURAL_PARTS)]
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise InputError(_("{folder} : l’identifiant « {id} » sert deux fois").format(folder=folder, id=row.id))
        seen.add(row.id)
    return Corpus(rows=tuple(rows), fingerprint=corpus_fingerprint(folder))


def corpus_fingerprint(folder: Path | None = None) -> str:
    """Return a hash of the bytes of all parts; cheap enough for every start of a worker (4 ms for 2 MB)."""
    hasher = hashlib.blake2b(digest_size=16)
    for number, path in _parts(folder or SHIPPED):
        content = path.read_bytes()
        hasher.update(f"{number}:{len(content)}:".encode())
        hasher.update(content)
    return hasher.hexdigest()


def read_rows(path: Path, taxonomy: Taxonomy, *, natural: bool = False) -> list[Row]:
    """Read one file of labelled JSON lines; blank lines are skipped. Raises InputError with the line number."""
    return read_lines(path, lambda value: _row(value, taxonomy, natural))


def read_lines(path: Path, made: Callable[[dict[str, Any]], T]) -> list[T]:
    """Return what `made` makes of each line of a file of JSON objects, blank lines left out.

    Raises InputError with the number of a line that is none, or of which `made` says in a ValueError what is wrong.
    """
    try:
        # Windows programs begin a file with a mark
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(_("{path} : fichier illisible ({reason})").format(path=path, reason=reason(error))) from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(made(parse_line(line)))
            except ValueError as error:
                message = _("{path}, ligne {number} : {error}")
                raise InputError(message.format(path=path, number=number, error=error)) from error
    return found


def parse_line(line: str) -> dict[str, Any]:
    """Return the JSON object of a line; ValueError says in French what is wrong with it."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(_("ce n’est pas du JSON (colonne {column})").format(column=error.colno)) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
        raise ValueError(_("ce n’est pas du JSON de taille ordinaire")) from error
    if not isinstance(value, dict):
        raise ValueError(_("attendu : un objet JSON"))  # noqa: TRY004 - one exception for every fault of a line
    return value


def text_field(value: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a string of a JSON object, as pages are read: without NUL, lone surrogates and the like.

    ValueError when it is missing (without default) or something else.
    """
    found = value.get(name)
    if found is None:
        found = default
    if not isinstance(found, str):
        raise ValueError(_("« {name} » : attendu un texte").format(name=name))  # noqa: TRY004 - as above
    return strip_controls(found)


def _parts(folder: Path) -> list[tuple[int, Path]]:
    parts = []
    for path in folder.glob("part-*.jsonl"):
        number = path.stem.removeprefix("part-")
        if not number.isdecimal():
            raise InputError(_("{path} : attendu part-<nombre>.jsonl").format(path=path))
        parts.append((int(number), path))
    if not parts:
        raise InputError(_("{folder} : aucun fichier part-<nombre>.jsonl").format(folder=folder))
    return sorted(parts)


def _row(value: dict[str, Any], taxonomy: Taxonomy, natural: bool) -> Row:
    relevant = value.get("relevant")
    if not isinstance(relevant, bool):
        raise ValueError(_("« relevant » : attendu true ou false"))  # noqa: TRY004 - as above
    kind = text_field(value, "kind", "")
    if relevant != (kind in taxonomy.ids("kind")):
        raise ValueError(_("« kind » : « {kind} » ne convient pas à « relevant »").format(kind=kind))
    labels = {name: _labels(value, name, taxonomy.ids(facet)) for facet, name in _MULTI.items()}
    if not relevant and any(labels.values()):
        raise ValueError(_("un texte hors sujet ne porte aucune étiquette"))
    return Row(
        id=text_field(value, "id"),
        lang=text_field(value, "lang", "fr"),
        title=text_field(value, "title"),
        text=text_field(value, "text"),
        relevant=relevant,
        kind=kind,
        natural=natural,
        themes=labels["themes"],
        sectors=labels["sectors"],
        orgs=labels["orgs"],
    )


def _labels(value: dict[str, Any], name: str, known: Iterable[str]) -> tuple[str, ...]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(label, str) for label in found):
        raise ValueError(_("« {name} » : attendu une liste de textes").format(name=name))
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise ValueError(_("« {name} » : étiquette inconnue « {label} »").format(name=name, label=unknown[0]))
    return tuple(dict.fromkeys(found))
