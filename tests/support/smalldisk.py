"""A disk of a few megabytes, to be filled: a tmpfs, which only root may mount."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.model import trained_model

MEGABYTE = 1 << 20


@contextmanager
def small_disk(folder: Path, megabytes: int = 6) -> Iterator[Path]:
    """Mount a disk of this size as a data folder with a model (which lies elsewhere); skip where that is forbidden."""
    folder.mkdir()
    mount = shutil.which("mount") or "mount"
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = subprocess.run([mount, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount a small disk to fill: {done.stderr.strip()}")
    try:
        (folder / "model").symlink_to(trained_model(), target_is_directory=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def filled(folder: Path, free: int) -> Iterator[None]:
    """Leave `free` bytes on the disk for the time of the block."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(folder).free - free)))
    try:
        yield
    finally:
        ballast.unlink()
