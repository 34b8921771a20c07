"""What a random sample says of the whole stock: each text counts for those it stands for."""

from dataclasses import replace

import pytest

from veille.classify.corpus import Row
from veille.classify.quality import quality
from veille.models import Tag, Tagging, Zone


class Says:
    """A tagger that answers what it is told to, by title."""

    version = "x"

    def __init__(self, **answers: Tagging) -> None:
        self.answers = answers

    def tag(self, texts, *, explain):  # type: ignore[no-untyped-def]
        return [self.answers[text.title] for text in texts]


KEPT = Tagging(relevance=0.9, zone=Zone.IN, tags=(Tag(facet="theme", label="a", probability=0.9),))
OUT = Tagging(relevance=0.1, zone=Zone.OUT)
ROW = Row(id="1", lang="fr", title="kept", text="", relevant=True, themes=("a",), kind="k")


def test_a_text_kept_out_counts_for_all_it_stands_for() -> None:
    sample = [replace(ROW, weight=10.0)] * 9 + [replace(ROW, title="out", weight=90.0)]

    found = quality(Says(kept=KEPT, out=OUT), sample)  # type: ignore[arg-type]

    relevance, theme, *_rest = found.facets
    assert (found.texts, found.stock) == (10, 180)
    assert (relevance.precision.value, relevance.recall.value) == (1.0, 0.5)
    assert theme.recall.value == 0.5
    assert relevance.recall.low <= 0.5 <= relevance.recall.high


def test_only_judged_facets_count() -> None:
    found = quality(Says(kept=KEPT), [replace(ROW, known=frozenset({"relevance"}))])  # type: ignore[arg-type]

    assert [facet.texts for facet in found.facets] == [1, 0, 0, 0, 0]


def test_no_sample_says_nothing() -> None:
    assert quality(Says(), []).facets == ()  # type: ignore[arg-type]


def test_more_texts_say_it_more_surely() -> None:
    half = [ROW, replace(ROW, title="out")]
    few, many = (quality(Says(kept=KEPT, out=OUT), half * times).facets[0].recall for times in (5, 100))  # type: ignore[arg-type]

    assert few.value == many.value == pytest.approx(0.5)
    assert many.high - many.low < few.high - few.low
