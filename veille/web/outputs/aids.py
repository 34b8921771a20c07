"""Calls as a table valid against schema-dispositif-aide 0.1.0 (Etalab, https://github.com/etalab/schema-dispositif-aide).

The schema demands some columns that articles do not always tell. What is not known is said in words in `eligibilite`,
and the column holds what excludes nobody; so a reader sees what was read and what was not.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from veille.i18n import _
from veille.models import PARIS
from veille.web.outputs.feed import clean, link

COLUMNS = (
    "id", "titre", "promesse", "description", "eligibilite", "types_aides", "porteurs", "programmes_parents",
    "url_source", "cibles", "eligibilite_geographique", "eligibilite_geographique_exclusions", "date_ouverture",
    "date_cloture", "date_mise_a_jour",
)  # fmt: skip
"""In the order of the schema."""
_LONGEST_DESCRIPTION = 5000
_EVERYBODY = "professionnels|particuliers|associations|secteur public"
_FRANCE = "PAYS-99100"
_CORSICA = "REG-94"
_CORSICAN = ("DEP-2A", "DEP-2B", "COM-2A", "COM-2B")
"""Codes that the schema's pattern, which wants digits, refuses: they are written as their région."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """One call; texts as they are stored."""

    uri: str
    """Its tag: URI, of which the identifier is made."""
    title: str
    description: str
    details: tuple[str, ...]
    """What else there is to say: sums, later deadlines, where to answer."""
    beneficiaries: tuple[str, ...]
    has_amount: bool
    funder: str
    url: str
    targets: str
    """As appels.cibles."""
    geography: str
    """As appels.eligibilite_geographique."""
    zones: tuple[str, ...]
    """Codes of the territories it is for, in our own form."""
    opening: str
    closing: str
    """The last deadline."""
    changed: str


def aid_row(aid: Aid) -> tuple[str, ...]:
    """Return a call as a row under COLUMNS; nothing when it is for countries only that the schema has no code for."""
    if not _geography(aid):
        return ()
    title = clean(aid.title) or _("Appel sans titre")
    description = _lines((aid.description, *aid.details)) or [title]
    funder = clean(aid.funder)
    return (
        str(uuid.uuid5(uuid.NAMESPACE_URL, aid.uri)),
        title,
        "",
        "\n".join(description)[:_LONGEST_DESCRIPTION],
        _eligibility(aid),
        "financement" if aid.has_amount else _("non précisé"),
        json.dumps([{"nom": funder, "roles": ["financeur"]}] if funder else [], ensure_ascii=False),
        "",
        link(aid.url),
        aid.targets or _EVERYBODY,
        _geography(aid),
        "",
        _moment(aid.opening, time(0, 0)),
        _moment(aid.closing, time(23, 59, 59)),
        _moment(aid.changed, time(0, 0)),
    )


def _eligibility(aid: Aid) -> str:
    lines = _lines(aid.beneficiaries)
    if not aid.targets or not lines:
        lines.append(_("Catégories de bénéficiaires non précisées par les articles lus : aucune n’est écartée ici"))
    if not aid.zones:
        lines.append(_("Territoire non précisé par les articles lus : la France entière est indiquée par défaut"))
    return "\n".join(f"• {line}" for line in lines)


def _lines(texts: Iterable[str]) -> list[str]:
    """Return texts on a line each, without those of which nothing is left once they are clean."""
    return [line for text in texts if (line := clean(text))]


def _geography(aid: Aid) -> str:
    codes = [_CORSICA if code.startswith(_CORSICAN) else code for code in aid.geography.split("|") if code]
    if not codes and (not aid.zones or "EU" in aid.zones):
        codes = [_FRANCE]
    return "|".join(dict.fromkeys(codes))


def _moment(text: str, hour: time) -> str:
    """Return a date as the schema wants it, in UTC: a day alone is that hour in Paris; '' for none."""
    try:
        if len(text) > len("2026-11-21"):
            found = datetime.fromisoformat(text)
        else:
            found = datetime.combine(date.fromisoformat(text), hour)
    except ValueError:
        return ""
    return f"{(found if found.tzinfo else found.replace(tzinfo=PARIS)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
