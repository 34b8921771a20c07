"""Translation of what people read.

Messages are written in French where they are used and pass through `_`; the
French is the msgid, so French needs no catalogue and a translation is a
compiled catalogue under `veille/locale/<lang>/LC_MESSAGES/veille.mo`.
"""

import gettext
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"

_catalogue = gettext.translation("veille", LOCALE, fallback=True)

_ = _catalogue.gettext
ngettext = _catalogue.ngettext
