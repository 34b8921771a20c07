"""`veille sources list / report / snooze / ack / retire / resume`, over a store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.support.kept import collect, make_lead, make_source
from veille.cli.health import ago, changes_line, rhythm_words
from veille.cli.main import cli
from veille.models import Health, health_name
from veille.runreport import HealthChange
from veille.store import Stock, lock, open_store

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_store(tmp_path / "collect.db") as store:
        sources = [make_source("reseau"), make_source("ville"), make_source("a-" + "tres-long-" * 5 + "nom")]
        store.know_sources(sources)
        for source in sources:
            leads = [make_lead(source.id, n, published=NOW - timedelta(days=3 * n)) for n in range(1, 8)]
            collect(store, source, *leads, now=NOW)
        changes = (
            HealthChange(source_id="ville", name="Ville", was=Health.OK, now=Health.ERROR, detail="erreur HTTP 500"),
            HealthChange(source_id="reseau", name="Réseau", was=None, now=Health.OK),
        )
        store.take_stock(Stock(items=9, heard=True, changes=changes), NOW)
    return tmp_path


def veille(data: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["sources", *args, "--data", str(data)])


def test_the_list_has_trouble_first_and_fits_a_terminal(data: Path) -> None:
    said = click.unstyle(veille(data, "list").output)

    rows = said.splitlines()
    assert "ville" in rows[1]
    assert "en panne" in rows[1]
    assert "erreur HTTP 500" in rows[2]
    assert "2 par semaine" in said
    assert "3 sources suivies" in said
    assert max(map(len, rows)) <= 80


def test_the_list_can_be_of_one_state_and_for_a_machine(data: Path) -> None:
    rows = json.loads(veille(data, "list", "--state", "erreur", "--json").output)

    assert [row["id"] for row in rows] == ["ville"]
    assert rows[0]["state"] == "erreur"
    assert rows[0]["gap"] == 3 * 86400
    assert rows[0]["yield"]["collected"] == 7


def test_a_report_is_made_once_and_shown_again(data: Path) -> None:
    first = click.unstyle(veille(data, "report").output)

    assert "En panne" in first
    assert "erreur HTTP 500" in first
    assert "déjà été établi" in veille(data, "report").output
    assert click.unstyle(veille(data, "report", "--again").output) == first
    assert json.loads(veille(data, "report", "--json").output)["broke"][0]["source_id"] == "ville"


def test_an_empty_report_is_one_line(data: Path) -> None:
    assert veille(data, "ack", "ville").exit_code == 0

    said = veille(data, "report").output

    assert said.count("\n") == 1
    assert "rien de nouveau" in said


def test_before_the_first_report_there_is_none_to_show_again(data: Path) -> None:
    assert "Aucun rapport" in veille(data, "report", "--again").output


def test_decisions_are_taken_in_at_once(data: Path) -> None:
    assert "en sourdine" in veille(data, "snooze", "ville", "--days", "3").output
    assert "retirée" in veille(data, "retire", "reseau").output
    assert "en sourdine jusqu’au" in veille(data, "list").output
    with open_store(data / "collect.db") as store:
        assert store.source_states()["reseau"].put_away

    assert "reprise" in veille(data, "resume", "reseau").output

    with open_store(data / "collect.db") as store:
        assert store.source_states()["reseau"].put_away is None
    assert list((data / "inbox").glob("*.json")) == []


def test_a_decision_during_a_run_waits_for_the_next(data: Path) -> None:
    with lock(data):
        said = veille(data, "ack", "ville")

    assert said.exit_code == 0
    assert "collecte en cours" in said.output
    assert len(list((data / "inbox").glob("*.json"))) == 1
    assert "état vu" in veille(data, "ack", "ville").output
    assert list((data / "inbox").glob("*.json")) == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["snooze", "vile", "--days", "3"], 2, "vouliez-vous dire ville"),
        (["snooze", "ville"], 2, "--days ou --until"),
        (["snooze", "ville", "--until", "2020-01-01"], 2, "passée"),
        (["ack", "zzzzzzz"], 2, "source inconnue"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(data: Path, args: list[str], code: int, said: str) -> None:
    result = veille(data, *args)

    assert result.exit_code == code
    assert said in result.output
    assert not (data / "inbox").exists()


def test_without_data_nothing_is_created(tmp_path: Path) -> None:
    assert veille(tmp_path, "list").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_rhythms_and_ages_are_said_in_words() -> None:
    day = timedelta(days=1)

    assert [rhythm_words(gap) for gap in (None, day / 3, day, 3 * day, 14 * day, 100 * day, 900 * day)] == [
        "—", "3 par jour", "1 par jour", "2 par semaine", "2 par mois", "4 par an", "moins d’un par an",
    ]  # fmt: skip
    assert [ago(NOW - age, NOW) for age in (timedelta(minutes=5), day, 9 * day)] == ["5 min", "24 h", "9 j"]
    assert ago(None, NOW) == "—"


def test_every_state_has_a_name_of_its_own() -> None:
    assert len({health_name(health) for health in (None, *Health)}) == len(Health) + 1


def test_the_changes_of_a_run_are_one_line_however_many() -> None:
    lost = [
        HealthChange(source_id=str(n), name=f"S{n}", was=Health.OK, now=Health.ERROR, detail="x") for n in range(200)
    ]

    assert changes_line(lost) == "en panne : S0, S1, S2 et 197 autres"
    assert changes_line([HealthChange(source_id="a", name="A", was=None, now=Health.OK)]) == ""
