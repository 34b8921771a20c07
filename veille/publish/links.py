"""One row of a table articles -> labels."""

from typing import NamedTuple


class Link(NamedTuple):
    """What an article has to do with a label, a territory or an organisation."""

    axis: str
    label: str
    probabilite: float
    origine: str
    indices: str
    role: str = ""
    """Of a territory (`facts.PlaceRole`)."""
    direct: int = 1
    """0 where a territory only holds one that the text is about."""
