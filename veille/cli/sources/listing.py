"""`veille sources list`: how each source stands."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.options import data_option, json_option, now
from veille.cli.wrapping import wrapped
from veille.i18n import _, ngettext
from veille.models import Health, health_name

if TYPE_CHECKING:
    from veille.store import KnownSource, Yield

PERIOD = timedelta(days=90)
WIDTHS = (24, 10, 7, 7, 14, 3)
"""Of id, state, last success, last news, rhythm, failures: with the yield, 80 columns."""
TROUBLE = (
    Health.ERROR,
    Health.BLOCKED,
    Health.EMPTY,
    Health.SILENT,
    Health.MOVED,
    Health.RETIRED,
    Health.TO_CHECK,
    None,
    Health.OK,
)
"""The worst first."""


@click.command("list", help=_("Montrer l’état de chaque source : dernier succès, dernière nouveauté, rythme, apport."))
@click.option("--state", type=click.Choice([str(one) for one in Health]), help=_("Cet état seulement."))
@data_option
@json_option
def list_(state: str | None, data: Path, as_json: bool) -> None:
    """Print a table of the sources that are followed, trouble first, as the last run left them."""
    from veille.store import open_store

    at = now()
    with open_store(data / "collect.db", create=False) as store:
        known = [one for one in store.known_sources() if one.listed]
        yields = store.yields(at - PERIOD)
    shown = [one for one in known if state is None or one.state.health == state]
    shown.sort(key=lambda one: (TROUBLE.index(one.state.health), one.id))
    if as_json:
        click.echo(json.dumps([as_dict(one, yields.get(one.id)) for one in shown], ensure_ascii=False))
        return
    titles = (_("source"), _("état"), _("succès"), _("neuf"), _("rythme"), _("éch"))
    click.echo(click.style("  " + _columns(titles) + " " + _("90 j"), bold=True))
    for one in shown:
        click.echo(_row(one, yields.get(one.id), at))
    click.echo(_summary(known))


def as_dict(source: "KnownSource", brought: "Yield | None") -> dict[str, Any]:
    """Return a source's state in the form that `--json` promises; moments are ISO 8601, the gap is in seconds."""
    from veille.store import Yield

    state, brought = source.state, brought or Yield()
    moments = {
        name: moment.isoformat() if moment else None
        for name, moment in {
            "since": state.health_since,
            "last_checked": state.last_checked,
            "last_success": state.last_success,
            "last_new": state.last_new,
            "newest": state.rhythm.newest,
            "snoozed_until": state.snoozed_until,
            "put_away": state.put_away,
        }.items()
    }
    return {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "state": state.health,
        "detail": state.health_detail,
        "acknowledged": state.acknowledged is not None and state.acknowledged is state.health,
        "probation": state.probation,
        "failures": state.failures,
        "gap": state.rhythm.gap.total_seconds() if state.rhythm.gap else None,
        "yield": {
            "collected": brought.collected,
            "relevant": brought.relevant,
            "kept": brought.kept,
            "first": brought.first,
            "exclusive": brought.exclusive,
            "duplicate_rate": round(brought.duplicate_rate, 3),
        },
        **moments,
    }


def _row(source: "KnownSource", brought: "Yield | None", at: datetime) -> str:
    from veille.cli.health import ago, rhythm_words, sign

    state = source.state
    cells = (
        source.id,
        health_name(state.health),
        ago(state.last_success, at),
        ago(state.last_new, at),
        rhythm_words(state.rhythm.gap),
        str(state.failures or ""),
    )
    said = f"{brought.kept}/{brought.collected}" if brought else "0"
    line = f"{sign(state.health)} {_columns(cells)} {said}"
    if len(source.id) > WIDTHS[0]:  # an id is for other commands: it is never cut
        line = f"{sign(state.health)} {source.id}\n  {_columns(('', *cells[1:]))} {said}"
    notes = [note for note in (state.health_detail, _decided(source, at)) if note]
    return "\n".join([line, *(wrapped(note, 80, " " * 4) for note in notes)])


def _decided(source: "KnownSource", at: datetime) -> str:
    state = source.state
    if state.snoozed_until and at < state.snoozed_until:
        return _("en sourdine jusqu’au {day}").format(day=f"{state.snoozed_until:%d/%m/%Y}")
    if state.acknowledged and state.acknowledged is state.health:
        return _("vu")
    return ""


def _columns(cells: tuple[str, ...]) -> str:
    return " ".join(f"{_cut(cell, width):<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _summary(known: "list[KnownSource]") -> str:
    from veille.cli.health import state_of

    counts = {health: sum(one.state.health is health for one in known) for health in TROUBLE}
    said = [f"{count} {state_of(health, count)}" for health, count in counts.items() if count]
    total = ngettext("{n} source suivie", "{n} sources suivies", len(known)).format(n=len(known))
    return "\n" + (f"{total} : {', '.join(said)}" if said else total)
