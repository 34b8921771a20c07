"""Watching for drift: a sample of each month's articles, looked at by the model in use.

A month that is over never changes for one model: what it says is kept in DATA/model/drift.json, so that a look
costs a few hundred texts (a third of a second) instead of thousands.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veille.errors import ModelError
from veille.i18n import _
from veille.models import PARIS
from veille.store import Store, open_store

if TYPE_CHECKING:
    from veille.classify import Tagger
    from veille.classify.drift import Alarm, Month

MONTHS = 14
"""Looked at, the present one included."""
SAMPLE = 300
"""Texts of a month: a share is then known to within six points."""
KEPT = "drift.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How the months compare."""

    version: str
    """Of the model that looked."""
    months: tuple["Month", ...]
    """Oldest first."""
    alarms: tuple["Alarm", ...]

    @property
    def ringing(self) -> tuple["Alarm", ...]:
        """The alarms of the last month that has enough texts."""
        from veille.classify.drift import FEWEST  # noqa: PLC0415 - brings numpy in

        last = next((one.month for one in reversed(self.months) if one.texts >= FEWEST), "")
        return tuple(alarm for alarm in self.alarms if alarm.month == last)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)


def drift(store: Store, tagger: "Tagger", folder: Path, now: datetime) -> Drift:
    """Look at the last months. `folder` is the model's, where what is over is kept; it need not be writable."""
    from veille.classify.drift import Month, alarms  # noqa: PLC0415 - brings numpy in

    kept = _kept(folder, tagger.version)
    months: list[Month] = []
    starts = month_starts(store.first_seen(), now)
    for since, before in pairwise(starts):
        name = since.astimezone(PARIS).strftime("%Y-%m")
        if name not in kept or before > now:
            kept[name] = asdict(_look(store, tagger, name, since, before))
        months.append(Month(**{**kept[name], **{key: tuple(kept[name][key]) for key in ("relevance", "strange")}}))
    _keep(folder, tagger.version, {one.month: kept[one.month] for one in months[:-1]})
    return Drift(version=tagger.version, months=tuple(months), alarms=tuple(alarms(months)))


def _look(store: Store, tagger: "Tagger", name: str, since: datetime, before: datetime) -> "Month":
    from veille.classify import TextIn  # noqa: PLC0415 - brings numpy in
    from veille.classify.drift import month_of  # noqa: PLC0415 - as above

    items = store.sample(since, before, SAMPLE)
    texts = [TextIn(title=item.title, text=item.text, lang=item.lang, ess=item.ess) for item in items]
    return month_of(name, tagger.look(texts))


def month_starts(first: datetime | None, now: datetime) -> list[datetime]:
    """Return when the last months begin in Paris, from the first article on, and when the present one ends; UTC."""
    if first is None:
        return []
    local = now.astimezone(PARIS)
    number = local.year * 12 + local.month - 1
    starts = [
        datetime((number - back) // 12, (number - back) % 12 + 1, 1, tzinfo=PARIS).astimezone(UTC)
        for back in range(MONTHS - 1, -2, -1)
    ]
    return [one for one, after in zip(starts, [*starts[1:], starts[-1]], strict=True) if after > first]


def _kept(folder: Path, version: str) -> dict[str, dict[str, Any]]:
    try:
        said = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict) or said.get("version") != version:
        return {}
    months: dict[str, dict[str, Any]] = said["months"]
    return months


def _keep(folder: Path, version: str, months: Mapping[str, Any]) -> None:
    beside = folder / f".{KEPT}"
    try:
        beside.write_text(json.dumps({"version": version, "months": months}, ensure_ascii=False), encoding="utf-8")
        beside.replace(folder / KEPT)
    except OSError:
        return  # looked at again the next time


def ringing(data: Path, now: datetime) -> tuple[str, ...]:
    """Return what drifts now, in French sentences; nothing without a model or before the second month."""
    from veille.classify import load_tagger  # noqa: PLC0415 - brings numpy in

    folder = data / "model"
    try:
        tagger = load_tagger(folder)
    except ModelError:
        return ()
    with open_store(data / "collect.db", create=False) as store:
        found = drift(store, tagger, folder, now)
    return told(found.ringing, tagger.taxonomy.names())


def told(alarms: Sequence["Alarm"], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a French sentence for each alarm."""
    said = []
    for alarm in alarms:
        numbers = {"before": 100 * alarm.before, "now": 100 * alarm.now}
        if alarm.what == "vocabulary":
            said.append(_("sujet nouveau : {words}").format(words=", ".join(alarm.words)))
        elif alarm.what == "unknown":
            sentence = _("mots jamais appris : {now:.0f} % au lieu de {before:.0f} %").format(**numbers)
            said.append(f"{sentence} ({', '.join(alarm.words)})" if alarm.words else sentence)
        elif alarm.what == "relevance":
            sentence = _("pertinence répartie autrement (jugés du domaine : {now:.0f} % au lieu de {before:.0f} %)")
            said.append(sentence.format(**numbers))
        else:
            label = alarm.what.partition(":")[2]
            sentence = _("« {label} » : {now:.0f} % des articles au lieu de {before:.0f} %")
            said.append(sentence.format(label=names.get(label, label), **numbers))
    return tuple(said)
