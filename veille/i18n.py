"""Translation of what people read.

Messages are written in French where they are used and pass through `_`; the
French is the msgid, so French needs no catalogue and a translation is a
compiled catalogue under `veille/locale/<lang>/LC_MESSAGES/veille.mo`.
"""

import gettext
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


class _French(gettext.NullTranslations):
    """The messages as written, with the French plural: from two on, so that one says « 0 article »."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


def _catalogue() -> gettext.NullTranslations:
    try:
        return gettext.translation("veille", LOCALE)
    except FileNotFoundError:
        return _French()


_ = _catalogue().gettext
ngettext = _catalogue().ngettext
