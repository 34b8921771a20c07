"""Making the rows of `appels`: what all public articles that tell of one call say of it together.

Columns have the names of schema-dispositif-aide (Etalab, version 0.1.0, https://github.com/etalab/
schema-dispositif-aide) where it has them. Whether a call is open is told when it is read, from its dates; never here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from veille.facts import Amount, Call, Found
from veille.publish.aidschema import cog, targets
from veille.publish.quotes import quote, quoted
from veille.store import PublicItem
from veille.store.codec import storable
from veille.store.onecall import KnownCall, one_call
from veille.store.public import head
from veille.text import shorten


class CallRow(NamedTuple):
    """One row of `appels`, in the order of its columns."""

    id: int
    titre: str
    description: str
    eligibilite: str | None
    types_aides: str | None
    porteurs: str
    url_source: str
    cibles: str | None
    eligibilite_geographique: str | None
    date_ouverture: str | None
    date_cloture: str | None
    date_mise_a_jour: str
    article_id: int
    lien_depot: str | None
    vagues: str
    permanent: int
    date_cloture_precedente: str | None
    montants: str
    preuves: str
    territoires: str


class ChangeRow(NamedTuple):
    """One row of `appels_changements`, without the call."""

    le: str
    champ: str
    avant: str
    apres: str
    article_id: int


@dataclass(frozen=True, slots=True)
class PublicCall:
    """A call with all that hangs on it."""

    row: CallRow
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """An article that is public, with all shown items of its story."""

    article: PublicItem
    members: Sequence[PublicItem]


def call_ids(members: Iterable[PublicItem]) -> tuple[int, ...]:
    """Return the calls that these items tell of, of those shown."""
    return tuple(sorted({item.call_id for item in members if item.call_id is not None and item.shown}))


def public_calls(
    known: Mapping[int, KnownCall], groups: Sequence[Group], excerpts: Mapping[str, int]
) -> dict[int, PublicCall]:
    """Return what is public of these calls; one that no public article tells of is left out.

    `excerpts` gives the characters allowed by source id: without any, no sentence is quoted.
    """
    telling: dict[int, list[Group]] = {}
    for group in groups:
        for call_id in call_ids(group.members):
            telling.setdefault(call_id, []).append(group)
    found = {}
    for call_id, told_by in telling.items():
        first = head(group.article for group in told_by)
        if first is not None and call_id in known:
            found[call_id] = _public_call(known[call_id], first, told_by, excerpts)
    return found


def _public_call(
    known: KnownCall, first: PublicItem, groups: Sequence[Group], excerpts: Mapping[str, int]
) -> PublicCall:
    article_of = {item.id: group.article.id for group in groups for item in group.members if item.shown}
    silent = {item.id for group in groups for item in group.members if excerpts.get(item.source_id, 0) <= 0}
    told = [one for one in known.statements if one.item_id in article_of]
    record = one_call(replace(one, call=_unquoted(one.call)) if one.item_id in silent else one for one in told)
    zones = next((item.facts.zones for group in groups for item in group.members if item.facts.zones), ())
    changes = [
        ChangeRow(one.at, one.field, one.old, one.new, article_of[one.item_id])
        for one in known.changes
        if one.item_id in article_of
    ]
    return PublicCall(_row(known, record, first, shorten(first.excerpt, excerpts.get(first.source_id, 0)), zones),
                      tuple(changes))  # fmt: skip


def _row(
    known: KnownCall, record: Call, first: PublicItem, description: str, zones: Sequence[tuple[str, ...]]
) -> CallRow:
    return CallRow(
        id=known.id,
        titre=first.title,
        description=description,
        eligibilite="\n".join(f"• {storable(one.value)}" for one in record.beneficiaries) or None,
        types_aides="financement" if record.amounts else None,
        porteurs=_json([{"nom": record.funder.value, "roles": ["financeur"]}] if record.funder else []),
        url_source=first.url,
        cibles="|".join(targets(one.value for one in record.beneficiaries)) or None,
        eligibilite_geographique="|".join(dict.fromkeys(filter(None, (cog(path[-1]) for path in zones if path))))
        or None,
        date_ouverture=_value(record.opening),
        date_cloture=_value(record.closing),
        date_mise_a_jour=known.changed,
        article_id=first.id,
        lien_depot=_value(record.form),
        vagues=_json([wave.value for wave in record.waves]),
        permanent=int(record.permanent is not None),
        date_cloture_precedente=_value(record.extended),
        montants=_json([_amount(one) for one in record.amounts]),
        preuves=_json(_evidence(record)),
        territoires="|".join(dict.fromkeys(path[-1] for path in zones if path)),
    )


def _evidence(record: Call) -> dict[str, Any]:
    told = {
        "date_ouverture": record.opening,
        "date_cloture": record.closing,
        "date_cloture_precedente": record.extended,
        "permanent": record.permanent,
        "porteurs": record.funder,
        "lien_depot": record.form,
    }
    evidence: dict[str, Any] = dict(quoted(told, quotes=True))
    if record.waves:
        evidence["vagues"] = [quoted({"": wave}, quotes=True)[""] for wave in record.waves]
    if record.beneficiaries:
        evidence["cibles"] = [quoted({"": one}, quotes=True)[""] for one in record.beneficiaries]
    return evidence


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "role": amount.role,
        "valeur": amount.value,
        "devise": amount.currency,
        "phrase": quote(amount.quote, quotes=True),
        "fiabilite": round(amount.confidence, 3),
    }


def _unquoted(call: Call) -> Call:
    def bare(found: Found | None) -> Found | None:
        return found and replace(found, quote="")

    return Call(
        closing=bare(call.closing),
        opening=bare(call.opening),
        waves=tuple(replace(one, quote="") for one in call.waves),
        extended=bare(call.extended),
        permanent=bare(call.permanent),
        amounts=tuple(replace(one, quote="") for one in call.amounts),
        funder=bare(call.funder),
        beneficiaries=tuple(replace(one, quote="") for one in call.beneficiaries),
        form=bare(call.form),
    )


def _value(found: Found | None) -> str | None:
    return storable(found.value) if found and found.value else None


def _json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False))
