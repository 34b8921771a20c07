"""Officers' corrections as lines of JSON, and what a model learns from them.

    {"at": "2026-11-22T08:00:00+00:00", "id": 12, "url": "https://…", "title": "…", "text": "…", "lang": "fr",
     "relevant": true, "themes": [], "sectors": ["energie"], "orgs": [], "kind": "evenement", "territories": ["D93"],
     "known": ["relevance", "sector"], "audit": null, "by": "Ada"}

Labels are all those of the item as the officer left it; `known` says which facets she decided (all, where it is
missing). Of an item of the random sample, `audit` says how it was drawn: {"zone": "in", "of": 1200}, one of 1,200 in
that zone. Later lines about an item win. `title` and `text` stand in the line so that nothing is forgotten when texts
are purged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from veille.classify.corpus import Row, read_lines, text_field
from veille.classify.decisions import RELEVANCE
from veille.classify.lessons import CORRECTION_WEIGHT, Lessons
from veille.classify.taxonomy import Taxonomy
from veille.i18n import _
from veille.text import digest

LISTS = {"theme": "themes", "sector": "sectors", "org": "orgs"}
"""Facets that may have several labels, with their key in a line."""
TERRITORY = "territory"
DECIDED = (RELEVANCE, *LISTS, "kind", TERRITORY)
"""What an officer may decide of an item."""
TEXT_CHARS = 10_000
"""Of the text that a line keeps: far more than is ever learned from."""

Numbered = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line, checked against a taxonomy."""

    row: Row
    """`weight` is not set yet."""
    key: str
    """Of the item: its address, or its number where there is none."""
    zone: str
    """Of an audited item, the zone it was drawn from; empty for the others."""
    of: int
    """How many items that zone held when it was drawn."""
    unknown: tuple[str, ...]
    """Labels that the taxonomy does not have (any more): nothing is learned of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Everything that officers decided, one line an item."""

    items: tuple[Correction, ...] = ()
    unknown: Mapping[str, int] | None = None
    """Labels gone from the taxonomy, with the number of items."""
    fingerprint: str = ""

    def lessons(self, at: datetime | None) -> Lessons:
        """Return what to learn from and what to measure by."""
        return Lessons(
            rows=tuple(replace(one.row, weight=CORRECTION_WEIGHT) for one in self.items if not one.zone),
            audit=self.audited(),
            fingerprint=self.fingerprint if self.items else "",
            at=at,
        )

    def audited(self) -> tuple[Row, ...]:
        """Return the items of the random sample; `weight` is how many items of the stock each stands for.

        Items were drawn at random within each zone, so those judged stand for their whole zone (poststratification:
        Cochran, 1977, chapter 5A); how many it held is taken from the last draw.
        """
        judged = Counter(one.zone for one in self.items if one.zone)
        size = {one.zone: one.of for one in self.items if one.zone}
        return tuple(replace(one.row, weight=size[one.zone] / judged[one.zone]) for one in self.items if one.zone)


def read_corrections(path: Path, taxonomy: Taxonomy) -> Corrections:
    """Read a file of corrections from elsewhere. Raises InputError with the line of what cannot be used."""
    return _together(read_lines(path, lambda value: _strictly(value, taxonomy)))


def known_corrections(
    values: Iterable[Numbered], taxonomy: Taxonomy
) -> tuple[Corrections, tuple[tuple[int, str], ...]]:
    """Return what the lines of our own journal say, and (number, reason) of those that cannot be used.

    Labels that the taxonomy no longer has are left out, counted in `unknown`, and stay in the journal.
    """
    found, refused = [], []
    for number, value in values:
        try:
            found.append(_of(value, taxonomy))
        except ValueError as error:
            refused.append((number, str(error)))
    return _together(found), tuple(refused)


def merged(one: Corrections, other: Corrections) -> Corrections:
    """Return both; about an item that both correct, the other one is right."""
    return _together([*one.items, *other.items])


def _together(found: Iterable[Correction]) -> Corrections:
    items: dict[str, Correction] = {}
    for one in found:
        before = items.pop(one.key, None)
        items[one.key] = one if before is None else _over(before, one)
    gone = Counter(label for one in items.values() for label in one.unknown)
    fingerprint = digest(*(repr(one) for one in items.values()))
    return Corrections(items=tuple(items.values()), unknown=dict(gone), fingerprint=fingerprint)


def _over(before: Correction, later: Correction) -> Correction:
    """Return the later word on an item; what was decided before stays decided, as the later line repeats it."""
    known = (before.row.known or frozenset()) | (later.row.known or frozenset())
    zone, of = (later.zone, later.of) if later.zone else (before.zone, before.of)
    return replace(later, row=replace(later.row, known=known), zone=zone, of=of)


def _strictly(value: Mapping[str, Any], taxonomy: Taxonomy) -> Correction:
    one = _of(value, taxonomy)
    if one.unknown:
        raise ValueError(_("étiquette inconnue « {label} »").format(label=one.unknown[0]))
    return one


def _of(value: Mapping[str, Any], taxonomy: Taxonomy) -> Correction:
    """Check one line; ValueError says in French what is wrong with it."""
    value = dict(value)
    relevant = value.get("relevant")
    if not isinstance(relevant, bool):
        raise ValueError(_("« relevant » : attendu true ou false"))  # noqa: TRY004 - as in corpus
    known = frozenset(_texts(value, "known")) if "known" in value else frozenset(DECIDED)
    if known - set(DECIDED):
        strange = min(known - set(DECIDED))
        raise ValueError(_("« known » : « {name} » n’est pas une facette").format(name=strange))
    labels = {facet: _texts(value, name) for facet, name in LISTS.items()}
    labels["kind"] = tuple(filter(None, [text_field(value, "kind", "")]))
    unknown = [label for facet, found in labels.items() for label in found if label not in taxonomy.ids(facet)]
    here = {
        facet: tuple(label for label in found if label in taxonomy.ids(facet)) if relevant else ()
        for facet, found in labels.items()
    }
    if "kind" in known and not here["kind"]:
        known -= {"kind"}
    zone, of = _audit(value.get("audit"))
    url, id = text_field(value, "url", ""), str(value.get("id") or "")
    title, text = text_field(value, "title"), text_field(value, "text")
    row = Row(
        id=id or url,
        lang=text_field(value, "lang", "fr"),
        title=title,
        text=text,
        relevant=relevant,
        themes=here["theme"],
        sectors=here["sector"],
        orgs=here["org"],
        kind=(here["kind"] or ("",))[0],
        known=known - {TERRITORY},
    )
    return Correction(
        row=row, key=url or id or digest(title, text), zone=zone, of=of, unknown=tuple(dict.fromkeys(unknown))
    )


def _texts(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(_("« {name} » : attendu une liste de textes").format(name=name))
    return tuple(dict.fromkeys(found))


def _audit(value: Any) -> tuple[str, int]:
    if value is None:
        return "", 0
    zone = value.get("zone") if isinstance(value, dict) else None
    of = value.get("of") if isinstance(value, dict) else None
    if zone not in ("in", "review", "out") or not isinstance(of, int) or of < 1:
        raise ValueError(_('« audit » : attendu {{"zone": …, "of": …}}'))
    return zone, of
