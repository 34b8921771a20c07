"""Commands of the learning loop, as an officer types them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.kept import long_text
from tests.support.model import trained_model
from tests.support.stocked import stocked
from veille.classify.history import Event, What, record
from veille.classify.modelfiles import read, write
from veille.classify.registry import current_version, use
from veille.classify.taxonomy import SHIPPED
from veille.cli.main import cli
from veille.store import lock, open_store

TEXT = "La région finance des coopératives d’énergie citoyenne et accompagne des associations d’insertion."


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "feeds.yml").write_text("sources:\n  - {id: rtes, name: R, url: 'https://rtes.example/f'}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    stocked(tmp_path / "var", [(f"Titre {n}", f"{TEXT} {long_text(n)}") for n in range(5)])
    (tmp_path / "var" / "model").symlink_to(trained_model(), target_is_directory=True)
    return tmp_path / "var"


def veille(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def test_a_correction_says_what_changed(data: Path) -> None:
    done = veille("correct", "1", "--add-theme", "emploi-insertion", "--remove-theme", "financement", "--by", "Ada",
                  "--kind", "evenement", "--data", data)  # fmt: skip

    assert done.exit_code == 0, done.output
    why = veille("why", "https://rtes.example/a/0", "--data", data).output
    assert "décidé par une personne" in why
    for said in ("− thème : Financement", "+ thème : Emploi et insertion", "+ genre : Événement", "appliqué"):
        assert said in done.output


def test_a_correction_for_machines(data: Path) -> None:
    done = veille("correct", "https://rtes.example/a/0", "--irrelevant", "--data", data, "--json")

    said = json.loads(done.output)
    assert (said["id"], said["applied"], said["zone"], said["labels"]) == (1, True, "out", [])


def test_a_correction_beside_a_run_is_kept(data: Path) -> None:
    with lock(data):
        done = veille("correct", "1", "--confirm", "--data", data)

    assert done.exit_code == 0
    assert "une collecte est en cours" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["1"], "rien à corriger"),
        (["1", "--add-theme", "minitel"], "étiquette inconnue « minitel »"),
        (["77", "--confirm"], "aucun article"),
        (["ftp://x", "--confirm"], "ni une adresse"),
        (["9" * 5_000, "--confirm"], "ni une adresse"),
        (["9" * 18, "--confirm"], "aucun article"),
        (["1", "--add-territory", "Paris"], "territoire inconnu « Paris »"),
    ],
)
def test_what_cannot_be_is_a_usage_error(data: Path, arguments: list[str], said: str) -> None:
    done = veille("correct", *arguments, "--data", data)

    assert done.exit_code == 2
    assert said in done.output


def test_the_queue_names_articles_and_doubts(data: Path) -> None:
    said = json.loads(veille("review", "--limit", "3", "--data", data, "--json").output)

    assert len(said) == 3
    assert {"id", "url", "title", "zone", "teaches", "doubts"} == set(said[0])
    assert "Titre" in veille("review", "--data", data).output


def test_a_sample_is_drawn_judged_and_measures_the_model(data: Path) -> None:
    drawn = json.loads(veille("review", "--audit", "3", "--data", data, "--json").output)
    assert "Aucun texte d’audit" in veille("model", "quality", "--data", data).output

    done = veille("correct", drawn[0]["id"], "--confirm", "--data", data)
    quality = json.loads(veille("model", "quality", "--data", data, "--json").output)

    assert "échantillon d’audit" in done.output
    assert (quality["texts"], quality["stock"]) == (1, 5)
    told = veille("model", "quality", "--data", data).output
    assert "pertinence" in told
    assert "trop peu pour conclure : jugez-en au moins 30" in told
    assert "3 articles tirés" not in veille("review", "--audit", "5", "--data", data).output


def test_models_are_listed_and_drift_is_told(data: Path) -> None:
    listed = json.loads(veille("model", "list", "--data", data, "--json").output)

    assert [entry["in_use"] for entry in listed["models"]].count(True) == 1
    assert "en service" in veille("model", "list", "--data", data).output
    assert "Rien n’a changé" in veille("model", "drift", "--data", data).output
    assert json.loads(veille("model", "drift", "--data", data, "--json").output)["alarms"] == []


def test_no_model_yet_is_said(tmp_path: Path) -> None:
    assert "Aucun modèle ici" in veille("model", "list", "--data", tmp_path).output
    assert veille("model", "quality", "--data", tmp_path).exit_code == 1
    assert veille("model", "rollback", "--data", tmp_path).exit_code == 1


@pytest.mark.parametrize(("syntax", "begins"), [("turtle", "@prefix"), ("rdfxml", "<?xml"), ("jsonld", "{")])
def test_the_taxonomy_is_exported(tmp_path: Path, syntax: str, begins: str) -> None:
    done = veille("taxonomy", "export", "--format", "skos", "--syntax", syntax, "--data", tmp_path)

    assert done.output.startswith(begins)


def test_an_own_taxonomy_is_found_checked_and_its_faults_are_named(tmp_path: Path) -> None:
    shipped = veille("taxonomy", "check", "--data", tmp_path).output
    assert "taxonomie livrée : 20 thèmes" in shipped
    assert "groupes de synonymes" in shipped
    (tmp_path / "taxonomy.yml").write_text("version: 1\nthemes: {}\n", encoding="utf-8")

    done = veille("taxonomy", "check", "--data", tmp_path)

    assert done.exit_code == 2
    assert "taxonomy.yml" in done.output


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        ("", 2, "themes.monnaies : « monnaies » n’a ni exemple ni indice"),
        (", cues: [gonette, eusko]", 0, "nouvelle : monnaies (0 exemple, 2 indices)"),
        (", examples: [{text: La gonette circule.}]", 0, "nouvelle : monnaies (1 exemple, 0 indice)"),
    ],
)
def test_what_a_new_label_can_be_learned_from_is_told(tmp_path: Path, told: str, code: int, said: str) -> None:
    label = f"themes:\n  monnaies: {{fr: Monnaies, en: Currencies{told}}}\n"
    own = SHIPPED.read_text(encoding="utf-8").replace("themes:\n", label, 1)
    (tmp_path / "taxonomy.yml").write_text(own, encoding="utf-8")

    done = veille("taxonomy", "check", "--data", tmp_path)

    assert (done.exit_code, said in done.output) == (code, True), done.output


@pytest.fixture
def two_models(data: Path) -> tuple[str, str]:
    """Put two models there that tag alike, the second one in use; return their versions."""
    (data / "model").unlink()
    shipped = read(trained_model(), current_version(trained_model()))
    versions = []
    for note in ("", "later"):
        versions.append(write(replace(shipped, figures={**shipped.figures, "note": note}), data / "model"))
        use(data / "model", versions[-1])
        record(data / "model", Event(what=What.ENTERED, version=versions[-1]))
    return versions[0], versions[1]


def test_rolling_back_tags_what_is_stored_anew_and_back_again(data: Path, two_models: tuple[str, str]) -> None:
    first, second = two_models

    back = veille("model", "rollback", "--data", data)
    with open_store(data / "collect.db") as store:
        subject = store.subject(1)
    listed = json.loads(veille("model", "list", "--data", data, "--json").output)
    again = veille("model", "rollback", second, "--data", data)

    assert back.exit_code == again.exit_code == 0, back.output + again.output
    assert f"{first} est en service à la place de {second}" in back.output
    assert "5 articles réétiquetés" in back.output
    assert subject is not None
    assert subject.model_version.startswith(first)
    assert listed["pinned"]
    assert "5 articles réétiquetés" in again.output
    assert "décident de nouveau" in veille("model", "rollback", "--auto", "--data", data).output


def test_rolling_back_beside_a_run_leaves_the_tagging_to_it(data: Path, two_models: tuple[str, str]) -> None:
    with lock(data):
        done = veille("model", "rollback", "--data", data)

    assert done.exit_code == 0
    assert "elle ou la prochaine réétiquettera" in done.output
    assert current_version(data / "model") == two_models[0]


def test_there_is_no_rolling_back_to_an_unknown_model(data: Path) -> None:
    done = veille("model", "rollback", "0123456789abcdef", "--data", data)

    assert done.exit_code == 1
    assert "veille model list" in done.output
    assert "décidaient déjà" in veille("model", "rollback", "--auto", "--data", data).output
