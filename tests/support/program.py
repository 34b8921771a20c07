"""The `veille` program as a person runs it, in a folder with feeds.yml and veille.toml of our own.

folder = make_folder(tmp_path, web, good.source(), bad.source())
result = veille("run", "--json", cwd=folder)
"""

import json
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.support.badweb import BadWeb
from tests.support.model import trained_model
from veille.cli.main import cli
from veille.models import Source

PROGRAM = Path(sys.executable).parent / "veille"
TOML = """\
[http]
host_delay = 0.0
allow_private = {allowed}
{http}
[collect]
since_days = 0
workers = 1
"""


def make_folder(folder: Path, web: BadWeb, *sources: Source, http: str = "") -> Path:
    """Write feeds.yml, veille.toml and a data folder with a model into an empty folder; `http` adds lines to [http]."""
    allowed = json.dumps(web.settings().http.allow_private)
    (folder / "veille.toml").write_text(TOML.format(allowed=allowed, http=http))
    write_feeds(folder, *sources)
    (folder / "var").mkdir()
    (folder / "var" / "model").symlink_to(trained_model(), target_is_directory=True)
    return folder


def write_feeds(folder: Path, *sources: Source) -> None:
    """Write feeds.yml; JSON is YAML."""
    lines = [
        json.dumps({"id": one.id, "name": one.name, "url": one.url, "ess": one.ess, "enabled": one.enabled})
        for one in sources
    ]
    (folder / "feeds.yml").write_text("sources:\n" + "".join(f"  - {line}\n" for line in lines))


def veille(*args: str | Path, cwd: Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [PROGRAM, *map(str, args)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)


def inside(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, as if the program had: faster, and seen by whoever measures coverage."""
    with chdir(cwd):
        result = CliRunner().invoke(cli, [str(arg) for arg in args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(args, result.exit_code, result.stdout, result.stderr)


def start(*args: str | Path, cwd: Path) -> "subprocess.Popen[str]":
    """Start the program as the leader of a process group of its own."""
    return subprocess.Popen(
        [PROGRAM, *map(str, args)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def only_line(text: str) -> str:
    """Return the one line that the text is."""
    (line,) = text.splitlines()
    return line


def json_of(result: "subprocess.CompletedProcess[str]") -> Any:
    """Return what the program printed for a machine."""
    return json.loads(only_line(result.stdout))
