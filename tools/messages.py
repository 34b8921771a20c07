"""The messages that people read: `veille/locale/veille.pot`, and how well a catalogue translates them.

    python tools/messages.py --write     renew veille.pot (make messages)
    python tools/messages.py --check     exit 1 when it is stale, or when a catalogue lacks something

French needs no catalogue: the messages are French (`veille.i18n`). A language is one folder,
`veille/locale/<lang>/LC_MESSAGES`, with veille.po and veille.mo; docs/testing.md says how to add one.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "veille" / "locale"
TEMPLATE = LOCALE / "veille.pot"
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
"""As `rendering.prepare` sets the templates up, or their messages would not be those asked for."""
HEADER = r"""# What veille says to people, in French. Written by tools/messages.py: do not edit.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""
_PLACEHOLDER = re.compile(r"%\(\w+\)s|(?<!\{)\{\w*\}(?!\})")


def main() -> int:
    """Write or check the template; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true")
    mode.add_argument("--check", action="store_true")
    if parser.parse_args().write:
        TEMPLATE.write_text(template_text(), encoding="utf-8")
        return 0
    faults = all_faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


@lru_cache(maxsize=1)
def messages() -> Catalog:
    """Return every message of the program and of its templates, with the files it is in; not to be changed."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(ROOT / "veille", METHODS, OPTIONS)
    for name, _line, ids, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(ids, locations=[(f"veille/{name}", 1)], auto_comments=comments, context=context)
    return catalog


def template_text() -> str:
    """Return what veille.pot has to hold: in order of files, without line numbers, so that few edits change it."""
    out = io.BytesIO()
    write_po(out, messages(), width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEADER + out.getvalue().decode("utf-8")


def all_faults() -> list[str]:
    """Return what is wrong with the template and with every catalogue that is shipped."""
    faults = []
    if not TEMPLATE.is_file() or TEMPLATE.read_text(encoding="utf-8") != template_text():
        faults.append("veille/locale/veille.pot is stale: make messages")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/veille.po")):
        with path.open("rb") as file:
            catalog = read_po(file)
        faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in catalogue_faults(catalog)]
    return faults


def catalogue_faults(catalog: Catalog) -> Iterator[str]:
    """Yield what a catalogue lacks: untranslated or doubtful messages, lost placeholders, messages of nobody."""
    wanted = {(one.id, one.context) for one in messages() if one.id}
    there = {(one.id, one.context): one for one in catalog if one.id}
    yield from (f"missing: {ident}" for ident, context in sorted(wanted - there.keys(), key=str))
    yield from (f"in no use: {ident}" for ident, context in sorted(there.keys() - wanted, key=str))
    for message in there.values():
        if message.fuzzy:
            yield f"doubtful (fuzzy): {message.id}"
        elif not all(forms(message.string)):
            yield f"missing: {message.id}"
        elif not same_placeholders(message):
            yield f"other placeholders: {message.id}"


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the forms of a message or a translation: one, or one for each plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def same_placeholders(message: Message) -> bool:
    """Say whether every form of a translation fills in what the last form of its message does.

    A form for one thing may leave the number out.
    """
    wanted = set(_PLACEHOLDER.findall(forms(message.id)[-1]))
    translated = [set(_PLACEHOLDER.findall(form)) for form in forms(message.string)]
    return translated[-1] == wanted and all(found <= wanted for found in translated)


if __name__ == "__main__":
    sys.exit(main())
