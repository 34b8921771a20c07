"""All that a model makes of a text, beyond the tags it gives: for who wants to know how sure it is, and what is new.

The queue of corrections asks how uncertain every label is, the watch over drift which words no training text had.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from veille.classify.decisions import RELEVANCE, Decision, Outputs
from veille.classify.features import FUNCTION_WORDS, Analysis, Lexicon
from veille.models import Zone

_FUNCTION = frozenset(FUNCTION_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One text as a model sees it."""

    probabilities: Mapping[tuple[str, str], float]
    """Of every (facet, label id), given or not; that of relevance under (RELEVANCE, "")."""
    zone: Zone
    given: frozenset[tuple[str, str]]
    stems: Mapping[str, str]
    """Of its content words, each with a word as it stands there."""
    unknown: tuple[str, ...]
    """Content words whose stem no text of the training had, each as often as it stands there."""
    words: int
    """Number of content words."""

    @property
    def relevance(self) -> float:
        """Probability that it is about the ESS."""
        return self.probabilities[RELEVANCE, ""]


def look(analysis: Analysis, decision: Decision, outputs: Outputs, lexicon: Lexicon) -> Look:
    """Put together what a model read and decided."""
    content = [
        (word, stem)
        for word, stem in zip(analysis.words, analysis.stems, strict=True)
        if word not in _FUNCTION and len(word) > 2 and not word.isdigit()
    ]
    return Look(
        probabilities={name: float(p) for name, p in zip(outputs.names, decision.probabilities, strict=True)},
        zone=decision.zone,
        given=frozenset(decision.labels(outputs)),
        stems={stem: word for word, stem in content},
        unknown=tuple(word for word, stem in content if stem not in lexicon.index),
        words=len(content),
    )
