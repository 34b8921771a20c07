"""`veille evaluate`: labelled texts through everything that reads them, labels, territories and dates alike."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veille.pipeline.classifying import classify_lines

if TYPE_CHECKING:
    from veille.classify import Tagger
    from veille.classify.assessment import Assessment, Gold, SaidFacts


def evaluate(tagger: "Tagger", file: Path, second: Path | None = None) -> "Assessment":
    """Compare what veille says of the texts of a file with its labels, and these with a second person's where there
    are some. Raises InputError with the line of a fault.

    Territories and dates are those `veille classify` prints: a date is found only where the kind is.
    """
    from veille.classify.assessment import assess, read_gold  # noqa: PLC0415 - brings numpy in

    gold = read_gold(file, tagger.taxonomy, second)
    told = any(one.territories is not None or one.dated for one in gold)
    return assess(tagger, gold, _facts(tagger, gold) if told else ())


def _facts(tagger: "Tagger", gold: Sequence["Gold"]) -> list["SaidFacts"]:
    from veille.classify.assessment import SaidFacts  # noqa: PLC0415 - as above

    lines = [
        json.dumps(
            {
                "id": one.row.id,
                "title": one.row.title,
                "text": one.row.text,
                "lang": one.row.lang,
                **({"published": one.published} if one.published else {}),
            }
        )
        for one in gold
    ]
    return [
        SaidFacts(territories=frozenset(said["territories"]), deadline=said["deadline"], event=said["event"])
        for said in classify_lines(tagger, lines)
    ]
