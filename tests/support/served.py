"""The public site as a process of its own, which signals can end and whose log can be read."""

import subprocess
import sys
from pathlib import Path

_SERVE = """
import logging, sys
from pathlib import Path
from veille import web
from veille.config import SiteSettings
logging.basicConfig(level=logging.WARNING)
web.serve(Path(sys.argv[1]), SiteSettings(port=0), ready=lambda url: print(url, flush=True))
"""


def started(path: Path) -> tuple[subprocess.Popen[str], str]:
    """Serve a veille.db; return the process and the site's address once it answers. Whoever asks ends it."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _SERVE, str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    return process, process.stdout.readline().strip()
