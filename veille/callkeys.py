"""Whether two articles announce one call: the same title, closing, funder and form, even after an extension.

Two steps, both pure, like `likeness`. `call_marks` gives a call some hashes under which it is looked up; two tellings
of one call share at least one. `same_call` is the closer look, at two `CallKey`s. `puts_off` says that the later
telling moves the closing of the earlier one, and `joined` makes one record of two.

What it does not do: read texts, store, or know which article came first but by what the caller says. This year's call
and last year's, or one département's and another's, are different calls. A wrong union hides a call from who could
answer it, a missed one only shows it twice: doubt means no.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from zlib import crc32

from veille.facts import Call, Found
from veille.text import fold, stem_words, url_key, words

Path = tuple[str, ...]
"""A territory from its country down to itself: ("FR", "R75", "D33")."""

_GENERIC = frozenset(
    stem_words(
        words(
            "appel projet projets candidature candidatures manifestation interet aap ami concours prix trophee trophees"
            " edition lancement lance ouvert ouverte ouvre ouverture prolonge prolongation report reporte delai date"
            " limite cloture dernier jours rappel candidatez postulez deposez dossier dossiers demande demandes"
            " subvention subventions campagne soutien aide aides dispositif programme nouveau nouvelle nouveaux pour"
            " les des une dans sur avec par aux est vos votre nos notre leur leurs jusqu avant janvier fevrier mars"
            " avril mai juin juillet aout septembre octobre novembre decembre call proposals projects applications"
            " open opens the for and new deadline extended of in region departement fonds 1er vague session"
        )
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_WORDS = 40
_MARKED_WORDS = 6
_LONGEST_EXTENSION = 150
"""Days by which closings of one call may be apart when one text says that it was put off."""
_SILENT_EXTENSION = 62
"""Days when none says so, and everything else is equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallKey:
    """What tells one call from another; `call_key` makes it."""

    title: frozenset[str]
    """Stems of its telling words, without years."""
    years: frozenset[str] = frozenset()
    """Named in the title: editions."""
    closings: tuple[str, ...] = ()
    """Days: the closing and the waves after it."""
    earlier: str = ""
    """The day that an extension replaces, where the text tells it."""
    extended: bool = False
    funder: frozenset[str] = frozenset()
    form: str = ""
    """Key of the form's address (`text.url_key`) or an e-mail address; empty where many calls share it."""
    zones: tuple[Path, ...] = ()


def call_key(title: str, call: Call, zones: tuple[Path, ...] = ()) -> CallKey:
    """Return what identifies a call; `zones` are the territories it is for (or that its article is about)."""
    found = words(title)[:_MOST_WORDS]
    stems = stem_words(found)
    return CallKey(
        title=frozenset(
            stem
            for word, stem in zip(found, stems, strict=True)
            if len(word) > 2 and stem not in _GENERIC and not _YEAR.fullmatch(word)
        ),
        years=frozenset(word for word in found if _YEAR.fullmatch(word)),
        closings=tuple(one.value[:10] for one in (call.closing, *call.waves) if one),
        earlier=call.extended.value[:10] if call.extended else "",
        extended=call.extended is not None,
        funder=frozenset(_telling(call.funder.value)) if call.funder else frozenset(),
        form=_form(call.form.value) if call.form else "",
        zones=zones,
    )


def call_marks(key: CallKey) -> tuple[int, ...]:
    """Return the hashes under which a call is looked up: at most some 60, each under 2**32.

    Its form; each of its days with each telling word of title and funder; the longest words of the title by pairs.
    """
    days = {*key.closings, key.earlier} - {""}
    found = {f"form {key.form}"} if key.form else set()
    longest = sorted(key.title, key=lambda word: (-len(word), word))[:_MARKED_WORDS]
    told = [*longest, *sorted(key.funder)[:3]]
    found.update(f"day {day} {word}" for day in sorted(days)[:5] for word in told)
    found.update("title " + " ".join(sorted(pair)) for pair in combinations(longest, 2))
    return tuple(sorted(crc32(one.encode()) for one in found))


def same_call(one: CallKey, other: CallKey) -> bool:
    """Say whether two articles announce one call."""
    if _apart(one, other):
        return False
    shared = len(one.title & other.title)
    least = min(len(one.title), len(other.title))
    part = shared / least if least else 0.0
    same_form = bool(one.form) and one.form == other.form
    same_funder = bool(one.funder & other.funder)
    gap = _gap(one, other)
    if gap is None:
        return part >= 0.5 if same_form else part >= 0.8 and shared >= (2 if same_funder else 3)
    if gap == 0:
        return same_form or (part >= 0.5 and shared >= 2) or (same_funder and part >= 0.5)
    if one.extended or other.extended:
        return gap <= _LONGEST_EXTENSION and (
            (same_form and part >= 0.34) or (part >= 0.6 and shared >= 2) or (same_funder and part >= 0.5)
        )
    return gap <= _SILENT_EXTENSION and part >= 0.8 and shared >= 2 and (same_form or same_funder)


def puts_off(older: CallKey, newer: CallKey) -> bool:
    """Say whether `newer`, a telling of the same call, closes later than `older` said."""
    if not older.closings or not newer.closings:
        return False
    return newer.closings[0] > older.closings[0] and newer.closings[0] not in older.closings


def joined(older: Call, newer: Call) -> Call:
    """Return one record of two tellings of a call: the newer word on dates, the surer on the rest, gaps filled.

    When the newer closes later, `extended` carries the older closing, told or not.
    """
    closing = newer.closing or older.closing
    extended = newer.extended or older.extended
    if newer.closing and older.closing and newer.closing.value[:10] > older.closing.value[:10]:
        known = extended.value if extended else ""
        extended = replace(extended or newer.closing, value=known or older.closing.value)
    return Call(
        closing=closing,
        opening=_surer(older.opening, newer.opening),
        waves=newer.waves or older.waves if newer.closing else older.waves,
        extended=extended,
        permanent=_surer(older.permanent, newer.permanent),
        amounts=max(newer.amounts, older.amounts, key=len),
        funder=_surer(older.funder, newer.funder),
        beneficiaries=max(newer.beneficiaries, older.beneficiaries, key=len),
        form=_surer(older.form, newer.form),
    )


def _apart(one: CallKey, other: CallKey) -> bool:
    """Say whether titles name other editions, or the calls are for other territories."""
    if one.years and other.years and not one.years & other.years:
        return True
    if not one.zones or not other.zones:
        return False
    return not any(_compatible(here, there) for here in one.zones for there in other.zones)


def _compatible(here: Path, there: Path) -> bool:
    shortest = min(len(here), len(there))
    return here[:shortest] == there[:shortest]


def _gap(one: CallKey, other: CallKey) -> int | None:
    """Return the days between the closings, 0 where one is told by both, None where a text tells none."""
    if not one.closings or not other.closings:
        return None
    if set(one.closings) & set(other.closings) or one.earlier in other.closings or other.earlier in one.closings:
        return 0
    return abs((date.fromisoformat(one.closings[0]) - date.fromisoformat(other.closings[0])).days)


def _telling(name: str) -> list[str]:
    found = words(name)[:_MOST_WORDS]
    return [stem for word, stem in zip(found, stem_words(found), strict=True) if len(word) > 2 and stem not in _GENERIC]


def _form(address: str) -> str:
    """Return the key of an address that can be one call's own: not the front page of a platform."""
    if "@" in address and "/" not in address:
        return fold(address)
    key = url_key(address)
    return key if "/" in key or "?" in key else ""


def _surer(older: Found | None, newer: Found | None) -> Found | None:
    if older and newer:
        return older if older.confidence > newer.confidence else newer
    return newer or older
