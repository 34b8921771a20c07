"""Lines end where French allows it."""

import pytest

from veille.cli.wrapping import wrapped


@pytest.mark.parametrize("width", range(12, 60))
def test_no_line_ends_inside_quotation_marks_or_before_high_punctuation(width: int) -> None:
    said = "demandez l’accord, ou mettez « enabled: false » ; sinon : voyez, la page a changé ? https://a.example/x-y"

    lines = wrapped(said, width, "  ", "  ").split("\n")

    assert " ".join(" ".join(lines).split()) == said
    assert not [line for line in lines if line.endswith("«") or line.strip()[0] in "»;:?!"]
    assert [line for line in lines if "https://a.example/x-y" in line]
