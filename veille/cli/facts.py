"""What an article tells of places, calls, events and organisations, as `veille why` shows it: each with its proof."""

from collections.abc import Iterator

import click

from veille.facts import Call, Event, Found, Place, PlaceRole
from veille.i18n import _
from veille.pipeline.facts import ATLAS
from veille.store import ItemTrace

_WIDTH = 12


def tell_facts(item: ItemTrace) -> list[str]:
    """Return lines on everything that was read in an article."""
    facts = item.facts
    lines = [line for place in facts.places for line in _place(place)]
    if facts.call is not None:
        lines += _call(facts.call)
    for change in item.call_changes:
        if change.field == "cloture":
            told = _("date limite changée le {day} : {old} devient {new} (article n° {id})")
            lines.append(
                _line(
                    "", told.format(day=change.at[:10], old=change.old or "?", new=change.new or "?", id=change.item_id)
                )
            )
    if facts.event is not None:
        lines += _event(facts.event)
    return [*lines, *(_line(_("structure"), f"{one.name:<44} {_percent(one.probability)}") for one in facts.mentions)]


def _place(place: Place) -> Iterator[str]:
    roles = {
        PlaceRole.SUBJECT: _("sujet"), PlaceRole.ZONE: _("territoire visé"), PlaceRole.PUBLISHER: _("de la source"),
        PlaceRole.MENTION: _("cité en passant"),
    }  # fmt: skip
    certain = _("décidé par une personne") if place.origin != "machine" else _percent(place.probability)
    told = ATLAS.territory(place.code)
    name = f"{told.name} ({place.code})" if told else place.code
    yield _line(_("territoire"), f"{name:<44} {certain:<6} {roles[place.role]}")
    if place.evidence:
        yield _proof(_("mots : {words}").format(words=", ".join(place.evidence)))


def _call(call: Call) -> Iterator[str]:
    yield from _dated(_("clôture"), call.closing)
    for wave in call.waves:
        yield from _dated(_("vague"), wave)
    yield from _dated(_("ouverture"), call.opening)
    yield from _dated(_("repoussée"), call.extended)
    yield from _dated(_("permanent"), call.permanent)
    yield from _dated(_("financeur"), call.funder)
    for amount in call.amounts:
        unit = amount.currency or "%"
        yield _line(_("montant"), f"{amount.value:g} {unit} ({amount.role})")
        yield _proof(f"« {amount.quote} »")
    yield from _dated(_("dépôt"), call.form)


def _event(event: Event) -> Iterator[str]:
    yield from _dated(_("début"), event.start)
    yield from _dated(_("fin"), event.end)
    yield from _dated(_("lieu"), event.place)
    yield from _dated(_("inscription"), event.registration)


def _dated(name: str, found: Found | None) -> Iterator[str]:
    if found is not None:
        yield _line(name, f"{found.value:<44} {_percent(found.confidence)}")
        if found.quote:
            yield _proof(f"« {found.quote} »")


def _line(name: str, text: str) -> str:
    return f"  {name:<{_WIDTH}} {text}"


def _proof(text: str) -> str:
    return f"  {'':<{_WIDTH}} " + click.style(text, dim=True)


def _percent(probability: float) -> str:
    return f"{probability * 100:.0f} %"
