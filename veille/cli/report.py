"""The run report: one value said three ways, for a person, in one line, and for a machine."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import click

from veille.cli.health import changes_line, some
from veille.cli.outcomes import FAILURES, outcome_name
from veille.i18n import _, ngettext
from veille.models import PARIS, Outcome
from veille.runreport import RunReport, SourceResult

_BAR_WIDTH = 24
_NAME_WIDTH = 40
SAID_EACH = 5
"""Failures for one same reason that are still listed one by one; also names that one line gives."""


def as_dict(report: RunReport) -> dict[str, Any]:
    """Return the report in the form that `--json` promises (docs/reference/cli.md)."""
    return {
        "sources": {"planned": len(report.sources), "outcomes": source_outcomes(report)},
        "leads": {"new": report.leads_new, "outcomes": dict(sorted(report.lead_outcomes.items()))},
        "items": {
            "new": report.items_new,
            "updated": report.items_updated,
            "unchanged": report.items_unchanged,
            "relevant": report.items_relevant,
        },
        "published": {
            "added": report.added,
            "changed": report.changed,
            "removed": report.removed,
            "generation": report.generation,
        },
        "seconds": round(report.seconds, 3),
    }


def source_outcomes(report: RunReport) -> dict[str, int]:
    """Count the sources by outcome."""
    return dict(sorted(Counter(str(source.outcome) for source in report.sources).items()))


def failure(report: RunReport) -> str:
    """Return one sentence when sources were asked and not one answered; else an empty string."""
    asked = [source for source in report.sources if source.outcome is not Outcome.NOT_DUE]
    if not asked or any(source.outcome not in FAILURES for source in asked):
        return ""
    if all(source.outcome is Outcome.UNREACHABLE for source in asked):
        return ngettext(
            "Rien n’a pu être collecté : la source est injoignable. Le réseau est-il coupé ? Rien n’est perdu.",
            "Rien n’a pu être collecté : les {n} sources sont injoignables. Le réseau est-il coupé ? Rien n’est perdu.",
            len(asked),
        ).format(n=len(asked))
    return ngettext(
        "Rien n’a pu être collecté : la source est en échec. Rien n’est perdu.",
        "Rien n’a pu être collecté : les {n} sources sont en échec. Rien n’est perdu.",
        len(asked),
    ).format(n=len(asked))


def one_line(report: RunReport, at: datetime) -> str:
    """Return the report in one line, for a log."""
    failed = sum(source.outcome in FAILURES for source in report.sources)
    parts = _plural_parts(
        (report.items_new, _("nouveau"), _("nouveaux")),
        (report.items_updated, _("mis à jour"), _("mis à jour")),
        (failed, _("source en échec"), _("sources en échec")),
    )
    time = at.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")
    line = f"{time} : {parts} ({_seconds(report.seconds)} s)"
    if report.dump_problem:
        line = _("{line} ; export impossible : {why}").format(line=line, why=report.dump_problem)
    return line


def render(report: RunReport, data: Path | None) -> str:
    """Return the report as people read it on a terminal; `data` is the folder to name in what to do next."""
    parts = (_failures(report), _probation(report), _empty(report), _retired(report), _moves(report), _health(report))
    blocks = [_summary(report), *parts, *_links(report), _themes(report)]
    if report.generation and not failure(report):
        blocks.append(_next(data))
    return "\n".join(block for block in blocks if block)


def _heading(text: str) -> str:
    return "\n" + click.style(text, bold=True)


def _summary(report: RunReport) -> str:
    counts = Counter(source.outcome for source in report.sources)
    failed = sum(counts[outcome] for outcome in FAILURES)
    rows = [
        (
            _("Sources"),
            _plural_parts(
                (len(report.sources), _("prévue"), _("prévues")),
                (counts[Outcome.OK], _("lue"), _("lues")),
                (counts[Outcome.UNCHANGED], _("inchangée"), _("inchangées")),
                (counts[Outcome.EMPTY], _("vide"), _("vides")),
                (counts[Outcome.NOT_DUE], _("en attente"), _("en attente")),
                (failed, _("en échec"), _("en échec")),
            ),
        ),
        (
            _("Articles"),
            _plural_parts(
                (report.items_new, _("nouveau"), _("nouveaux")),
                (report.items_updated, _("mis à jour"), _("mis à jour")),
                (report.items_unchanged, _("inchangé"), _("inchangés")),
                (report.items_relevant, _("retenu pour l’ESS"), _("retenus pour l’ESS")),
                (report.items_grouped, _("copie d’un autre"), _("copies d’un autre")),
            ),
        ),
        (
            _("Publication"),
            publication(report),
        ),
    ]
    if _dumped(report):
        rows.append((_("Export"), _dumped(report)))
    title = _("Veille terminée en {seconds} s").format(seconds=_seconds(report.seconds))
    lines = [f"  {name:<12} {value}" for name, value in rows]
    if report.sources and counts[Outcome.NOT_DUE] == len(report.sources):
        lines.append("  " + _("Rien n’est encore à relire ; « veille run --all » relit tout de suite."))
    return "\n".join([_heading(title), *lines])


def _dumped(report: RunReport) -> str:
    """Return what became of the daily dump; empty when none was due."""
    if report.dump_problem:
        return _("impossible ; {reason}").format(reason=report.dump_problem)
    return _("celui du {day} est prêt").format(day=f"{report.dumped[8:]}/{report.dumped[5:7]}") if report.dumped else ""


class _Counts(Protocol):
    """What a publication changed: of a report, or of `veille.publish`."""

    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def removed(self) -> int: ...
    @property
    def generation(self) -> int: ...


def publication(counts: _Counts) -> str:
    """Return in one line what a publication changed and which edition the site is at."""
    said = _plural_parts(
        (counts.added, _("ajouté"), _("ajoutés")),
        (counts.changed, _("modifié"), _("modifiés")),
        (counts.removed, _("retiré"), _("retirés")),
    )
    return said + (_(" — édition n° {n}").format(n=counts.generation) if counts.generation else "")


def _plural_parts(*parts: tuple[int, str, str]) -> str:
    """Say the counts that are not zero, the first always; French takes the plural from 2."""
    said = [f"{n} {many if n > 1 else one}" for i, (n, one, many) in enumerate(parts) if n or i == 0]
    return ", ".join(said)


def _failures(report: RunReport) -> str:
    """Say each failure with its reason; one reason shared by many, a network cut above all, is said once.

    Sources on probation are said apart (`_probation`): that one of them fails is no news.
    """
    failed = [source for source in report.sources if source.outcome in FAILURES and not source.probation]
    shared = Counter(_reason(source) for source in failed)
    rows = [_row("✗", "red", source.name, _reason(source)) for source in failed if shared[_reason(source)] <= SAID_EACH]
    rows += [
        _row("✗", "red", ngettext("{n} source", "{n} sources", count).format(n=count), reason)
        for reason, count in shared.most_common()
        if count > SAID_EACH
    ]
    return "\n".join([_heading(_("Sources en échec")), *rows]) if rows else ""


def _probation(report: RunReport) -> str:
    names = [source.name for source in report.sources if source.outcome in FAILURES and source.probation]
    if not names:
        return ""
    rest = _("« veille sources check --probation » dit pourquoi")
    heading = _heading(_("Sources à vérifier en échec ({n})").format(n=len(names)))
    return "\n".join([heading, f"  {some(names, SAID_EACH)}", f"  {rest}"])


def _empty(report: RunReport) -> str:
    names = [source.name for source in report.sources if source.outcome is Outcome.EMPTY]
    if not names:
        return ""
    heading = _heading(_("Sources vides cette fois ({n})").format(n=len(names)))
    return "\n".join([heading, f"  {some(names, SAID_EACH)}"])


def _reason(source: SourceResult) -> str:
    name = outcome_name(source.outcome)
    return f"{name} : {source.detail}" if source.detail else name


def _row(sign: str, colour: str, name: str, text: str) -> str:
    return f"  {click.style(sign, fg=colour)} {_fit(name)}  {text}"


def _retired(report: RunReport) -> str:
    rows = [_row("–", "yellow", source.name, source.detail) for source in report.sources if source.retired]
    return "\n".join([_heading(_("Sources à revoir : « veille sources retire ID » les retire")), *rows]) if rows else ""


def _health(report: RunReport) -> str:
    said = changes_line(report.health)
    if not said:
        return ""
    rest = _("« veille sources report » dit le reste, une fois par jour")
    return "\n".join([_heading(_("Santé des sources")), f"  {said}", f"  {rest}"])


def _moves(report: RunReport) -> str:
    said = [(source.name, _move(source)) for source in report.sources]
    rows = [_row("→", "yellow", name, text) for name, text in said if text]
    return "\n".join([_heading(_("Sources qui ont déménagé (corrigez feeds.yml)")), *rows]) if rows else ""


def _move(source: SourceResult) -> str:
    """Say where a source is now: read there already, or only found on its site and left to a person."""
    if source.moved_to:
        return source.moved_to
    if source.stand_in:
        return _("{url} (trouvée sur son accueil, et lue)").format(url=source.stand_in.url)
    if not source.proposals:
        return ""
    first, more = source.proposals[0].url, len(source.proposals) - 1
    text = _("{url} (trouvée sur son accueil, pas lue)").format(url=first)
    return text + ngettext(" et {n} autre", " et {n} autres", more).format(n=more) if more else text


def _links(report: RunReport) -> list[str]:
    """Say what became of links that were not simply read: pages that failed, and links set aside."""
    unread, aside = [], []
    for name, count in sorted(report.lead_outcomes.items(), key=lambda pair: -pair[1]):
        outcome = Outcome(name)
        row = f"  {count:>5}  {outcome_name(outcome)}"
        if outcome in FAILURES or outcome is Outcome.EMPTY:
            unread.append(row)
        elif outcome not in (Outcome.OK, Outcome.UNCHANGED):
            aside.append(row)
    blocks = []
    if unread:
        heading = _("Liens dont la page n’a pas pu être lue (le texte du flux la remplace, s’il y en a)")
        blocks.append("\n".join([_heading(heading), *unread]))
    if aside:
        blocks.append("\n".join([_heading(_("Autres liens")), *aside]))
    return blocks


def _themes(report: RunReport) -> str:
    if not report.top_themes:
        return ""
    most = report.top_themes[0][1]
    rows = [
        f"  {_fit(name)}  {count:>4}  {click.style('█' * max(1, round(_BAR_WIDTH * count / most)), fg='cyan')}"
        for name, count in report.top_themes
    ]
    return "\n".join([_heading(_("Thèmes les plus présents")), *rows])


def _next(data: Path | None) -> str:
    if data is None:
        return ""
    rows = [
        (f"veille serve --data {data}", _("ouvrir le site")),
        (f"veille why URL --data {data}", _("savoir pourquoi un article est là, ou n’y est pas")),
    ]
    return "\n".join([_heading(_("Et maintenant")), *(f"  {command:<38}  {what}" for command, what in rows)])


def _fit(name: str) -> str:
    return f"{name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + '…':<{_NAME_WIDTH}}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")
