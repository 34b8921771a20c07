"""The daily dump: at the end of the first run of the day that published, or by hand."""

import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from veille.config import SiteSettings
from veille.errors import InputError, VeilleError
from veille.i18n import _
from veille.pipeline.plan import RunPlan
from veille.publish import Dump, make_dump, paris_day, read_index
from veille.runreport import RunReport

_logger = logging.getLogger("veille.pipeline")


def dump_now(data: Path, site: SiteSettings, now: datetime) -> Dump:
    """Make today's dump, anew if there was a publication since; raise VeilleError when it cannot be made."""
    if not site.dumps_kept:
        raise InputError(_("aucun export n’est fait tant que dumps_kept vaut 0, sous [site] dans veille.toml"))
    return make_dump(data, now=now, keep=site.dumps_kept, licence=site.licence)


def with_dump(plan: RunPlan, report: RunReport) -> RunReport:
    """Make the dump that is due after a run and tell so in its report; a failure is told there, and logged."""
    if not _is_due(plan, report):
        return report
    try:
        made = dump_now(plan.data, plan.settings.site, plan.now)
    except VeilleError as error:
        _logger.error("the daily dump failed: %s", error)  # noqa: TRY400 - a sentence for people says it all
        return replace(report, dump_problem=str(error))
    return replace(report, dumped=made.day)


def _is_due(plan: RunPlan, report: RunReport) -> bool:
    if not (plan.settings.site.dumps_kept and report.generation):
        return False
    there = read_index(plan.data)
    if not there:
        return True
    return bool(report.added or report.changed or report.removed) and there[0].day < paris_day(plan.now)
