"""`veille why` tells what was read in an article, each fact with the words it was read in."""

from pathlib import Path

from click.testing import CliRunner

from tests.support.facts import call, event, facts, found, full_call, mention, place
from tests.support.kept import collection, day, make_lead, make_result, make_source, make_tagging
from veille.cli.main import cli
from veille.facts import Facts, PlaceRole
from veille.store import open_store

LEAD = make_lead()


def why(folder: Path, *told: Facts) -> str:
    """Read the page of LEAD once for each of these facts, and ask about it."""
    with open_store(folder / "collect.db") as store:
        for number, one in enumerate(told):
            lead = make_lead(fingerprint=str(number))
            run = store.begin_run(day(number), [make_source()])
            store.record_many(run, [collection(make_source(), lead)], now=day(number))
            result = make_result(lead, f"Texte {number}.", make_tagging(kind="appel-a-projets"), facts=one)
            store.save(run, [result], now=day(number))
    answer = CliRunner().invoke(cli, ["why", LEAD.url, "--data", str(folder)])
    assert answer.exit_code == 0
    return answer.output


def test_places_are_told_with_their_role_and_the_words_that_named_them(tmp_path: Path) -> None:
    said = why(tmp_path, facts(places=(place("D93", PlaceRole.ZONE, 0.91, "Seine-Saint-Denis", "le 93"),
                                       place("R11", PlaceRole.MENTION, 0.2))))  # fmt: skip

    told = "territoire Seine-Saint-Denis (D93) 91 % territoire visé mots : Seine-Saint-Denis, le 93"
    assert " ".join(said.split()).count(told) == 1
    assert "cité en passant" in said


def test_a_call_is_told_with_its_sentences_and_the_dates_that_changed(tmp_path: Path) -> None:
    said = why(tmp_path, facts(call=call("2026-12-01")), facts(call=full_call()))

    assert "« La phrase qui dit 2026-12-15T12:00. »" in said
    assert "clôture      2026-12-15T12:00" in said
    assert "30000 EUR (plafond)" in said
    assert "date limite changée le 2026-11-22 : 2026-12-01 devient 2026-12-15T12:00 (article n° 1)" in said
    assert "https://aides.example/ess" in said


def test_events_and_organisations_are_told(tmp_path: Path) -> None:
    said = why(tmp_path, facts(event=event(place=found("Lyon")), mentions=(mention("Réseau Tissé"),)))

    assert "début        2026-12-04" in said
    assert "lieu         Lyon" in said
    assert "structure    Réseau Tissé" in said
