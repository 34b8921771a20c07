"""A new model takes the place of the one in use only if it does better on texts that neither has learned."""

from dataclasses import replace
from typing import Any

from veille.classify.contest import ENOUGH, Reason, contest
from veille.classify.corpus import Row
from veille.models import Tag, Tagging, Zone

ROW = Row(id="", lang="fr", title="", text="", relevant=True, themes=("a",), kind="k")
RIGHT = Tagging(
    relevance=0.9,
    zone=Zone.IN,
    tags=(Tag(facet="theme", label="a", probability=0.9), Tag(facet="kind", label="k", probability=0.9)),
)
WRONG = replace(RIGHT, tags=(Tag(facet="kind", label="k", probability=0.9),))


class Says:
    """A tagger that is right on so many of the texts, the first ones."""

    version = "x"

    def __init__(self, right: int, theme_f1: float = 0.7) -> None:
        self.right = right
        share = {"value": 0.9}
        facets = [{"facet": facet, "micro": {"f1": theme_f1}} for facet in ("theme", "sector", "org", "kind")]
        self.figures: dict[str, Any] = {"facets": facets, "recall": share, "held": share}

    def tag(self, texts, *, explain):  # type: ignore[no-untyped-def]
        return [RIGHT if number < self.right else WRONG for number in range(len(texts))]


def meet(challenger: Says, champion: Says, texts: int = 100) -> Reason:
    return contest(challenger, champion, [replace(ROW, id=str(n)) for n in range(texts)]).reason  # type: ignore[arg-type]


def test_the_better_one_wins() -> None:
    assert meet(Says(right=80), Says(right=60)) is Reason.WON


def test_the_worse_one_loses() -> None:
    assert meet(Says(right=60), Says(right=80)) is Reason.LOST


def test_the_same_changes_nothing() -> None:
    assert meet(Says(right=60), Says(right=60)) is Reason.TIE
    assert not Reason.TIE.enters


def test_with_too_few_audited_texts_figures_that_fell_keep_it_out() -> None:
    few = ENOUGH - 1

    assert meet(Says(0, theme_f1=0.70), Says(9, theme_f1=0.70), few) is Reason.NO_AUDIT
    assert meet(Says(9, theme_f1=0.68), Says(0, theme_f1=0.70), few) is Reason.FELL
    assert Reason.NO_AUDIT.enters
    assert not Reason.FELL.enters


def test_what_nobody_judged_does_not_count() -> None:
    rows = [replace(ROW, id=str(n), known=frozenset({"kind"})) for n in range(50)]

    assert contest(Says(50), Says(0), rows).reason is Reason.TIE  # type: ignore[arg-type]


def test_a_text_counts_for_those_it_stands_for() -> None:
    rows = [replace(ROW, id=str(n), weight=10.0 if n < 30 else 0.1) for n in range(60)]

    verdict = contest(Says(30), Says(0), rows)  # type: ignore[arg-type]

    assert verdict.reason is Reason.WON
    assert verdict.challenger > 0.95
    assert verdict.as_numbers()["texts"] == 60
