"""How to cite an article: BibTeX, and a line of text after ISO 690 as French libraries write it.

What is cited is the original at its publisher's; our page stands in only where the original has no usable
address. Titles and bylines are what sources once wrote: nothing in them may change the record around them.
"""

import re
from dataclasses import dataclass
from datetime import date

from veille.i18n import _
from veille.text import is_http_url, squeeze
from veille.web.french import day, spaces

FORMS = {"bib": "application/x-bibtex", "txt": "text/plain"}
"""Endings of our citations and their media types."""

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_", '"': r"\textquotedbl{}",
}  # fmt: skip
"""Characters with a meaning in TeX. Braces have no backslash form here: BibTeX counts them even after one."""
_SPECIAL = re.compile("|".join(map(re.escape, _TEX)))
_NOT_IN_TEX_URL = re.compile(r"[^\w.~:/?#@!$&()*+,;=%'\[\]-]", re.A)
"""What would end or unbalance a url field; addresses are kept as they are otherwise, since TeX reads them verbatim."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Names that every BibTeX style defines."""
_BABEL = {
    "fr": "french", "en": "english", "es": "spanish", "it": "italian", "de": "german", "nl": "dutch",
    "pt": "portuguese", "ca": "catalan", "pl": "polish", "ro": "romanian", "el": "greek", "sv": "swedish",
    "da": "danish", "fi": "finnish", "cs": "czech",
}  # fmt: skip
"""Names of languages in biblatex (`langid`)."""
_ENDS = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation tells of an article."""

    number: int
    """Our own, which makes the key."""
    title: str
    author: str
    """As published, empty when unknown."""
    source: str
    """Name of the site it stands on."""
    published: str
    """ISO day."""
    is_estimated: bool
    """Whether that day is only when we found it."""
    lang: str
    url: str
    """Of the original; may be anything."""
    page: str
    """Whole address of our page about it."""
    consulted: date

    @property
    def address(self) -> str:
        """Where to read it: the original where that is a web address, else our page."""
        return self.url if is_http_url(self.url) else self.page


def cite(form: str, cited: Cited) -> str:
    """Return a citation in one of FORMS, with a newline at its end."""
    return (bibtex(cited) if form == "bib" else plain(cited)) + "\n"


def bibtex(cited: Cited) -> str:
    """Return a @misc record, which every style knows, in UTF-8."""
    published = date.fromisoformat(cited.published)
    fields = {
        "author": _whole(cited.author),
        "title": _whole(cited.title),
        "howpublished": f"{{{_tex(cited.source)}}}",
        "year": f"{{{published.year}}}",
        "month": _MONTHS[published.month - 1],
        "day": f"{{{published.day}}}",
        "note": f"{{{_tex(_('Date estimée'))}}}" if cited.is_estimated else "",
        "url": f"{{{_NOT_IN_TEX_URL.sub(_percent, cited.address)}}}",
        "urldate": f"{{{cited.consulted.isoformat()}}}",
        "langid": f"{{{_BABEL[cited.lang]}}}" if cited.lang in _BABEL else "",
    }
    lines = [f"  {name:<12} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{veille-{cited.number},", *lines, "}"])


def plain(cited: Cited) -> str:
    """Return the reference as one line: author, title, site, dates, address."""
    published = day(cited.published, weekday=False)
    if cited.is_estimated:
        published = _("[vers le {day}]").format(day=published)
    parts = [
        _ended(cited.author),
        _ended(cited.title),
        _("{source} [en ligne].").format(source=squeeze(cited.source)),
        _("{published} [consulté le {consulted}].").format(
            published=published, consulted=day(cited.consulted, weekday=False)
        ),
        _("Disponible à l’adresse : {url}").format(url=cited.address),
    ]
    return spaces(" ".join(part for part in parts if part))


def _whole(text: str) -> str:
    """Return a field in two pairs of braces: its capitals stay, and a byline is not taken apart into names."""
    return f"{{{{{_tex(text)}}}}}" if squeeze(text) else ""


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda match: _TEX[match[0]], squeeze(text))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _ended(text: str) -> str:
    text = squeeze(text)
    return text if not text or text.endswith(_ENDS) else f"{text}."
