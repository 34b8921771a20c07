"""Translation of what people read.

Messages are written in French where they are used and pass through `_`; the
French is the msgid, so French needs no catalogue and a translation is a
compiled catalogue `<lang>/LC_MESSAGES/veille.mo`, under `veille/locale` or in
the folder that VEILLE_LOCALE names. VEILLE_LANG chooses the language; what has
no catalogue, or is missing in it, is French. docs/testing.md says how to add one.
"""

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
FRENCH = "fr"


class _French(gettext.NullTranslations):
    """The messages as written, with the French plural: from two on, so that one says « 0 article »."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


def _catalogue(wanted: str) -> tuple[str, gettext.NullTranslations]:
    """Return a language and its messages; the language is French where the wanted one has no catalogue."""
    for folder in (os.environ.get("VEILLE_LOCALE"), LOCALE):
        if folder and wanted != FRENCH and gettext.find("veille", folder, [wanted]):
            translations = gettext.translation("veille", folder, [wanted])
            translations.add_fallback(_French())
            return wanted, translations
    return FRENCH, _French()


LANGUAGE, _translations = _catalogue(os.environ.get("VEILLE_LANG", FRENCH))
"""The language the program speaks, as in the `lang` of its pages."""
_ = _translations.gettext
ngettext = _translations.ngettext
