"""The story of one URL as `veille why` tells it: the answer first, then how it came to it."""

from collections.abc import Mapping
from datetime import datetime

import click

from veille.cli.facts import tell_facts
from veille.cli.outcomes import outcome_name
from veille.i18n import _, ngettext
from veille.models import PARIS, Outcome, Tag, Zone
from veille.store import ItemTrace, LeadTrace, Trace
from veille.store.decisions import HUMAN


def render_trace(trace: Trace, names: Mapping[str, str]) -> str:
    """Return the trace as people read it; `names` gives the French name of each label."""
    lines = [click.style(trace.url, bold=True), trace.reason]
    if trace.tombstone:
        lines.append(
            _("Adresse retirée le {when} : {reason}").format(
                when=_when(trace.tombstone.at), reason=trace.tombstone.reason
            )
        )
    for one in trace.additions:
        told = _("Ajoutée à la main le {when} : {note}") if one.note else _("Ajoutée à la main le {when}")
        lines.append(told.format(when=_when(one.at), note=one.note))
    for lead in trace.leads:
        lines += ["", *_lead(lead, withdrawn=trace.tombstone is not None)]
    if trace.item:
        lines += ["", *_item(trace.item, names)]
    return "\n".join(lines)


def _lead(lead: LeadTrace, *, withdrawn: bool) -> list[str]:
    """Tell one lead; that of a withdrawn article was ended by the withdrawal, said above."""
    lines = [
        click.style(
            _("Vu dans {source} le {when}").format(source=lead.source_name, when=_when(lead.first_seen)), bold=True
        )
    ]
    if lead.title:
        lines.append(f"  {lead.title}")
    if not withdrawn:
        lines.append("  " + (_outcome(lead.outcome, lead.detail) if lead.outcome else _("pas encore lu")))
    lines += [f"  {_when(fetch.at)}  {_outcome(fetch.outcome, fetch.detail)}" for fetch in lead.fetches]
    if lead.next_try:
        tries = ngettext("{n} essai", "{n} essais", lead.attempts).format(n=lead.attempts)
        told = _("{tries} ; prochain le {when}")
        if lead.outcome is Outcome.BLOCKED:
            told = _("{tries} ; redemandée au plus tôt le {when}")
        lines.append("  " + told.format(tries=tries, when=_when(lead.next_try)))
    return lines


def _item(item: ItemTrace, names: Mapping[str, str]) -> list[str]:
    zones = {Zone.IN: _("retenu"), Zone.REVIEW: _("à vérifier par une chargée de veille"), Zone.OUT: _("hors sujet")}
    head = _("Article n° {id}, révision {revision}").format(id=item.id, revision=item.revision)
    lines = [
        click.style(head, bold=True),
        f"  {item.title}",
        "  " + _("Pertinence pour l’ESS : {p} — {zone}").format(p=_percent(item.relevance), zone=zones[item.zone]),
        *_words(item.evidence),
    ]
    if item.from_feed:
        lines.append("  " + _("Texte repris du flux : la page n’a pas pu être lue."))
    for tag in item.tags:
        lines += [
            f"  {_facet(tag):<12} {names.get(tag.label, tag.label):<44} {_sure(tag)}",
            *_words(tag.evidence),
        ]
    lines += tell_facts(item)
    lines += ["  " + _("Aussi dans {source} : {url}").format(source=s.source_id, url=s.url) for s in item.sightings]
    if item.copy_of is not None:
        number, title = item.copy_of
        lines.append("  " + _("Copie de « {title} » (article n° {id})").format(title=title, id=number))
    lines += ["  " + _("Même sujet que le n° {id} : {url}").format(id=id_, url=url) for id_, url in item.group]
    return lines


def _words(evidence: tuple[tuple[str, float], ...]) -> list[str]:
    if not evidence:
        return []
    return [f"  {'':<12} " + click.style(_("indices : ") + ", ".join(word for word, _weight in evidence), dim=True)]


def _facet(tag: Tag) -> str:
    return {
        "theme": _("thème"),
        "sector": _("secteur"),
        "org": _("famille"),
        "kind": _("genre"),
        "territory": _("territoire"),
    }.get(tag.facet, tag.facet)


def _outcome(outcome: Outcome, detail: str) -> str:
    return f"{outcome_name(outcome)} ({detail})" if detail else outcome_name(outcome)


def _sure(tag: Tag) -> str:
    return _("décidé par une personne") if tag.origin == HUMAN else _percent(tag.probability)


def _percent(probability: float) -> str:
    return f"{probability * 100:.0f} %"


def _when(moment: datetime) -> str:
    return moment.astimezone(PARIS).strftime("%d/%m/%Y à %H:%M")
