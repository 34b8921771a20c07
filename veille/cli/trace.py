"""The story of one URL as `veille why` tells it."""

from veille.store import Trace


def render_trace(trace: Trace) -> str:
    """Return the trace as people read it, the answer first."""
    return str(trace)
