"""Commands that run the watch: demo, run, watch, publish."""

import json
import os
import shutil
import signal
import socket
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option, now
from veille.i18n import _, ngettext

if TYPE_CHECKING:
    from veille.pipeline import RunPlan
    from veille.runreport import RunReport

DEMO_HOST, DEMO_PORT = "127.0.0.11", 8799
"""Of the sample web, when free: a second demo on the same data then meets the same addresses."""
DEMO_DELAY = 0.02
"""Seconds between two requests to one site of the sample web: manners on show, without the wait."""


@click.command(help=_("Collecter ce qui est dû, lire, étiqueter, ranger et publier."))
@feeds_option
@data_option
@config_option
@click.option("--only", multiple=True, metavar="ID", help=_("Cette source seulement (répétable), due ou non."))
@click.option("--all", "everything", is_flag=True, help=_("Toutes les sources actives, dues ou non."))
@json_option
def run(
    feeds: Path | None, data: Path, config: Path | None, only: tuple[str, ...], everything: bool, as_json: bool
) -> None:
    """Run the watch once; exit 1 only if nothing could be fetched or stored."""
    plan = make_plan(feeds, data, config, only=only, everything=everything)
    report = _run(plan, as_json=as_json)
    _finish(report, plan.data, as_json=as_json)


@click.command(help=_("Collecter au fil de l’eau, au premier plan, jusqu’à Ctrl-C ou SIGTERM."))
@feeds_option
@data_option
@config_option
@click.option(
    "--every", type=click.IntRange(min=1), metavar="MINUTES", help=_("Intervalle fixe ; sinon au rythme des sources.")
)
def watch(feeds: Path | None, data: Path, config: Path | None, every: int | None) -> None:
    """Run what is due in the foreground, as sources come due or at a set interval; tell the daily report."""
    from veille.cli.health import render_daily
    from veille.cli.report import one_line
    from veille.ops.watch import keep_watch

    def plan_again() -> "RunPlan":
        return make_plan(feeds, data, config)

    plan_again()  # a wrong file is told before anything is promised
    if every:
        said = ngettext(
            "Veille toutes les minutes ; Ctrl-C pour arrêter.",
            "Veille toutes les {n} minutes ; Ctrl-C pour arrêter.",
            every,
        ).format(n=every)
    else:
        said = _("Veille au rythme des sources ; Ctrl-C pour arrêter.")
    click.echo(said)
    keep_watch(
        plan_again,
        timedelta(minutes=every) if every else None,
        tell=lambda report: click.echo(one_line(report, now())),
        warn=_warn,
        tell_daily=lambda daily: click.echo(render_daily(daily)),
        clock=now,
    )
    click.echo(_("Veille arrêtée."))


@click.command(help=_("Reporter dans veille.db ce qui a changé depuis la dernière édition."))
@feeds_option
@data_option
@config_option
@json_option
def publish(feeds: Path | None, data: Path, config: Path | None, as_json: bool) -> None:
    """Publish without collecting."""
    from veille.cli.report import publication
    from veille.pipeline import publish_only

    published = publish_only(make_plan(feeds, data, config))
    click.echo(json.dumps(asdict(published)) if as_json else publication(published))


@click.command(help=_("Toute la veille sur un petit web d’exemple, livré avec le logiciel, puis le site."))
@click.option("--no-serve", is_flag=True, help=_("S’arrêter après le rapport."))
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help=_("Dossier à garder ; sinon provisoire.")
)
@click.option("--port", type=click.IntRange(1, 65535), help=_("Port du site."))
@json_option
def demo(no_serve: bool, data: Path | None, port: int | None, as_json: bool) -> None:
    """Run the whole pipeline against the sample web, then serve what it found."""
    from veille.cli.site import serve_site
    from veille.config import CollectSettings, HttpSettings, Settings, SiteSettings
    from veille.demo import running
    from veille.pipeline import RunPlan

    with ExitStack() as stack:
        folder = data or Path(tempfile.mkdtemp(prefix="veille-demo-"))
        if data is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        start = now()
        # served until the end: the site's links to the originals lead somewhere
        web = stack.enter_context(running(start.date(), port=_free_port(DEMO_HOST, DEMO_PORT)))
        settings = Settings(
            http=HttpSettings(allow_private=web.allow_private, host_delay=DEMO_DELAY),
            collect=CollectSettings(since_days=0),
        )
        plan = RunPlan(sources=web.sources, settings=settings, data=folder, now=start, everything=True)
        report = _run(plan, as_json=as_json)
        _finish(report, folder, as_json=as_json, kept=data is not None)
        if not no_serve:
            site = SiteSettings(title=_("Veille ESS (démonstration)"))
            serve_site(folder, replace(site, port=port or _free_port(site.host, site.port)))


def make_plan(
    feeds: Path | None, data: Path, config: Path | None, *, only: tuple[str, ...] = (), everything: bool = False
) -> "RunPlan":
    """Return the plan that the files and options of a command make."""
    from veille.classify import load_taxonomy
    from veille.config import find_feeds, find_settings, find_taxonomy, load_settings, load_sources
    from veille.pipeline import RunPlan

    own = find_taxonomy(data)
    taxonomy = load_taxonomy(own)
    return RunPlan(
        sources=load_sources(
            find_feeds(data, feeds),
            themes=frozenset(taxonomy.ids("theme")),
            kinds=frozenset(taxonomy.ids("kind")),
        ),
        settings=load_settings(find_settings(data, config)),
        data=data,
        taxonomy=own,
        now=now(),
        only=frozenset(only),
        everything=everything,
        secrets={name: value for name, value in os.environ.items() if name.startswith("VEILLE_")},
    )


def _free_port(host: str, wanted: int) -> int:
    """Return the port if nobody listens on it, else 0 (any)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError:
            return 0
    return wanted


def _run(plan: "RunPlan", *, as_json: bool) -> "RunReport":
    from veille.cli.progress import Bars
    from veille.pipeline import run as run_pipeline

    # asyncio ends a run in good order on SIGINT, and only on SIGINT
    before = signal.signal(signal.SIGTERM, lambda *_args: signal.raise_signal(signal.SIGINT))
    try:
        if as_json:
            return run_pipeline(plan)
        with Bars() as progress:
            return run_pipeline(plan, progress=progress)
    finally:
        signal.signal(signal.SIGTERM, before)


def _finish(report: "RunReport", data: Path, *, as_json: bool, kept: bool = True) -> None:
    """Print the report; leave with 1 when sources were asked and none answered."""
    from veille.cli.report import as_dict, failure, render

    click.echo(json.dumps(as_dict(report)) if as_json else render(report, data if kept else None))
    if as_json and report.dump_problem:
        _warn(_("Export impossible : {reason}").format(reason=report.dump_problem))
    problem = failure(report)
    if problem:
        _warn(problem)
        click.get_current_context().exit(1)


def _warn(message: str) -> None:
    click.secho(message, err=True, fg="red")
