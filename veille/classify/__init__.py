"""TAG: relevance, themes, sectors, kind and legal families of a text, learned from the shipped corpus.

    load_tagger(folder).tag([TextIn(...)])   what the pipeline calls, in every worker process
    train(folder)                            learn and save a model (the only user of scikit-learn)
    is_current(folder)                       is there a model made by these versions and data?
    text_rows(lines), label_answer(row, …)   `veille classify`: JSON lines in, labels out
    evaluate(tagger, rows)                   precision, recall, F1 with intervals
    load_taxonomy()                          the vocabulary, typed

Names are imported on first use: importing this package costs nothing, and only
`train` brings scikit-learn in (3.5 s on a cold machine, measured).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from veille.classify.corpus import Corpus, Row, load_corpus, read_rows
    from veille.classify.evaluation import Evaluation, evaluate
    from veille.classify.features import LEAD_CHARS
    from veille.classify.lessons import Lessons
    from veille.classify.registry import current_version, is_current
    from veille.classify.rows import TextRow, label_answer, label_reasons, text_rows
    from veille.classify.tagger import Tagger, TextIn, load_tagger
    from veille.classify.taxonomy import FACETS, Label, Taxonomy, load_taxonomy
    from veille.classify.training import TrainReport, train

__all__ = [
    "FACETS",
    "LEAD_CHARS",
    "Corpus",
    "Evaluation",
    "Label",
    "Lessons",
    "Row",
    "Tagger",
    "Taxonomy",
    "TextIn",
    "TextRow",
    "TrainReport",
    "current_version",
    "evaluate",
    "is_current",
    "label_answer",
    "label_reasons",
    "load_corpus",
    "load_tagger",
    "load_taxonomy",
    "read_rows",
    "text_rows",
    "train",
]

_HOME = {
    "corpus": ("Corpus", "Row", "load_corpus", "read_rows"),
    "evaluation": ("Evaluation", "evaluate"),
    "features": ("LEAD_CHARS",),
    "lessons": ("Lessons",),
    "registry": ("current_version", "is_current"),
    "rows": ("TextRow", "label_answer", "label_reasons", "text_rows"),
    "tagger": ("Tagger", "TextIn", "load_tagger"),
    "taxonomy": ("FACETS", "Label", "Taxonomy", "load_taxonomy"),
    "training": ("TrainReport", "train"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
