"""Sentences on several lines of a terminal, as French is broken: never inside « », never before « ; », « : », « ? »."""

import re
from textwrap import fill

_GLUE = "\ue000"
"""Stands for the spaces where no line may end; of the private use area, so in nobody's sentence."""
_TIGHT = re.compile(r"(?<=«) | (?=[»:;?!](?:\s|$))")


def wrapped(text: str, width: int, indent: str, further: str = "") -> str:
    """Return text in lines of at most `width` characters, but for addresses, which are copied whole.

    Lines begin with `indent`; those after the first also with `further`.
    """
    text = _TIGHT.sub(_GLUE, text)
    lines = fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(_GLUE, " ")
