"""Every exception veille raises on purpose.

    VeilleError                 anything a person can understand and act upon
    ├── ConfigError             feeds.yml or veille.toml is wrong; says file, line, key
    ├── BusyError               another run holds the lock (exit code 75)
    ├── StoreError              a database is missing, locked, corrupt or the disk is full
    ├── ModelError              the tagging model is absent or made by other versions
    └── InputError              a file or URL given by hand cannot be used

Failures of one source, page or row are not exceptions: they travel as
`models.Outcome` values and end up in the run's report.
Messages are in French: the command line prints them as they are.
"""

import errno
from pathlib import Path

from veille.i18n import _

_REASONS = {
    errno.ENOENT: _("fichier ou dossier introuvable"),
    errno.EACCES: _("accès refusé"),
    errno.EPERM: _("opération non permise"),
    errno.EISDIR: _("c’est un dossier"),
    errno.ENOTDIR: _("un élément du chemin n’est pas un dossier"),
    errno.ENOSPC: _("le disque est plein"),
    errno.EROFS: _("le disque est en lecture seule"),
    errno.EIO: _("le disque ne répond pas comme il faut"),
    errno.ENAMETOOLONG: _("nom trop long"),
    errno.EADDRINUSE: _("adresse déjà utilisée par un autre programme"),
    errno.EADDRNOTAVAIL: _("cette adresse n’est pas celle de cette machine"),
}


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Return in French why a file or an address cannot be used, in the system's own words for what is rare."""
    if isinstance(error, UnicodeDecodeError):
        return _("ce n’est pas de l’UTF-8")
    return _REASONS.get(error.errno or 0, "") or error.strerror or str(error)


class VeilleError(Exception):
    """Base of all errors that a person can act upon; its text is for that person."""

    exit_code = 1


class ConfigError(VeilleError):
    """A configuration file is wrong; the text names file, line, key and what was expected."""

    exit_code = 2

    def __init__(self, message: str, *, file: Path | None = None, line: int | None = None, key: str | None = None):
        self.file, self.line, self.key = file, line, key
        place = ":".join(str(part) for part in (file, line) if part is not None)
        super().__init__(" : ".join(part for part in (place, key, message) if part))


class BusyError(VeilleError):
    """Another process is doing the same long job; nothing was changed."""

    exit_code = 75


class StoreError(VeilleError):
    """A database cannot be used; the text names the file and what to do."""


class ModelError(VeilleError):
    """The tagging model is absent or does not fit these versions: it must be trained again."""


class InputError(VeilleError):
    """A file or URL given on the command line cannot be used."""

    exit_code = 2
