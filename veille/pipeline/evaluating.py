"""`veille evaluate`: labelled texts through everything that reads them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veille.classify import Tagger
    from veille.classify.assessment import Assessment


def evaluate(tagger: "Tagger", file: Path) -> "Assessment":
    """Compare what veille says of the texts of a file with its labels. Raises InputError with the line of a fault."""
    from veille.classify.assessment import assess, read_gold  # noqa: PLC0415 - brings numpy in

    return assess(tagger, read_gold(file, tagger.taxonomy))
