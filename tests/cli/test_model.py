"""Commands of the tagging model, on the model the tests share."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.model import small_corpus, trained_model
from tests.support.stocked import stocked
from veille.classify import corpus
from veille.cli.main import cli

TEXT = (
    "La région lance un appel à projets pour financer les coopératives d’énergie citoyenne : dossiers attendus avant "
    "le 15 mars, subvention de 20 000 euros au plus par association ou Scic, dépôt en ligne."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(trained_model(), tmp_path / "var" / "model")
    return tmp_path / "var"


def veille(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_classify_answers_each_line_in_the_promised_form(data: Path, tmp_path: Path) -> None:
    file = lines(tmp_path / "in.jsonl", {"id": "a", "title": "Énergie citoyenne : appel à projets", "text": TEXT})

    (row,) = [json.loads(line) for line in veille("classify", file, "--data", data).output.splitlines()]

    assert set(row) == {
        "id", "relevant", "relevance", "themes", "sectors", "kind", "orgs", "territories", "lang", "deadline", "event",
    }  # fmt: skip
    assert row["relevant"] is True
    assert row["kind"] == "appel-a-projets"
    assert "energie" in [label["id"] for label in row["sectors"]]
    assert row["lang"] == "fr"


def test_classify_reads_standard_input_and_explains(data: Path) -> None:
    line = json.dumps({"id": "a", "title": "", "text": TEXT, "lang": "fr"})

    row = json.loads(veille("classify", "-", "--data", data, "--explain", stdin=line + "\n").output)

    assert row["explain"]


def test_a_wrong_line_is_named_and_the_lines_before_it_are_answered(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"id": "a", "title": "", "text": TEXT}) + "\nnot json\n")

    result = veille("classify", file, "--data", data)

    assert result.exit_code == 2
    assert json.loads(result.stdout)["id"] == "a"
    assert "2" in result.stderr
    assert "Erreur" in result.stderr


def test_a_file_in_another_encoding_is_explained(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\xff\xfe{")

    result = veille("classify", file, "--data", data)

    assert result.exit_code == 2
    assert "UTF-8" in result.stderr


def test_evaluate_gives_figures_by_facet(data: Path, tmp_path: Path) -> None:
    gold = {
        "id": "a", "lang": "fr", "title": "Énergie citoyenne", "text": TEXT, "relevant": True, "orgs": ["cooperative"],
        "themes": ["financement"], "sectors": ["energie"], "kind": "appel-a-projets", "territory": [],
    }  # fmt: skip
    file = lines(tmp_path / "gold.jsonl", gold)

    figures = json.loads(veille("evaluate", file, "--data", data, "--json").output)
    said = veille("evaluate", file, "--data", data).output

    assert figures
    assert "SECTEURS" in said


def test_training_learns_from_a_file_of_corrections_and_tags_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    monkeypatch.setattr(corpus, "SHIPPED", small_corpus(tmp_path / "corpus"))  # the whole one takes half a minute
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feeds.yml").write_text("sources:\n  - {id: rtes, name: R, url: 'https://rtes.example/f'}\n", "utf-8")
    stocked(tmp_path / "var", [("Énergie citoyenne", TEXT)])
    row = {"title": "Énergie citoyenne", "text": TEXT, "relevant": True, "sectors": ["energie"], "kind": "dispositif"}
    file = lines(tmp_path / "hers.jsonl", {"url": "https://rtes.example/a/0", "known": ["sector", "kind"], **row})

    result = veille("train", "--corrections", file, "--data", "var")

    assert result.exit_code == 0, result.output
    assert "1 correction versée" in result.stderr
    assert "Mesuré par validation croisée" in result.stdout
    assert "1 article réétiqueté" in result.stdout
    (model,) = json.loads(veille("model", "list", "--data", "var", "--json").stdout)["models"]
    assert (model["in_use"], model["trained"]["corrections"]) == (True, 1)
    assert len((tmp_path / "var" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_wrong_file_of_corrections_is_named_before_anything_is_learned(tmp_path: Path) -> None:
    file = lines(tmp_path / "hers.jsonl", {"title": "T", "text": TEXT, "relevant": True, "themes": ["minitel"]})

    result = veille("train", "--corrections", file, "--data", tmp_path / "var")

    assert result.exit_code == 2
    assert "ligne 1 : étiquette inconnue « minitel »" in result.stderr
    assert not (tmp_path / "var").exists()


def test_training_on_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = veille("train", "--data", tmp_path / "file" / "var")

    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert not isinstance(result.exception, OSError)
