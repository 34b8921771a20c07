"""Says in French why a page that answered well gives no list: empty, wall, login, robots check, something else."""

import re

from veille.i18n import _
from veille.models import Outcome, Page
from veille.sources import notafeed
from veille.sources.base import Reading
from veille.sources.htmlpage import Html, text_of
from veille.text import fold, shorten

_LITTLE = 1_500
"""Characters of visible text below which a page may be nothing but a wall."""
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|main|ul|table|article|section|p|a|h1)\b", re.I)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s/>]", re.I)
_ROBOTS = re.compile(
    r"request rejected|captcha|are you (?:a )?human|pas un robot|checking your browser|verification (?:de votre"
    r" navigateur|de securite)|attention required|access denied|acces refuse|enable javascript and cookies|support id"
)
_CONSENT = re.compile(
    r"(?:accept|gere|parametr|personnalis|refus|consent)\w*[^.]{0,80}(?:cookies|traceurs)|consentement"
)


def strange(page: Page) -> Reading | None:
    """Return the ending of a body that is no HTML page; None for one that may be."""
    head = page.body[:20_000].replace(b"\0", b"")
    if not head.strip():
        return Reading(outcome=Outcome.EMPTY, detail=_("réponse vide (200 sans contenu)"))
    feed, markup = _FEED.search(head), _MARKUP.search(head)
    if feed and (markup is None or feed.start() < markup.start()):
        kind = "sitemap" if feed[0][1:].lower().startswith((b"urlset", b"sitemap")) else "feed"
        said = _("ce n’est pas une page HTML : déclarez cette source avec « type: {kind} »")
        return Reading(outcome=Outcome.NOT_A_FEED, detail=said.format(kind=kind))
    if markup is None or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")):
        _outcome, detail = notafeed.diagnose(page.body, _("page HTML"))
        return Reading(outcome=Outcome.NOT_A_FEED, detail=detail.replace("d’un page", "d’une page"))
    return None


def diagnose(html: Html, otherwise: str) -> Reading:
    """Return the ending of an HTML page in which no item was found; `otherwise` for one that has content."""
    head = html.root.find("head/title")
    title = text_of(head, 200) if head is not None else ""
    # the whole, as the parser takes for part of <head> what follows it where <body> is left out
    text = text_of(html.root, 20_000).removeprefix(title).strip()
    folded = fold(f"{title} {text[:_LITTLE]}")
    if len(text) < _LITTLE and _ROBOTS.search(folded):
        return Reading(outcome=Outcome.BLOCKED, detail=_("le site filtre les robots : contrôle au lieu de la page"))
    return Reading(outcome=Outcome.EMPTY, detail=_wall(html, text, title, folded) or otherwise)


def _wall(html: Html, text: str, title: str, folded: str) -> str:
    """Say what stands in the place of the content; "" where there is content."""
    little = len(text) < _LITTLE
    if len(text) < 2 * _LITTLE and any(
        field.get("type", "").lower() == "password" for field in html.root.iter("input")
    ):
        return _("page de connexion au lieu d’une liste")
    if little and _CONSENT.search(folded):
        return _("mur de consentement (cookies) au lieu d’une liste")
    if len(text) < 200 and html.scripts:
        return _("page sans contenu : elle se construit en JavaScript")
    if not text:
        return _("page sans aucun texte")
    if re.match(r"\W*(?:erreur|error)?\W*404\b|page (?:non trouvee|introuvable|not found)", folded):
        said = _("page d’erreur servie avec un code 200 (« {title} »)")
        return said.format(title=shorten(title or text, 60))
    return ""
