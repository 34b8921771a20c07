"""Replaces a text file whole or not at all, however many do it at once and whatever the disk says.

The new text is written beside the file, checked, put on the disk and given the file's name: a reader sees the old
file or the new one. Writers wait for each other on the file itself (flock), so that no lock file is left behind;
what an editor saved meanwhile is seen, and the change is made again from there.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from veille.errors import ConfigError, reason
from veille.i18n import _

TRIES = 20
"""Times a change is made again because somebody else saved the file meanwhile."""

Change = Callable[[bytes | None], bytes]
"""From what the file holds, None where there is none, to what it shall hold."""


def replace_file(path: Path, change: Change, check: Callable[[Path], None] = lambda _new: None) -> Path:
    """Replace a file by what `change` makes of it; return the file written, which a link only leads to.

    `check` is given the new text as a file and raises to keep the old one. Mode and owner stay. Raises ConfigError
    when the file cannot be read or written, or when others never stop saving it.
    """
    target = path.resolve()
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise ConfigError(_("ce fichier est protégé en écriture ; rien n’a été changé"), file=path)
        for _try in range(TRIES):
            with _locked(target) as before:
                if _replaced(target, before, change(before), check):
                    return target
    except OSError as error:
        kept = _("impossible à écrire ({reason}) ; rien n’a été changé")
        raise ConfigError(kept.format(reason=reason(error)), file=path) from error
    raise ConfigError(_("un autre programme enregistre sans cesse ce fichier ; rien n’a été changé"), file=path)


@contextmanager
def _locked(target: Path) -> Iterator[bytes | None]:
    """Hold the lock of the file that bears the name now, and give what it holds."""
    while True:
        try:
            file = target.open("r+b")  # NFS locks only what is open for writing
        except FileNotFoundError:
            yield None
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still(target, os.fstat(file.fileno())):
                yield file.read()
                return


def _is_still(target: Path, known: os.stat_result) -> bool:
    """Say whether the name still leads to the file that was opened: who waited for its lock may come too late."""
    try:
        now = target.stat()
    except FileNotFoundError:
        return False
    return (now.st_ino, now.st_dev) == (known.st_ino, known.st_dev)


def _replaced(target: Path, before: bytes | None, after: bytes, check: Callable[[Path], None]) -> bool:
    """Write the new file and give it the name; False when the file is no longer what it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".nouveau")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        check(new)
        if before is None:
            new.chmod(0o666 & ~_umask())
            try:
                os.link(new, target)  # unlike a rename, this never takes the place of a file made meanwhile
            except FileExistsError:
                return False
        else:
            if target.read_bytes() != before:
                return False
            _keep_rights(target, new)
            new.replace(target)
    except FileNotFoundError:
        return False  # removed or renamed by somebody else: look again
    finally:
        new.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return True


def _keep_rights(target: Path, new: Path) -> None:
    old = target.stat()
    with suppress(PermissionError):  # only root may give a file away; the group may still be ours to set
        os.chown(new, -1, old.st_gid)
        os.chown(new, old.st_uid, -1)
    new.chmod(old.st_mode & 0o7777)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
