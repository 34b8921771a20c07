"""The command line as a person meets it: French, one-sentence errors, exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "veille"


def veille(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *map(str, args)], cwd=cwd, capture_output=True, text=True, timeout=300, check=False)


def test_help_is_in_french_and_names_every_command(tmp_path: Path) -> None:
    result = veille("--help", cwd=tmp_path)

    assert result.returncode == 0
    assert result.stdout.startswith("Usage :")
    assert "Commandes" in result.stdout
    for command in ("demo", "run", "watch", "serve", "publish", "sources", "withdraw", "why", "extract", "classify"):
        assert f"\n  {command} " in result.stdout


@pytest.mark.parametrize("command", ["run", "watch", "demo", "serve", "publish", "why", "extract", "train", "evaluate"])
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    result = veille(command, "--help", cwd=tmp_path)

    assert result.returncode == 0
    assert "Show this message" not in result.stdout
    assert "Usage :" in result.stdout


def test_help_loads_nothing_that_only_commands_need() -> None:
    code = (
        "import sys, veille.cli.main; print(*(n for n in ('yaml', 'lxml', 'aiohttp', 'sqlite3') if n in sys.modules))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "\n"


def test_an_unknown_option_is_refused_in_french(tmp_path: Path) -> None:
    result = veille("run", "--evrything", cwd=tmp_path)

    assert result.returncode == 2
    assert "Option inconnue : --evrything" in result.stderr


def test_a_wrong_feeds_file_is_named_with_line_and_key(tmp_path: Path) -> None:
    (tmp_path / "feeds.yml").write_text(
        "sources:\n  - id: a\n    name: A\n    url: https://a.example/f\n    them: [x]\n"
    )

    result = veille("run", "--data", tmp_path / "var", cwd=tmp_path)

    assert result.returncode == 2
    assert "feeds.yml:5 : them" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_network_is_not_asked_before_a_contact_is_given(tmp_path: Path) -> None:
    (tmp_path / "feeds.yml").write_text("sources:\n  - {id: a, name: A, url: 'https://a.example/f'}\n")

    result = veille("run", "--data", tmp_path / "var", cwd=tmp_path)

    assert result.returncode == 2
    assert "http.contact" in result.stderr
    assert not (tmp_path / "var").exists()


def test_serving_before_any_run_says_what_to_do(tmp_path: Path) -> None:
    result = veille("serve", "--data", tmp_path / "var", cwd=tmp_path)

    assert result.returncode == 1
    assert "veille run" in result.stderr
