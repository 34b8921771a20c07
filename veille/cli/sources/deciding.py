"""`veille sources snooze / ack / retire / resume`: what an officer decides about one source."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path

import click

from veille.cli.options import data_option, now
from veille.errors import InputError
from veille.i18n import _


@click.command(help=_("Ne plus parler d’une source jusqu’à une date ; elle reste collectée."))
@click.argument("source_id", metavar="ID")
@click.option("--days", type=click.IntRange(1, 366), help=_("Nombre de jours."))
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="DATE", help=_("Jusqu’à ce jour."))
@data_option
def snooze(source_id: str, days: int | None, until: datetime | None, data: Path) -> None:
    """Keep a source out of the reports for a while."""
    from veille.models import PARIS
    from veille.pipeline.marks import SNOOZE

    if (days is None) == (until is None):
        raise click.UsageError(_("donnez --days ou --until"))
    if until is not None:
        moment = datetime.combine(until.date(), time(0), PARIS).astimezone(UTC)
        if moment <= now():
            raise click.BadParameter(_("cette date est passée"), param_hint="--until")
    else:
        moment = now() + timedelta(days=days or 0)
    _decide(data, SNOOZE, source_id, _("{id} : en sourdine"), {"until": moment.isoformat()})


@click.command(help=_("Noter qu’on sait : plus de rapport sur cette source avant que son état change."))
@click.argument("source_id", metavar="ID")
@data_option
def ack(source_id: str, data: Path) -> None:
    """Acknowledge the present state of a source."""
    from veille.pipeline.marks import ACKNOWLEDGE

    _decide(data, ACKNOWLEDGE, source_id, _("{id} : état vu"))


@click.command(help=_("Confirmer le retrait d’une source : elle n’est plus demandée, ses articles restent."))
@click.argument("source_id", metavar="ID")
@data_option
def retire(source_id: str, data: Path) -> None:
    """Retire a source for good, or until `resume`."""
    from veille.pipeline.marks import RETIRE

    _decide(data, RETIRE, source_id, _("{id} : retirée ; « veille sources resume » la reprend"))


@click.command(help=_("Reprendre une source retirée, en sourdine ou en panne : elle est due tout de suite."))
@click.argument("source_id", metavar="ID")
@data_option
def resume(source_id: str, data: Path) -> None:
    """Take back every decision on a source."""
    from veille.pipeline.marks import RESUME

    _decide(data, RESUME, source_id, _("{id} : reprise, demandée à la prochaine collecte"))


def _decide(data: Path, kind: str, source_id: str, said: str, values: Mapping[str, str] | None = None) -> None:
    from veille.pipeline.marks import mark
    from veille.store import open_store

    with open_store(data / "collect.db", create=False) as store:
        known = [one.id for one in store.known_sources()]
    if source_id not in known:
        close = get_close_matches(source_id, known, n=1)
        hint = _(" ; vouliez-vous dire {id} ?").format(id=close[0]) if close else ""
        raise InputError(_("source inconnue : {id}").format(id=source_id) + hint)
    done = mark(data, kind, {"source": source_id} | dict(values or {}), now())
    later = _(" (noté ; la collecte en cours finie, la suivante en tiendra compte)")
    click.echo(said.format(id=source_id) + ("" if done else later))
