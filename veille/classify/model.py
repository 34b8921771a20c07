"""A learned model as plain numbers, with the vocabulary it was learned for, and what it was made from.

`modelfiles` keeps it on disk, `registry` says which one is in use.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.calibration import Sigmoid, Zones
from veille.classify.corpus import corpus_fingerprint
from veille.classify.decisions import Outputs, Parameters
from veille.classify.features import Floats, Lexicon
from veille.classify.taxonomy import Label, Taxonomy
from veille.i18n import _
from veille.text import NORMALISER, digest

FORMAT = 2
"""Of model.json: counted up when its keys change."""
_TAGGING = (
    "features.py",
    "cues.py",
    "shape.py",
    "wordvectors.py",
    "calibration.py",
    "decisions.py",
    "data/function-words.txt",
    "data/word-vectors.txt",  # with the fingerprint of the vectors
)
"""What makes numbers of texts and decisions of numbers: a model tags as it was measured with these only."""
_LEARNING = ("corpus.py", "learners.py", "lessons.py", "training.py")
"""What learns: a model made by earlier ones may still tag, but is not what would be learned today."""
TAGS_WITH = ("tagging", "normaliser", "pystemmer")
"""Parts of the basis without which a model cannot tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything needed to tag, and what the training measured."""

    taxonomy: Taxonomy
    """What it was learned for, without the examples: an officer may change hers before the next training."""
    lexicon: Lexicon
    outputs: Outputs
    weights: Floats
    """lexicon.columns x outputs."""
    bias: Floats
    parameters: Parameters
    basis: Mapping[str, str]
    """What it was made from and by: `current_basis` at training time."""
    figures: Mapping[str, Any]
    """What cross-validation measured (training.TrainReport)."""


def current_basis(taxonomy: Taxonomy, corpus: Path | None = None) -> dict[str, str]:
    """Return what a model learned now would be made from: it is current as long as its own is the same."""
    return {
        "tagging": _hash_of(_TAGGING),
        "normaliser": NORMALISER,
        "pystemmer": installed("PyStemmer"),
        "learning": _hash_of(_LEARNING),
        "scikit-learn": installed("scikit-learn"),
        "taxonomy": taxonomy.fingerprint,
        "corpus": corpus_fingerprint(corpus),
    }


def tagging_basis() -> dict[str, str]:
    """Return the part of the basis that a model needs to tag."""
    return {"tagging": _hash_of(_TAGGING), "normaliser": NORMALISER, "pystemmer": installed("PyStemmer")}


@lru_cache(maxsize=2)
def _hash_of(names: tuple[str, ...]) -> str:
    """Hash modules of this package: nobody has to remember a version number."""
    return digest(*((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names))


def to_json(model: Model) -> dict[str, Any]:
    """Return all of a model but its arrays."""
    parameters = model.parameters
    return {
        "format": FORMAT,
        "taxonomy": _taxonomy_to_json(model.taxonomy),
        "basis": dict(model.basis),
        "figures": dict(model.figures),
        "groups": model.lexicon.groups,
        "texts": model.lexicon.texts,
        "outputs": [list(name) for name in model.outputs.names],
        "sigmoids": {name: asdict(curve) for name, curve in parameters.sigmoids.items()},
        "stems": " ".join(model.lexicon.stems),
        "temperature": parameters.temperature,
        "thresholds": dict(parameters.thresholds),
        "zones": {"review": parameters.zones.review, "public": parameters.zones.public},
    }


def from_json(said: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
    """Return the model that `to_json` and its arrays describe. Raises ValueError, KeyError or TypeError for others."""
    weights, bias, idf = (np.asarray(arrays[name], np.float32) for name in ("weights", "bias", "idf"))
    lexicon = Lexicon.of(said["stems"].split(), idf, said["texts"], said["groups"])
    outputs = Outputs([(facet, label) for facet, label in said["outputs"]])
    if weights.shape != (lexicon.columns, len(outputs.names)) or len(idf) != len(lexicon.stems):
        raise ValueError(_("tableaux de taille inattendue"))
    return Model(
        taxonomy=_taxonomy_from_json(said["taxonomy"]),
        lexicon=lexicon,
        outputs=outputs,
        weights=weights,
        bias=bias,
        parameters=Parameters(
            sigmoids={name: Sigmoid(**curve) for name, curve in said["sigmoids"].items()},
            thresholds=said["thresholds"],
            temperature=said["temperature"],
            zones=Zones(**said["zones"]),
        ),
        basis=said["basis"],
        figures=said["figures"],
    )


def _taxonomy_to_json(taxonomy: Taxonomy) -> dict[str, Any]:
    # pairs, not keys: the order of facets is that of the cue groups, and a JSON object is written in alphabetical order
    facets = [[facet, [asdict(replace(label, examples=())) for label in labels]] for facet, labels in taxonomy.facets]
    return {"version": taxonomy.version, "facets": facets}


def _taxonomy_from_json(said: Mapping[str, Any]) -> Taxonomy:
    facets = tuple(
        (facet, tuple(Label(**{**label, "cues": tuple(label["cues"]), "examples": ()}) for label in labels))
        for facet, labels in said["facets"]
    )
    return Taxonomy(version=said["version"], facets=facets)
