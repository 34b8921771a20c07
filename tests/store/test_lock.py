"""One long job at a time in a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from veille.errors import BusyError, StoreError
from veille.store import lock

HOLD = """
import sys, pathlib, time
from veille.store import lock
with lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(30)
"""


def test_the_lock_is_free_again_after_the_block(tmp_path: Path) -> None:
    with lock(tmp_path):
        assert (tmp_path / "run.lock").read_text() == str(os.getpid())
    with lock(tmp_path):
        pass


def test_a_second_process_is_told_who_holds_it_and_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError, match=rf"processus {holder.pid}") as caught, lock(tmp_path):
            pass
        assert caught.value.exit_code == 75
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
    with lock(tmp_path):
        pass


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="verrou impossible"), lock(tmp_path / "absent"):
        pass
