"""What officers corrected: DATA/corrections.jsonl, from there into collect.db and into the lessons of the next model.

The journal is the truth: nothing ever overwrites it, and collect.db can be brought in line with it again from any
place. When desk.db keeps decisions of its own they join here, in `gather` and `take_in`; nobody else knows where
corrections come from.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veille import journal
from veille.i18n import _, ngettext
from veille.store import Decision, Store

if TYPE_CHECKING:
    from veille.classify import Taxonomy
    from veille.classify.corrections import Corrections

JOURNAL = "corrections.jsonl"

log = logging.getLogger(__name__)


def gather(data: Path, taxonomy: "Taxonomy") -> tuple["Corrections", tuple[str, ...]]:
    """Return every correction known, and what to tell of those that cannot be used: French sentences."""
    from veille.classify.corrections import known_corrections  # noqa: PLC0415 - brings numpy in

    reading = journal.read(data / JOURNAL)
    found, refused = known_corrections(((line.number, line.value) for line in reading.lines), taxonomy)
    said = [_("{path}, ligne {number} : illisible, laissée de côté").format(path=JOURNAL, number=number)
            for number in reading.broken]  # fmt: skip
    said += [
        _("{path}, ligne {number} : {why}").format(path=JOURNAL, number=number, why=why) for number, why in refused
    ]
    said += [
        ngettext(
            "« {label} » n’est plus dans la taxonomie : {n} correction qui la nomme est gardée, sans effet",
            "« {label} » n’est plus dans la taxonomie : {n} corrections qui la nomment sont gardées, sans effet",
            count,
        ).format(label=label, n=count)
        for label, count in (found.unknown or {}).items()
    ]
    return found, tuple(said)


def take_over(data: Path, file: Path, taxonomy: "Taxonomy") -> int:
    """Take the lines of a file from elsewhere into the journal, those that are there already apart; return how many.

    Raises InputError with the number of a line that cannot be used: then none is taken.
    """
    from veille.classify.corpus import read_lines  # noqa: PLC0415 - as above
    from veille.classify.corrections import read_corrections  # noqa: PLC0415 - as above

    read_corrections(file, taxonomy)
    given = read_lines(file, dict)

    def new(reading: journal.Reading) -> list[dict[str, Any]]:
        known = {_same(line.value) for line in reading.lines}
        return [value for value in {_same(one): one for one in given}.values() if _same(value) not in known]

    data.mkdir(parents=True, exist_ok=True)
    return len(journal.append_with(data / JOURNAL, new))


def take_in(data: Path, store: Store) -> int:
    """Bring collect.db in line with what the journal holds since the last time; return how many lines that was.

    Call it with the run lock held. Killed anywhere, the next call goes on from there.
    """
    reading = journal.read(data / JOURNAL, store.corrections_taken())
    for number in reading.broken:
        log.warning("%s: line %d cannot be read; left out", JOURNAL, number)
    for line in reading.lines:
        if not store.take_correction(str(line.value.get("url", "")), decisions(line.value), at(line.value), line.end):
            log.info("%s: line %d is about no article here", JOURNAL, line.number)
    return len(reading.lines)


def forget(data: Path, urls: Iterable[str]) -> None:
    """Blank what the journal quotes of withdrawn articles. Raises StoreError when it cannot be written."""
    withdrawn = set(urls)
    journal.erase(data / JOURNAL, lambda value: value.get("url") in withdrawn, ["title", "text", "by"])


def decisions(value: Mapping[str, Any]) -> list[Decision]:
    """Return the decisions of a line; of one that lists none, the facets it knows are as their labels say."""
    listed = value.get("decisions")
    if isinstance(listed, list):
        return [
            Decision(facet=facet, label=label, holds=bool(holds))
            for facet, label, holds in (one for one in listed if isinstance(one, list) and len(one) == 3)
            if isinstance(facet, str) and isinstance(label, str)
        ]
    return _as_labelled(value)


def _as_labelled(value: Mapping[str, Any]) -> list[Decision]:
    lists = {"theme": "themes", "sector": "sectors", "org": "orgs"}
    known = value.get("known", ["relevance", *lists, "kind"])
    if not isinstance(known, list):
        return []
    made = [Decision(facet="relevance", label="", holds=bool(value.get("relevant")))] if "relevance" in known else []
    if value.get("relevant") is not True:
        return made
    for facet, name in lists.items():
        labels = value.get(name, [])
        if facet in known and isinstance(labels, list):
            made += [Decision(facet=facet, label=label, holds=True) for label in labels if isinstance(label, str)]
            made.append(Decision(facet=facet, label="", holds=False))
    if "kind" in known and isinstance(value.get("kind"), str) and value["kind"]:
        made.append(Decision(facet="kind", label=value["kind"], holds=True))
    return made


def at(value: Mapping[str, Any]) -> datetime:
    """Return when a line was written, as it says; the beginning of time for one that does not say it."""
    try:
        moment = datetime.fromisoformat(str(value.get("at", "")))
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return moment.astimezone()


def _same(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
