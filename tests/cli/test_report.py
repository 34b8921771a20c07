"""The run report, for a person, for a log and for a machine."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from veille.cli.report import as_dict, failure, one_line, render
from veille.models import Outcome, Proposal
from veille.runreport import RunReport, SourceResult

REPORT = RunReport(
    sources=(
        SourceResult(
            source_id="a", name="Réseau A", outcome=Outcome.OK, leads=3, new=3, moved_to="https://b.example/f"
        ),
        SourceResult(source_id="b", name="Média B", outcome=Outcome.UNCHANGED),
        SourceResult(source_id="c", name="Ville C", outcome=Outcome.UNREACHABLE, detail="erreur HTTP 500"),
        SourceResult(source_id="d", name="Revue D", outcome=Outcome.NOT_DUE),
    ),
    leads_new=3,
    lead_outcomes={"ok": 2, "blocked": 1},
    items_new=3,
    items_updated=1,
    items_unchanged=0,
    items_relevant=2,
    added=2,
    changed=1,
    removed=0,
    generation=7,
    seconds=12.345,
    top_themes=(("Financement", 4), ("Emploi", 1)),
)


def text(report: RunReport = REPORT, data: Path | None = Path("var")) -> str:
    return click.unstyle(render(report, data))


def test_the_machine_form_is_the_promised_one() -> None:
    assert as_dict(REPORT) == {
        "sources": {"planned": 4, "outcomes": {"not_due": 1, "ok": 1, "unchanged": 1, "unreachable": 1}},
        "leads": {"new": 3, "outcomes": {"blocked": 1, "ok": 2}},
        "items": {"new": 3, "updated": 1, "unchanged": 0, "relevant": 2},
        "published": {"added": 2, "changed": 1, "removed": 0, "generation": 7},
        "seconds": 12.345,
    }


def test_a_person_reads_counts_failures_moves_and_what_to_do_next() -> None:
    said = text()

    assert "Veille terminée en 12,3 s" in said
    assert "4 prévues, 1 lue, 1 inchangée, 1 en attente, 1 en échec" in said
    assert "3 nouveaux, 1 mis à jour, 2 retenus pour l’ESS" in said
    assert "2 ajoutés, 1 modifié — édition n° 7" in said
    assert "Ville C" in said
    assert "injoignable : erreur HTTP 500" in said
    assert "https://b.example/f" in said
    assert "1  bloqué par le site" in said
    assert "veille serve --data var" in said


def test_a_reason_shared_by_many_is_said_once() -> None:
    cut = tuple(
        SourceResult(source_id=str(n), name=f"Source {n}", outcome=Outcome.UNREACHABLE, detail="connexion refusée")
        for n in range(77)
    )

    said = text(replace(REPORT, sources=cut))

    assert said.count("connexion refusée") == 1
    assert "77 sources" in said
    assert "veille serve" not in said


def test_a_retired_source_is_named_every_time() -> None:
    gone = SourceResult(source_id="g", name="Gazette", outcome=Outcome.NOT_DUE, detail="retirée : 410", retired=True)

    assert "Gazette" in text(replace(REPORT, sources=(*REPORT.sources, gone)))


def test_when_nothing_is_due_the_way_to_ask_at_once_is_said() -> None:
    waiting = tuple(replace(source, outcome=Outcome.NOT_DUE) for source in REPORT.sources)

    assert "veille run --all" in text(replace(REPORT, sources=waiting))
    assert "veille run --all" not in text()


def test_pages_that_failed_are_told_from_links_set_aside() -> None:
    said = text(replace(REPORT, lead_outcomes={"ok": 5, "gone": 2, "too_old": 3}))

    assert said.index("n’a pas pu être lue") < said.index("2  disparu") < said.index("Autres liens")
    assert said.index("Autres liens") < said.index("3  trop ancien")


def test_bars_of_themes_are_in_proportion() -> None:
    most, least = (line.count("█") for line in text().splitlines() if "█" in line)

    assert most == 4 * least


def test_a_temporary_folder_is_not_named_as_something_to_open() -> None:
    assert "veille serve" not in text(data=None)


def test_one_line_has_the_paris_time_and_the_counts() -> None:
    line = one_line(REPORT, datetime(2026, 11, 21, 7, 5, tzinfo=UTC))

    assert line == "21/11/2026 08:05 : 3 nouveaux, 1 mis à jour, 1 source en échec (12,3 s)"


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([Outcome.UNREACHABLE] * 3, "les 3 sources sont injoignables"),
        ([Outcome.UNREACHABLE], "la source est injoignable"),
        ([Outcome.UNREACHABLE, Outcome.NOT_A_FEED], "les 2 sources sont en échec"),
        ([Outcome.UNREACHABLE, Outcome.NOT_DUE], "la source est injoignable"),
    ],
)
def test_when_nothing_answered_one_sentence_says_so(outcomes: list[Outcome], words: str) -> None:
    sources = tuple(SourceResult(source_id=str(i), name=str(i), outcome=o) for i, o in enumerate(outcomes))

    said = failure(replace(REPORT, sources=sources))

    assert words in said
    assert "Rien n’est perdu" in said
    assert "\n" not in said


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY])
def test_one_answer_is_enough_to_succeed(outcome: Outcome) -> None:
    answered = SourceResult(source_id="z", name="z", outcome=outcome)
    failed = SourceResult(source_id="y", name="y", outcome=Outcome.UNREACHABLE)

    assert failure(replace(REPORT, sources=(failed, answered))) == ""


def test_nothing_due_is_no_failure() -> None:
    assert failure(replace(REPORT, sources=())) == ""


def test_where_a_source_was_found_again_is_told_with_its_address() -> None:
    here, there = (Proposal(type="feed", url=f"https://e.example/{n}", how="accueil") for n in ("ici", "la"))
    read = SourceResult(source_id="e", name="Lue ailleurs", outcome=Outcome.OK, stand_in=here, proposals=(here,))
    found = SourceResult(source_id="f", name="Trouvée", outcome=Outcome.GONE, proposals=(there, here, here))

    _before, _sep, moves = text(replace(REPORT, sources=(read, found))).partition("Sources qui ont déménagé")
    rows = {line.split("  ")[1].strip(): line for line in moves.splitlines() if "→" in line}

    assert rows["→ Lue ailleurs"].endswith("https://e.example/ici (trouvée sur son accueil, et lue)")
    assert rows["→ Trouvée"].endswith("https://e.example/la (trouvée sur son accueil, pas lue) et 2 autres")


def test_sources_that_were_empty_this_time_are_named_shortly() -> None:
    empty = tuple(SourceResult(source_id=str(n), name=f"Vide {n}", outcome=Outcome.EMPTY) for n in range(7))

    said = text(replace(REPORT, sources=(*REPORT.sources, *empty)))

    assert "Sources vides cette fois (7)\n  Vide 0, Vide 1, Vide 2, Vide 3, Vide 4 et 2 autres\n" in said
    assert "vides cette fois" not in text()


def test_failures_of_sources_on_probation_are_told_apart() -> None:
    tried = SourceResult(
        source_id="p", name="Essai", outcome=Outcome.GONE, detail="erreur HTTP 404", status=404, probation=True
    )

    said = text(replace(REPORT, sources=(*REPORT.sources, tried)))

    failures, _sep, probation = said.partition("Sources à vérifier en échec (1)\n")
    assert "Ville C" in failures
    assert "Essai" not in failures
    assert probation.startswith("  Essai\n  « veille sources check --probation »")
    assert "erreur HTTP 404" not in said
