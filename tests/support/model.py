"""The model of the shipped corpus, trained once for all test processes and kept for the next run, and small ones."""

import fcntl
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from veille.classify import TrainReport, is_current, train
from veille.classify.corpus import SHIPPED

FOLDER = Path(__file__).parent.parent.parent / ".pytest_cache" / "model"


@cache
def trained_model() -> Path:
    """Return the folder of a model that fits the present code and corpus; trains it when there is none."""
    FOLDER.parent.mkdir(exist_ok=True)
    with (FOLDER.parent / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(FOLDER):
            train(FOLDER)
    return FOLDER


def small_corpus(folder: Path) -> Path:
    """Copy 130 balanced and 160 natural texts of the shipped corpus into a folder: quickly learned."""
    for name in ("part-1.jsonl", "part-10.jsonl"):
        shutil.copy(SHIPPED / name, folder)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One that is over: its folder, which was not there before; what it said meanwhile, and at its end."""

    folder: Path
    told: tuple[str, ...]
    report: TrainReport
