"""One long job at a time in a data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from veille.errors import BusyError, StoreError, reason
from veille.i18n import _


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Hold DATA/run.lock while the block runs.

    The kernel frees the lock when the process ends, however it ends, so a killed run blocks nobody.
    The file stays and tells the holder's process number.

    Raises BusyError at once when another process holds it, StoreError when the folder cannot be written.
    """
    path = data / "run.lock"
    try:
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise StoreError(_("{path} : verrou impossible ({reason})").format(path=path, reason=reason(error))) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().decode("ascii", "replace").strip() or "?"
            raise BusyError(
                _("une autre collecte est en cours dans {data} (processus {pid})").format(data=data, pid=holder)
            ) from None
        # on a full disk the lock holds all the same; only the number, which is for people, is missing
        with suppress(OSError):
            file.truncate(0)
            file.write(str(os.getpid()).encode())
        yield
