"""Two dates that are the ends of one range, by what stands between and before them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from veille.enrich.when import clock, patterns
from veille.enrich.when.resolve import last_such
from veille.enrich.when.values import When


def ranges(text: str, whens: Iterable[When]) -> Iterator[When]:
    """Yield the dates of a flat text, in order, with « du 28 février » and « au 2 mars 2026 » joined where nothing but
    « au » stands between them."""
    waiting: When | None = None
    for when in whens:
        joined = _joined(text, waiting, when) if waiting else None
        if joined:
            waiting = joined
            continue
        if waiting:
            yield waiting
        waiting = when
    if waiting:
        yield waiting


def _joined(text: str, one: When, other: When) -> When | None:
    if one.span or other.span or len(one.days) > 1 or len(other.days) > 1 or other.start - one.end > 60:
        return None
    gap_start = one.end
    hours = clock.after(text, one.end)
    if hours and hours.end <= other.start:
        gap_start = hours.end
    gap = text[gap_start : other.start]
    if not _is_range(text, one, gap):
        return None
    first = one.first
    if one.floating and (first > other.last or not other.floating):
        first = last_such(first.month, first.day, other.last) or first
    if first > other.last:
        return None
    doubtful = one.doubtful or other.doubtful
    hour = hours.hour if hours and gap_start > one.end else ""
    return replace(other, start=one.start, days=(first, other.last), span=True, hour=hour, doubtful=doubtful)


def _is_range(text: str, one: When, gap: str) -> bool:
    """Say whether what stands between two dates makes them ends of one range; « et » only after « entre »."""
    if not patterns.BETWEEN.fullmatch(gap):
        return False
    lead = text[max(0, one.start - 30) : one.start]
    if gap.strip(" ,\n") in ("et", "et le", "and"):
        return bool(patterns.AMONG.search(lead))
    return gap.strip() != "a" or bool(patterns.FROM.search(lead))
