"""The official journal as DILA publishes it: XML of one delivery to leads, one for each text.

    texte/version/…/JORFTEXT….xml   TEXTE_VERSION   title, nature, dates, notice
    texte/struct/…/JORFTEXT….xml    TEXTELR         the order of its articles
    article/…/JORFARTI….xml         ARTICLE         what they say

Files are known by their root element, never by their name. Layout as in DILA's « Documentation technique JORF »
and LEGI's DTD. The text is complete here: Légifrance itself is not asked, it refuses programs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from veille.i18n import _, ngettext
from veille.kinds import ArchiveOptions
from veille.models import Lead, Outcome, Page, Source
from veille.sources import dates
from veille.sources.base import Reading
from veille.sources.plain import MAX_TEXT, plain_text, title_text
from veille.sources.tarstream import DamagedError, TooMuchError, contents
from veille.text import digest, words

ADDRESS = "https://www.legifrance.gouv.fr/jorf/id/{id}"
MAX_TEXTS = 5_000
"""Texts of one delivery; a day has 50 to 400."""
MAX_CHARACTERS = 40_000_000
"""Of all articles of one delivery."""
REDELIVERED = timedelta(days=30)
"""A text older than that is delivered again for a correction, often of one article: it would replace the whole."""
_ID = re.compile(r"JORFTEXT\d{12}")
_ROOT = re.compile(rb"<(TEXTE_VERSION|TEXTELR|ARTICLE)[\s/>]")
_CELL = re.compile(r"(?=</t[dh]\s*>)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What is said of a text as a whole."""

    title: str
    summary: str
    nature: str
    ministry: str
    published: str


@dataclass(slots=True)
class _Delivery:
    """What the files of one archive say."""

    heads: dict[str, _Head] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    """Place of each article, as the structure of its text has it."""
    articles: dict[str, dict[str, str]] = field(default_factory=dict)
    """By text, what each article says, by its id."""
    characters: int = 0
    wrong: int = 0
    """Files that could not be read."""

    @property
    def is_full(self) -> bool:
        """Whether no more may be kept."""
        return len(self.heads) >= MAX_TEXTS or self.characters >= MAX_CHARACTERS


def read_archive(page: Page, source: Source) -> Reading:
    """Read one delivery in an ok page; every ending is a Reading. Pure and picklable.

    A delivery cut short is malformed, with the leads that it holds all the same.
    """
    delivery, said, outcome = _Delivery(), [], Outcome.OK
    try:
        for content in contents(page.body):
            _take(delivery, content)
            if delivery.is_full:
                said.append(_("archive démesurée : elle n’est lue qu’en partie"))
                break
    except DamagedError:
        outcome = Outcome.MALFORMED
        said.append(_("archive abîmée ou coupée"))
    except TooMuchError:
        outcome = Outcome.OK if delivery.heads else Outcome.TOO_BIG
        said.append(_("archive démesurée : elle n’est lue qu’en partie"))
    leads, old = _leads(delivery, page, source)
    if delivery.wrong:
        said.append(
            ngettext("{n} fichier illisible", "{n} fichiers illisibles", delivery.wrong).format(n=delivery.wrong)
        )
    if old:
        told = ngettext("{n} texte ancien livré de nouveau", "{n} textes anciens livrés de nouveau", old)
        said.append(told.format(n=old))
    if not delivery.heads and outcome is Outcome.OK:
        outcome = Outcome.EMPTY
        said.insert(0, _("l’archive ne contient aucun texte du Journal officiel"))
    return Reading(outcome=outcome, leads=leads, detail=" ; ".join(said))


def _take(delivery: _Delivery, content: bytes) -> None:
    """Keep what one file says, if it is one of the three kinds."""
    if _ROOT.search(content[:2_000]) is None:
        return
    root = _parsed(content)
    text_id = "" if root is None else _text_id(root)
    if not text_id:
        delivery.wrong += 1
    elif root.tag == "TEXTE_VERSION":
        delivery.heads[text_id] = _head(root)
    elif root.tag == "TEXTELR":
        links = root.iterfind("STRUCT//LIEN_ART")
        delivery.order.update((link.get("id", ""), place) for place, link in enumerate(links))
    elif root.tag == "ARTICLE":
        said = _said(root.find("BLOC_TEXTUEL/CONTENU"))
        delivery.articles.setdefault(text_id, {})[root.findtext("META/META_COMMUN/ID") or ""] = said
        delivery.characters += len(said)


def _head(root: Any) -> _Head:
    version, chronicle = "META/META_SPEC/META_TEXTE_VERSION/", "META/META_SPEC/META_TEXTE_CHRONICLE/"
    return _Head(
        title=title_text(root.findtext(f"{version}TITREFULL") or root.findtext(f"{version}TITRE") or ""),
        summary=_said(root.find("NOTICE/CONTENU")) or _said(root.find("SM/CONTENU")),
        nature=title_text(root.findtext("META/META_COMMUN/NATURE") or ""),
        ministry=title_text(root.findtext(f"{version}MINISTERE") or ""),
        published=(root.findtext(f"{chronicle}DATE_PUBLI") or "").strip()[:50],
    )


def _parsed(content: bytes) -> Any:
    """Return the root of a file, None when it is not well-formed or brings a document type of its own."""
    if b"<!DOCTYPE" in content[:2_000] or b"<!ENTITY" in content:
        return None
    try:
        return etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        return None


def _text_id(root: Any) -> str:
    """Return the text a file belongs to."""
    if root.tag == "ARTICLE":
        text = root.find("CONTEXTE/TEXTE")
        given = "" if text is None else text.get("cid", "")
    else:
        given = root.findtext("META/META_COMMUN/ID") or ""
    return given if _ID.fullmatch(given) else ""


def _said(element: Any) -> str:
    """Return the words of an element that holds HTML, one paragraph a line."""
    if element is None:
        return ""
    markup = etree.tostring(element, encoding="unicode", with_tail=False)
    return plain_text(_CELL.sub(" ", markup))  # cells of a table must not run together


def _leads(delivery: _Delivery, page: Page, source: Source) -> tuple[tuple[Lead, ...], int]:
    """Return the leads of the texts that are wanted, by id, and how many old ones were passed over."""
    options = source.options if isinstance(source.options, ArchiveOptions) else ArchiveOptions()
    wanted = [f" {_plural_blind(phrase)} " for phrase in options.keep]
    found, old = [], 0
    for text_id in sorted(delivery.heads):
        lead = _lead(text_id, delivery, page.fetched_at, source.id)
        if lead.published and lead.published < page.fetched_at - REDELIVERED:
            old += 1
        elif not wanted or _holds(lead, wanted):
            found.append(lead)
    return tuple(found), old


def _lead(text_id: str, delivery: _Delivery, now: datetime, source_id: str) -> Lead:
    head, articles = delivery.heads[text_id], delivery.articles.get(text_id, {})
    ids = sorted(articles, key=lambda one: (delivery.order.get(one, len(delivery.order)), one))
    content = "\n".join(said for one in ids if (said := articles[one]))[:MAX_TEXT]
    url = ADDRESS.format(id=text_id)
    return Lead(
        source_id=source_id,
        url=url,
        entry_id=text_id,
        title=head.title,
        summary=head.summary,
        content=content,
        authors=(head.ministry,) if head.ministry else (),
        published=dates.believable(dates.parse(head.published), now),
        published_raw=head.published or None,
        categories=(head.nature,) if head.nature else (),
        lang="fr",
        fetchable=False,
        fingerprint=digest(head.title, head.summary, content, url),
    )


def _holds(lead: Lead, wanted: Sequence[str]) -> bool:
    text = f" {_plural_blind(lead.title)} {_plural_blind(lead.summary)} {_plural_blind(lead.content)} "
    return any(phrase in text for phrase in wanted)


def _plural_blind(text: str) -> str:
    """Return folded words without the s and x of the plural: « coopérative » also means coopératives."""
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words(text))
