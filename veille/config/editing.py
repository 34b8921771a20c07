"""Changes feeds.yml as a careful person would: lines go in or out, and every other byte stays as it is.

Before a file is replaced, the new text is read as the watch reads it: it must give the sources asked for and all
others unchanged, else nothing is written. A file written in an unusual way is left to its author, with the entry to
paste.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import veille
from veille.config.entries import as_written, entry_lines
from veille.config.feeds import load_sources
from veille.config.layout import Layout, UnusualError, read_layout
from veille.config.places import FEEDS_NAME, find_feeds, shipped_feeds
from veille.config.reading import read_text
from veille.config.replacing import replace_file
from veille.errors import ConfigError
from veille.i18n import _
from veille.models import Source

_BOM = b"\xef\xbb\xbf"
HEADINGS = {
    "reseau": _("Réseaux de l’ESS"),
    "federation": _("Fédérations"),
    "media": _("Médias"),
    "institution": _("Institutions"),
    "collectivite": _("Collectivités"),
    "europe": _("Europe et international"),
    "financeur": _("Financeurs"),
    "recherche": _("Recherche et statistique"),
    "think-tank": _("Laboratoires d’idées"),
    "autre": _("Autres sources"),
}
"""What heads a new group of a family, in a file that has such headings; folders of an exported list bear them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The feeds.yml to change."""

    read: Path
    """Where the sources are said now; not there yet, there are none."""
    write: Path
    """Where they are said from now on: another file when the one that is read came with the software."""

    @property
    def is_copied(self) -> bool:
        """Whether the first change makes a copy, which then wins over the file that is read."""
        return self.read != self.write


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What was changed."""

    path: Path
    """The file written; what a link leads to."""
    lines: tuple[int, ...]
    """Where each entry that was added begins, counted from 1, in the order asked."""


def find_editable(data: Path, explicit: Path | None) -> Place:
    """Return which feeds.yml a command changes. The one that came with the software is never written into.

    A file named by hand that does not exist is made.
    """
    if explicit is not None and not explicit.exists():
        return Place(read=explicit, write=explicit)
    found, shipped = find_feeds(data, explicit), shipped_feeds()
    package = Path(veille.__file__).resolve().parent
    is_ours = shipped is not None and found.resolve() == shipped.resolve()
    if found.resolve().is_relative_to(package) or (is_ours and explicit is None):
        return Place(read=found, write=data / FEEDS_NAME)
    return Place(read=found, write=found)


def add_entry(place: Place, source: Source, *, themes: frozenset[str] | None = None) -> Edit:
    """Write one more source; see `add_entries`."""
    return add_entries(place, (source,), themes=themes)


def add_entries(place: Place, sources: Sequence[Source], *, themes: frozenset[str] | None = None) -> Edit:
    """Write these sources, each at the end of the group of its family, all or none.

    Raises ConfigError when one cannot be (an id or address that is there already, a full disk, a file that is
    unusual or wrong): the file is then as it was.
    """
    wanted = tuple(map(as_written, sources))

    def change(text: str) -> str:
        try:
            return _with_entries(text, wanted)
        except UnusualError:
            raise _unusual(place, wanted) from None

    def right(old: tuple[Source, ...], new: tuple[Source, ...]) -> bool:
        ids = {source.id for source in wanted}
        added = {source.id: source for source in new if source.id in ids}
        return tuple(source for source in new if source.id not in ids) == old and added == {s.id: s for s in wanted}

    return _edit(place, change, right, themes, wanted)


def confirm(place: Place, ids: Sequence[str], *, themes: frozenset[str] | None = None) -> Edit:
    """Take `state: a-verifier` away from these sources: from now on they are trusted as the others.

    Raises ConfigError when one is unknown or written in an unusual way; nothing is then changed.
    """

    def change(text: str) -> str:
        try:
            return _without_state(text, ids)
        except UnusualError:
            hint = _("ce fichier est écrit d’une façon inhabituelle : ôtez « state: a-verifier » à la main ({ids})")
            raise ConfigError(hint.format(ids=", ".join(ids)), file=place.read) from None

    def right(old: tuple[Source, ...], new: tuple[Source, ...]) -> bool:
        return new == tuple(replace(source, state=None) if source.id in ids else source for source in old)

    touched = [Source(id=id_, name=id_, url="") for id_ in ids]
    return _edit(place, change, right, themes, touched)


def _edit(
    place: Place,
    change: Callable[[str], str],
    right: Callable[[tuple[Source, ...], tuple[Source, ...]], bool],
    themes: frozenset[str] | None,
    touched: Sequence[Source],
) -> Edit:
    old: tuple[Source, ...] = ()
    written = ""

    def make(before: bytes | None) -> bytes:
        nonlocal old, written
        text, bom = _text(place, before)
        old = known_sources(place.read if before is None else place.write, themes=themes)
        written = change(text)
        return bom + written.encode()

    def check(new: Path) -> None:
        try:
            found = load_sources(new, themes=themes)
        except ConfigError as error:
            told = str(error).replace(str(new), str(place.write))
            raise ConfigError(_("rien n’a été écrit, car ce serait refusé : {told}").format(told=told)) from None
        if not right(old, found):
            raise _unusual(place, touched)

    path = replace_file(place.write, make, check)
    lines = {line.strip(): number for number, line in enumerate(written.split("\n"), 1)}
    return Edit(path=path, lines=tuple(lines.get(entry_lines(source)[0], 0) for source in touched))


def _text(place: Place, before: bytes | None) -> tuple[str, bytes]:
    """Return the text to change, and the byte order mark that stays before it."""
    if before is None:
        if not place.read.exists() or place.read == place.write:
            return "", b""
        before = place.read.read_bytes()
    bom = _BOM if before.startswith(_BOM) else b""
    try:
        return before[len(bom) :].decode(), bom
    except UnicodeDecodeError:
        read_text(place.read)  # says which line
        raise


def known_sources(path: Path, *, themes: frozenset[str] | None = None) -> tuple[Source, ...]:
    """Return the sources of a file to which some will be added: as `load_sources`, but it may be absent or empty."""
    if not path.exists():
        return ()
    try:
        return load_sources(path, themes=themes)
    except ConfigError:
        if _says_nothing(path):
            return ()
        raise


def _says_nothing(path: Path) -> bool:
    try:
        layout = read_layout(read_text(path))
    except UnusualError:
        return False
    return not layout.entries and _may_begin(layout)


def lines_of(path: Path) -> dict[str, int]:
    """Return the line of each source of a file, counted from 1; empty where it cannot be told."""
    try:
        layout = read_layout(read_text(path))
    except (UnusualError, ConfigError):
        return {}
    return {entry.id: entry.first + 1 for entry in layout.entries}


def _may_begin(layout: Layout) -> bool:
    """Say whether a file without entry can take a first one: nothing but comments, or a bare `sources:`."""
    if layout.opening < 0:
        return True
    return layout.lines[layout.opening].partition("#")[0].strip() in ("sources:", "sources: []")


def _with_entries(text: str, sources: Sequence[Source]) -> str:
    layout = read_layout(text)
    if not layout.entries:
        return _first_entries(text, layout, sources)
    after: dict[int, list[list[str]]] = {}
    new: dict[str, list[Source]] = {}
    for source in sources:
        place = layout.end_of_family(source.family)
        if place is None and layout.has_headings:
            new.setdefault(source.family, []).append(source)
        else:
            place = len(layout.entries) - 1 if place is None else place
            after.setdefault(layout.entries[place].last, []).append(entry_lines(source))
    end = layout.entries[-1].last
    for family, of_family in new.items():
        heading = f"# --- {HEADINGS.get(family, family)}"
        first, *others = map(entry_lines, of_family)
        after.setdefault(end, []).extend([[heading, "", *first], *others])
    lines = list(layout.lines)
    for number, blocks in after.items():
        lines[number] = _followed(lines[number], blocks, layout)
    return "".join(lines)


def _followed(line: str, blocks: list[list[str]], layout: Layout) -> str:
    """Return a line with blocks of lines after it, ending as it ended: perhaps without newline."""
    content = line.rstrip("\r\n")
    rows = [content]
    for block in blocks:
        if layout.is_spaced or block[0].startswith("#"):
            rows.append("")
        rows.extend(f"{' ' * layout.indent}{row}" if row else "" for row in block)
    return layout.newline.join(rows) + line[len(content) :]


def _first_entries(text: str, layout: Layout, sources: Sequence[Source]) -> str:
    """Return a text that had no source with these: `sources:` is there, or is added at the end."""
    if not _may_begin(layout):
        raise UnusualError
    blocks = [entry_lines(source) for source in sources]
    if layout.opening < 0:
        gap = "" if not text or text.endswith("\n") else layout.newline
        return text + gap + _followed("sources:", blocks, layout) + layout.newline
    lines = list(layout.lines)
    lines[layout.opening] = _followed(lines[layout.opening].replace("sources: []", "sources:"), blocks, layout)
    return "".join(lines)


def _without_state(text: str, ids: Sequence[str]) -> str:
    layout = read_layout(text)
    known = {entry.id: entry for entry in layout.entries}
    gone = set()
    for id_ in ids:
        if id_ not in known:
            raise ConfigError(_("source inconnue dans feeds.yml : {ids}").format(ids=id_))
        number, _value = known[id_].keys.get("state", (-1, ""))
        if number < 0 or not layout.lines[number].lstrip().startswith("state:"):
            raise UnusualError
        gone.add(number)
    return "".join(line for number, line in enumerate(layout.lines) if number not in gone)


def _unusual(place: Place, sources: Sequence[Source]) -> ConfigError:
    message = _("ce fichier est écrit d’une façon que veille ne sait pas changer sans risque ; ajoutez vous-même :")
    entries = "\n\n".join("\n".join(f"  {line}" for line in entry_lines(source)) for source in sources)
    return ConfigError(f"{message}\n\n{entries}\n", file=place.write)
