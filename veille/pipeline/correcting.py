"""`veille correct`: an officer's word on one article.

ask the store     the article as it stands, and what the journal holds beyond that
journal           the decision is safe from here on, whatever happens
take in           collect.db and the site follow at once, or when the run under way is done
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veille import journal
from veille.errors import BusyError, InputError
from veille.i18n import _
from veille.models import Zone
from veille.pipeline.corrections import JOURNAL, take_in
from veille.pipeline.drawing import drawn
from veille.pipeline.plan import RunPlan
from veille.pipeline.run import publish_only, retag
from veille.store import Subject, lock, open_store

if TYPE_CHECKING:
    from veille.classify import Taxonomy

Labels = tuple[tuple[str, str], ...]
"""(facet, label id)."""

_LISTS = {"theme": "themes", "sector": "sectors", "org": "orgs", "territory": "territories"}
_CONFIRMED = ("theme", "sector", "org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an officer says of an article."""

    add: Labels = ()
    remove: Labels = ()
    kind: str = ""
    relevant: bool | None = None
    """None: she does not say, but adding a label says yes."""
    confirm: bool = False
    """Everything she does not change is right: nothing is missing and nothing too much."""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What became of it."""

    before: Subject
    after: Subject
    """As before, when it waits."""
    waits: bool
    """A run is under way: it takes the correction in, or the next one does."""
    audited: bool
    """The article is of the random sample."""
    record: journal.Record
    """The line of the journal."""


def correct(plan: RunPlan, target: int | str, wish: Wish, taxonomy: "Taxonomy") -> Corrected:
    """Keep an officer's word on the article of a number or address, and apply it at once unless a run is under way.

    Raises InputError for an unknown article or label, or a wish that contradicts itself; StoreError when nothing
    can be kept.
    """
    _check(wish, taxonomy)
    with open_store(plan.data / "collect.db", create=False) as store:
        before = _subject(store.subject, target)
        taken = store.corrections_taken()
    audit = drawn(plan.data).get(before.url)

    def make(reading: journal.Reading) -> Sequence[journal.Record]:
        waiting = [line.value for line in reading.lines if line.value.get("url") == before.url]
        return [{**_record(_as_left(before, waiting), wish, plan), "audit": audit}]

    (record,) = journal.append_with(plan.data / JOURNAL, make, taken)
    after = _apply(plan, before)
    return Corrected(
        before=before, after=after or before, waits=after is None, audited=audit is not None, record=record
    )


def _subject(find: Any, target: int | str) -> Subject:
    try:
        found: Subject | None = find(target)
    except ValueError as error:
        raise InputError(_("« {value} » n’est ni un numéro ni une adresse http(s)").format(value=target)) from error
    if found is None:
        raise InputError(_("aucun article à {target} : « veille why URL » dit ce qu’on en sait").format(target=target))
    return found


def _check(wish: Wish, taxonomy: "Taxonomy") -> None:
    for facet, label in (*wish.add, *wish.remove, *([("kind", wish.kind)] if wish.kind else [])):
        if facet == "territory":
            _check_territory(label)
        elif label not in taxonomy.ids(facet):
            known = ", ".join(taxonomy.ids(facet))
            raise InputError(_("étiquette inconnue « {label} » ; il y a : {known}").format(label=label, known=known))
    if both := set(wish.add) & set(wish.remove):
        raise InputError(_("« {label} » est à la fois ajoutée et retirée").format(label=min(both)[1]))
    says_labels = any(facet != "territory" for facet, _label in wish.add) or wish.kind
    if wish.relevant is False and says_labels:
        raise InputError(_("un article hors sujet ne porte ni étiquette ni genre"))
    if wish == Wish(by=wish.by):
        raise InputError(_("rien à corriger : « veille correct --help » dit comment"))


def _check_territory(code: str) -> None:
    from veille.enrich.places.gazetteer import territory  # noqa: PLC0415 - a tenth of a second, for those who need it

    if territory(code) is None:
        message = _(
            "territoire inconnu « {code} » ; attendu un code : FR, R11 (région), D93 (département), 93066 (commune), "
            "SIREN (intercommunalité), IT (pays)"
        )
        raise InputError(message.format(code=code))


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """An article as its officers left it."""

    subject: Subject
    zone: Zone
    labels: frozenset[tuple[str, str]]


def _as_left(subject: Subject, waiting: Sequence[journal.Record]) -> _State:
    """Return how an article stands once the lines that wait are taken in; each line tells all its labels."""
    if not waiting:
        return _State(subject=subject, zone=subject.zone, labels=frozenset(subject.labels))
    last = waiting[-1]
    labels = {(facet, label) for facet, name in _LISTS.items() for label in last[name]}
    labels |= {("kind", last["kind"])} if last["kind"] else set()
    zone = subject.zone
    for line in waiting:
        zone = next((Zone.IN if holds else Zone.OUT for facet, _l, holds in line["decisions"] if facet == "relevance"),
                    zone)  # fmt: skip
    return _State(subject=subject, zone=zone, labels=frozenset(labels))


def _record(state: _State, wish: Wish, plan: RunPlan) -> dict[str, Any]:
    """Return the line that a wish makes: everything as she leaves it, and what she decided."""
    subject, relevant = state.subject, _relevance(state, wish)
    stays_in = relevant if relevant is not None else state.zone is not Zone.OUT
    labels = {one for one in state.labels | set(wish.add) if one not in wish.remove}
    labels = {one for one in labels if stays_in or one[0] == "territory"}
    if wish.kind:
        labels = {one for one in labels if one[0] != "kind"} | {("kind", wish.kind)}
    made = _decisions(labels, wish, relevant)
    return {
        "at": plan.now.isoformat(),
        "id": subject.id,
        "url": subject.url,
        "title": subject.title,
        "text": subject.text[: _text_chars()],
        "lang": subject.lang,
        "relevant": stays_in,
        **{name: sorted(label for of, label in labels if of == facet) for facet, name in _LISTS.items()},
        "kind": next((label for of, label in labels if of == "kind"), ""),
        "known": list(dict.fromkeys(facet for facet, _label, _holds in made)),
        "decisions": [list(one) for one in made],
        "by": wish.by,
        "model": subject.model_version,
    }


def _relevance(state: _State, wish: Wish) -> bool | None:
    """Return whether she says that the article is about the ESS; None when she does not say."""
    if wish.relevant is not None:
        return wish.relevant
    if wish.kind or any(facet != "territory" for facet, _label in wish.add):
        return True
    if not wish.confirm:
        return None
    if state.zone is Zone.REVIEW:
        raise InputError(_("la machine hésite sur cet article : dites --relevant ou --irrelevant"))
    return state.zone is Zone.IN


def _decisions(labels: set[tuple[str, str]], wish: Wish, relevant: bool | None) -> list[tuple[str, str, bool]]:
    made: list[tuple[str, str, bool]] = [] if relevant is None else [("relevance", "", relevant)]
    made += [(facet, label, False) for facet, label in wish.remove]
    made += [(facet, label, True) for facet, label in wish.add]
    if wish.kind:
        made.append(("kind", wish.kind, True))
    if wish.confirm and relevant:
        kept = sorted(one for one in labels if one[0] != "territory" and one not in wish.add)
        made += [(facet, label, True) for facet, label in kept if (facet, label, True) not in made]
        made += [(facet, "", False) for facet in _CONFIRMED]
    return made


def _text_chars() -> int:
    from veille.classify.corrections import TEXT_CHARS  # noqa: PLC0415 - brings numpy in

    return TEXT_CHARS


def _apply(plan: RunPlan, before: Subject) -> Subject | None:
    """Take the journal in and publish; None while a run is under way."""
    try:
        with lock(plan.data), open_store(plan.data / "collect.db") as store:
            take_in(plan.data, store)
            after = store.subject(before.id)
    except BusyError:
        return None
    # a run that began since then publishes it
    with suppress(BusyError):
        if after is not None and not after.model_version and after.text:
            # what was out has no tags yet
            retag(plan, make_executor=lambda: ThreadPoolExecutor(1))
            with open_store(plan.data / "collect.db") as store:
                after = store.subject(before.id)
        else:
            publish_only(plan)
    return after
