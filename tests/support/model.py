"""The model of the shipped corpus, trained once for all test processes and kept for the next test run."""

import fcntl
from pathlib import Path

from veille.classify import is_current, train

FOLDER = Path(__file__).parent.parent.parent / ".pytest_cache" / "model"


def trained_model() -> Path:
    """Return the folder of a model that fits the present code and corpus; trains it when there is none."""
    FOLDER.parent.mkdir(exist_ok=True)
    with (FOLDER.parent / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(FOLDER):
            train(FOLDER)
    return FOLDER
