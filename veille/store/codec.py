"""How values are written into columns: times as fixed-width UTC text, leads and evidence as JSON.

Text order of times is time order. Seconds are the smallest unit kept.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from veille.kinds import OPTIONS
from veille.models import Enclosure, Health, Lead, Outcome, Proposal
from veille.runreport import HealthChange, RunReport, SourceResult

Evidence = tuple[tuple[str, float], ...]


def to_text(moment: datetime) -> str:
    """Return `moment` as 2026-11-21T23:05:00Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def maybe_text(moment: datetime | None) -> str | None:
    """Return `to_text` of a moment, None of None."""
    return None if moment is None else to_text(moment)


def from_text(text: str) -> datetime:
    """Return the moment that `to_text` wrote."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    """Return `from_text` of a text, None of None."""
    return None if text is None else from_text(text)


def storable(text: str) -> str:
    """Return text that SQLite can hold: lone surrogates, which have no UTF-8 form, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def pack_text(text: str) -> bytes:
    """Compress text; level 1 is three times faster than the default for 10 % more bytes."""
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def unpack_text(data: bytes) -> str:
    """Return the text that `pack_text` compressed."""
    return zlib.decompress(data).decode()


_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps would make one each time


def pack_evidence(evidence: Evidence) -> str:
    """Return evidence as JSON [[word, weight], …], weights at three decimals."""
    return _ENCODER.encode([[word, round(weight, 3)] for word, weight in evidence])


def unpack_evidence(text: str) -> Evidence:
    """Return the evidence that `pack_evidence` wrote."""
    return tuple((str(word), float(weight)) for word, weight in json.loads(text))


_LEAD_FIELDS = (
    "source_id", "url", "entry_id", "title", "summary", "content", "authors", "published", "published_raw",
    "updated", "categories", "enclosures", "lang", "fingerprint",
)  # fmt: skip


def pack_lead(lead: Lead) -> str:
    """Return a lead as JSON without its empty fields (ASCII, so that no character can be refused)."""
    record = {name: value for name in _LEAD_FIELDS if (value := getattr(lead, name))}
    if not lead.fetchable:
        record["fetchable"] = False
    return _LEAD_ENCODER.encode(record)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enclosure):
        return [value.url, value.media_type, value.size]
    raise TypeError(type(value))


# json.dumps would make an encoder per lead
_LEAD_ENCODER = json.JSONEncoder(default=_plain)


def unpack_lead(text: str) -> Lead:
    """Return the lead that `pack_lead` wrote; fields of models.Lead added since have their defaults."""
    record: dict[str, Any] = json.loads(text)
    for name in ("published", "updated"):
        if name in record:
            record[name] = datetime.fromisoformat(record[name])
    for name in ("authors", "categories"):
        if name in record:
            record[name] = tuple(record[name])
    if "enclosures" in record:
        record["enclosures"] = tuple(
            Enclosure(url=url, media_type=media_type, size=size) for url, media_type, size in record["enclosures"]
        )
    return Lead(**record)


def pack_report(report: RunReport) -> str:
    """Return a run report as JSON."""
    return json.dumps(report, default=_record, ensure_ascii=False)


def _record(value: object) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    assert is_dataclass(value), type(value)
    # dataclasses.asdict copies every value deeply: four times as long
    return {field.name: getattr(value, field.name) for field in fields(value)}


def unpack_report(text: str) -> RunReport:
    """Return the run report that `pack_report` wrote."""
    record: dict[str, Any] = json.loads(text)
    record["sources"] = tuple(
        SourceResult(
            **{
                **source,
                "outcome": Outcome(source["outcome"]),
                "stand_in": _proposal(source["stand_in"]) if source.get("stand_in") else None,
                "proposals": tuple(map(_proposal, source.get("proposals", ()))),
            }
        )
        for source in record["sources"]
    )
    record["health"] = tuple(_health_change(change) for change in record.get("health", ()))
    record["top_themes"] = tuple((str(theme), int(count)) for theme, count in record["top_themes"])
    return RunReport(**record)


def _health_change(record: dict[str, Any]) -> HealthChange:
    was = record["was"]
    return HealthChange(**{**record, "was": was and Health(was), "now": Health(record["now"])})


def pack_proposal(proposal: Proposal) -> str:
    """Return a proposal as JSON."""
    return json.dumps(proposal, default=_record, ensure_ascii=False)


def unpack_proposal(text: str) -> Proposal:
    """Return the proposal that `pack_proposal` wrote."""
    return _proposal(json.loads(text))


def _proposal(record: dict[str, Any]) -> Proposal:
    kind: Any = OPTIONS.get(record["type"])
    options = record["options"]
    if kind is not None and options is not None:
        options = kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in options.items()})
    return Proposal(**{**record, "newest": maybe_moment(record["newest"]), "options": options})


def pack_proposals(proposals: Iterable[Proposal]) -> str:
    """Return proposals as a JSON list."""
    return json.dumps(list(proposals), default=_record, ensure_ascii=False)
