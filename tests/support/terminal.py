"""The program with a person before it: a terminal of its own, and answers to what is asked."""

import os
import pty
import select
import subprocess
import time
from pathlib import Path

from tests.support.program import PROGRAM


def on_terminal(*args: str, cwd: Path, width: int = 80, answers: tuple[tuple[str, str], ...] = ()) -> tuple[int, str]:
    """Run the program with a person before it, who answers what is asked; return the exit code and what was shown."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(width), "TERM": "xterm"}
    running = subprocess.Popen([PROGRAM, *args], cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown, waiting, until = "", list(answers), time.monotonic() + 300
    while time.monotonic() < until:
        if select.select([ours], [], [], 1)[0]:
            try:
                shown += os.read(ours, 65536).decode("utf-8", "replace")
            except OSError:
                break
        if waiting and waiting[0][0] in shown:
            os.write(ours, waiting.pop(0)[1].encode() + b"\n")
    os.close(ours)
    return running.wait(30), shown.replace("\r\n", "\n")
