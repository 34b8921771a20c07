"""What a model learns beside the corpus: officers' corrections, and the examples of their own labels.

The texts of the corpus know nothing of a label that an officer adds: one that meets its cues may well be about
it. Such a text is left open for that label, neither yes nor no; the others count as no (learning from positive
and unlabelled texts: Elkan and Noto, 2008; measured in bench/newtheme.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from veille.classify.corpus import Row
from veille.classify.cues import CueIndex
from veille.classify.decisions import MULTI, RELEVANCE
from veille.classify.taxonomy import FACETS, Label, Taxonomy
from veille.errors import ConfigError
from veille.i18n import _
from veille.text import words

CORRECTION_WEIGHT = 10.0
"""What a correction counts for among texts of the corpus. Of 50 corrections after a new vocabulary came, sectors of
its texts went from 0.19 to 0.62, 0.70 and 0.73 (F1) with weights 1, 3 and 10, the rest stayed as it was
(bench/drift.py)."""
EXAMPLE_WEIGHT = 10.0
"""What an example of a label counts for: a theme taken out and taught again by ten examples reached 0.09, 0.23 and
0.28 (F1) with weights 1, 3 and 10, and 0.01 at most when texts that meet its cues counted as no
(bench/newtheme.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What officers gave to learn from, and to measure by."""

    rows: tuple[Row, ...] = ()
    """Corrections to learn from."""
    audit: tuple[Row, ...] = ()
    """Corrections of the random sample, never learned from; `weight` is how many items each stands for."""
    fingerprint: str = ""
    """Changes with any of them."""
    at: datetime | None = None
    """When they were gathered, for the history of models."""


def learning_rows(corpus: Sequence[Row], lessons: Lessons, taxonomy: Taxonomy) -> list[Row]:
    """Return everything to learn from: the corpus first, in its order.

    Raises ConfigError for a label that nothing could ever be learned of.
    """
    fresh = learnable(corpus, lessons, taxonomy)
    ours = [_in_words_of(row, taxonomy) for row in corpus]
    return [*_left_open(ours, fresh, taxonomy), *examples(taxonomy), *_left_open(lessons.rows, fresh, taxonomy)]


def learnable(corpus: Sequence[Row], lessons: Lessons, taxonomy: Taxonomy) -> list[tuple[str, Label]]:
    """Return (facet, label) of the labels that no text of the corpus carries, each with something to learn it from.

    Raises ConfigError for one with none: no correction, no example, no cue.
    """
    fresh = new_labels(corpus, taxonomy)
    carried = {(facet, label) for row in lessons.rows for facet in (*MULTI, "kind") for label in row.gold(facet)}
    for facet, label in fresh:
        if not label.cues and not label.examples and (facet, label.id) not in carried:
            raise ConfigError(
                _("« {label} » n’a ni exemple ni indice : rien ne permet de l’apprendre").format(label=label.id),
                key=f"{FACETS[facet]}.{label.id}",
            )
    return fresh


def _in_words_of(row: Row, taxonomy: Taxonomy) -> Row:
    """Return a text without the labels that a taxonomy does not have."""
    for facet in MULTI:
        labels = tuple(label for label in row.gold(facet) if label in taxonomy.ids(facet))
        if labels != row.gold(facet):
            row = with_labels(row, facet, labels)
    if row.relevant and row.kind and row.kind not in taxonomy.ids("kind"):
        # of no kind that there is: nothing is learned of kinds, nor measured
        return replace(row, kind="", natural=False, known=frozenset({*MULTI, RELEVANCE}))
    return row


def new_labels(corpus: Iterable[Row], taxonomy: Taxonomy) -> list[tuple[str, Label]]:
    """Return (facet, label) of the taxonomy's labels that no text of the corpus carries."""
    carried = {(facet, label) for row in corpus for facet in (*MULTI, "kind") for label in row.gold(facet)}
    return [(facet, label) for facet, labels in taxonomy.facets for label in labels if (facet, label.id) not in carried]


def examples(taxonomy: Taxonomy) -> list[Row]:
    """Return the examples of all labels as texts to learn from: each is sure of its own label only.

    A kind excludes the others, so an example of one is sure of them all.
    """
    rows = []
    for facet, labels in taxonomy.facets:
        for label in labels:
            others = frozenset((facet, other.id) for other in labels if other is not label and facet != "kind")
            base = Row(
                id="", lang="fr", title="", text="", relevant=True, weight=EXAMPLE_WEIGHT,
                known=frozenset({facet, RELEVANCE}), unsure=others,
            )  # fmt: skip
            base = with_labels(base, facet, (label.id,))
            for number, example in enumerate(label.examples, 1):
                id = f"{label.id}#{number}"
                rows.append(replace(base, id=id, lang=example.lang, title=example.title, text=example.text))
    return rows


def with_labels(row: Row, facet: str, labels: tuple[str, ...]) -> Row:
    """Return the row with other labels of one facet."""
    if facet == "kind":
        return replace(row, kind=labels[0] if labels else "")
    return {
        "theme": lambda: replace(row, themes=labels),
        "sector": lambda: replace(row, sectors=labels),
        "org": lambda: replace(row, orgs=labels),
    }[facet]()


def _left_open(corpus: Sequence[Row], fresh: Sequence[tuple[str, Label]], taxonomy: Taxonomy) -> list[Row]:
    """Return the corpus, its texts unsure of each new label whose cues they meet."""
    wanted = {(facet, label.id) for facet, label in fresh if facet in MULTI and label.cues}
    if not wanted:
        return list(corpus)
    cues = CueIndex(taxonomy)
    rows = []
    for row in corpus:
        hits = cues.scan(words(row.title)) + cues.scan(words(row.text)) if row.relevant else []
        met = wanted & {cues.groups[hit.group] for hit in hits}
        rows.append(replace(row, unsure=row.unsure | met) if met else row)
    return rows
