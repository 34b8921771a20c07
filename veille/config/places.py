"""Where the three files of an organisation are looked for: what was asked, the data folder, the working folder."""

from pathlib import Path

import veille
from veille.errors import ConfigError
from veille.i18n import _

SETTINGS_NAME = "veille.toml"
FEEDS_NAME = "feeds.yml"
TAXONOMY_NAME = "taxonomy.yml"


def find_settings(data: Path, explicit: Path | None) -> Path | None:
    """Return the veille.toml to read, or None: all defaults. An explicit one is not checked here."""
    return explicit or _first(SETTINGS_NAME, data)


def find_feeds(data: Path, explicit: Path | None) -> Path:
    """Return the feeds.yml to read; a copy in the data or working folder wins over the shipped one.

    Raises ConfigError when there is none anywhere, which only a damaged installation shows.
    """
    found = explicit or _first(FEEDS_NAME, data) or shipped_feeds()
    if found is None:
        raise ConfigError(_("fichier introuvable ; donnez-le avec --feeds"), file=Path(FEEDS_NAME))
    return found


def find_taxonomy(data: Path) -> Path | None:
    """Return the organisation's own taxonomy.yml, in the data or working folder, or None: the shipped one."""
    return _first(TAXONOMY_NAME, data)


def shipped_feeds() -> Path | None:
    """Return the feeds.yml that came with veille: in the package when installed, beside it in a checkout."""
    package = Path(veille.__file__).parent
    candidates = (package / FEEDS_NAME, package.parent / FEEDS_NAME)
    return next((path for path in candidates if path.is_file()), None)


def _first(name: str, data: Path) -> Path | None:
    return next((path for path in (data / name, Path(name)) if path.is_file()), None)
