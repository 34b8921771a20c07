"""The articles of the sample web, as written in articles/*.md.

One file a site. An article starts with `# slug`, then `key: value` lines, an empty
line and its text: paragraphs, `## ` titles, `- ` lists, `> ` quotes. Organisations,
persons, places and figures are invented (see articles/README.md).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from veille.demo.dates import fill_dates
from veille.models import PARIS

FOLDER = Path(__file__).parent / "articles"

_START = re.compile(r"^# (?=[a-z0-9-]+$)", re.M)
_BEFORE_HIGH_MARK = re.compile(r" (?=[;:!?»%€])")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
_KEYS = {
    *("title", "days", "kind", "themes", "sectors", "author", "tags", "lang"),
    *("page", "dated", "reserved", "same-as", "cut", "after"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text: `kind` is p, h2, li or quote."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of one site."""

    number: int
    """From 1 within the site, newest or not; some sites put it into their addresses."""
    slug: str
    title: str
    published: datetime
    """Europe/Paris."""
    dated: bool
    """False: neither feed nor page tells the date."""
    author: str
    lang: str
    tags: tuple[str, ...]
    """Free words of the site's own, as categories in its feed."""
    blocks: tuple[Block, ...]
    page: str
    """html, pdf, or missing (the feed announces it, the server answers 404)."""
    kind: str
    """What a reader would say it is, for our tests only: an id of the taxonomy, or bruit (noise)."""
    themes: tuple[str, ...]
    sectors: tuple[str, ...]
    reserved: bool = False
    """The page reserves itself against text and data mining."""
    copy_of: str = ""
    """`site/slug` of the story that this one repeats, shortens or tells again."""

    @property
    def summary(self) -> str:
        """The first paragraph."""
        return next(block.text for block in self.blocks if block.kind == "p")

    @property
    def text(self) -> str:
        """All the text, a line a block."""
        return "\n".join(block.text for block in self.blocks)


def load_stories(site: str, today: date, *, lang: str = "fr", curly: bool = False) -> tuple[Story, ...]:
    """Return the articles of a site as they stand on that day, newest first; curly as in `typeset`.

    A site without a file has none. Raises ValueError for a file that breaks the format.
    """
    stories = (
        _story(header, body, number, today, lang=lang, curly=curly)
        for number, (header, body) in enumerate(_articles(site).values(), 1)
    )
    return tuple(sorted(stories, key=lambda story: story.published, reverse=True))


def _articles(site: str) -> dict[str, tuple[dict[str, str], str]]:
    """Return header and text by slug, in the order of the file."""
    path = FOLDER / f"{site}.md"
    if not path.exists():
        return {}
    found: dict[str, tuple[dict[str, str], str]] = {}
    for chunk in _START.split(path.read_text(encoding="utf-8"))[1:]:
        head, _, body = chunk.partition("\n\n")
        slug, *lines = head.splitlines()
        header = dict(line.split(": ", 1) for line in lines)
        if unknown := header.keys() - _KEYS:
            raise ValueError(f"{path.name}, {slug}: unknown {sorted(unknown)}")
        if original := header.pop("same-as", None):
            other_site, _, other_slug = original.partition("/")
            other_header, body = _articles(other_site)[other_slug]
            header = {**other_header, "author": "", **header, "written": other_header["days"], "after": original}
            body = _cut(body, int(header["cut"])) if "cut" in header else body
        elif "after" in header:
            other_site, _, other_slug = header["after"].partition("/")
            header["written"] = _articles(other_site)[other_slug][0]["days"]
        found[slug] = ({**header, "slug": slug}, body)
    return found


def _cut(body: str, paragraphs: int) -> str:
    return "\n\n".join(_parts(body)[:paragraphs]) + " […]"


def _story(header: dict[str, str], body: str, number: int, today: date, *, lang: str, curly: bool) -> Story:
    days = int(header["days"])
    day = today - timedelta(days=days)
    lang = header.get("lang", lang)
    # Nothing of today may lie in the future, whatever the hour: it came out just after midnight.
    hour, minute = (8 + number * 5 % 11, number * 17 % 60) if days else (0, number)
    published = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)

    def written(text: str) -> str:
        filled = fill_dates(text, today - timedelta(days=int(header.get("written", days))))
        return typeset(filled, curly=curly) if lang == "fr" else filled

    return Story(
        number=number,
        slug=header["slug"],
        title=written(header["title"]),
        published=published,
        dated=header.get("dated", "yes") == "yes",
        author=header.get("author", ""),
        lang=lang,
        tags=_names(header.get("tags")),
        blocks=tuple(_block(written(" ".join(part.split("\n")))) for part in _parts(body)),
        page=header.get("page", "html"),
        reserved=header.get("reserved") == "yes",
        copy_of=header.get("after", ""),
        kind=header["kind"],
        themes=_names(header.get("themes")),
        sectors=_names(header.get("sectors")),
    )


def _names(value: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


def _parts(body: str) -> list[str]:
    """Split a text into blocks: at empty lines, and before each item of a list."""
    return [part.strip() for part in re.split(r"\n\s*\n|\n(?=- )", body) if part.strip()]


def _block(part: str) -> Block:
    for mark, kind in (("## ", "h2"), ("- ", "li"), ("> ", "quote")):
        if part.startswith(mark):
            return Block(kind, part.removeprefix(mark))
    return Block("p", part)


def typeset(text: str, *, curly: bool) -> str:
    """Return French text with no-break spaces where a printer puts them, and ’ for ' when curly."""
    if curly:
        text = text.replace("'", "’")
    text = text.replace("« ", "«\u00a0")
    return _THOUSANDS.sub("\u202f", _BEFORE_HIGH_MARK.sub("\u00a0", text))
