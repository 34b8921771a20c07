"""Says in French what a body is that could not be read as a feed, or as what else was expected."""

import html
import re

from veille.i18n import _
from veille.models import Outcome
from veille.text import fold, shorten

_LOOKED_AT = 20_000
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,300})", re.I)
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]{0,60})")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|\w{1,20}:feed)[\s>]", re.I)

# What only the challenge pages of Cloudflare, Imperva, DataDome, SiteGround, PerimeterX and Anubis hold; the scripts
# that the first two add to ordinary pages are left out.
_FOR_HUMANS = re.compile(
    rb"_cf_chl_opt|orchestrate/chl_page|_Incapsula_Resource\?SWJIYLWA=|geo\.captcha-delivery\.com|/\.well-known/sgcaptcha"
    rb"|px-captcha|/\.within\.website/x/cmd/anubis"
)
_WALLS = (
    (
        re.compile(r"\b(?:connexion|se connecter|connectez-vous|identification|authentification|log ?in|sign in)\b"),
        _("page de connexion au lieu d’un {expected} (« {title} »)"),
    ),
    (
        re.compile(r"\b(?:avant de (?:continuer|poursuivre)|before you continue|cookies?|consentement|consent)\b"),
        _("page de consentement au lieu d’un {expected} (« {title} »)"),
    ),
)
"""On folded titles."""


def diagnose(body: bytes, expected: str = "flux") -> tuple[Outcome, str]:
    """Return empty, blocked, malformed or not_a_feed, and a sentence for the run's report.

    `expected` is the French name, a masculine noun, of what should have come.
    """
    head = body[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head:
        return Outcome.EMPTY, _("réponse vide au lieu d’un {expected}").format(expected=expected)
    feed, page = _FEED.search(head), _HTML.search(head)
    if feed and not (page and page.start() < feed.start()):
        return Outcome.MALFORMED, _("le {expected} est abîmé : son XML est illisible").format(expected=expected)
    if page and _FOR_HUMANS.search(head):
        return Outcome.BLOCKED, _("contrôle anti-robots au lieu d’un {expected}").format(expected=expected)
    return Outcome.NOT_A_FEED, _page(head, expected) if page else _other(head, expected)


def _page(head: bytes, expected: str) -> str:
    found = _TITLE.search(head)
    title = shorten(html.unescape(found[1].decode("utf-8", "replace")), 80) if found else ""
    for pattern, sentence in _WALLS:
        if pattern.search(fold(title)):
            return sentence.format(expected=expected, title=title)
    if title:
        return _("page HTML au lieu d’un {expected} (« {title} »)").format(expected=expected, title=title)
    return _("page HTML au lieu d’un {expected}").format(expected=expected)


def _other(head: bytes, expected: str) -> str:
    kinds = (
        (b"%PDF", _("fichier PDF au lieu d’un {expected}")),
        (b"\x89PNG", _("image au lieu d’un {expected}")),
        (b"\xff\xd8\xff", _("image au lieu d’un {expected}")),
        (b"GIF8", _("image au lieu d’un {expected}")),
        (b"PK\x03\x04", _("archive zip au lieu d’un {expected}")),
        (b"{", _("données JSON qui ne sont pas un JSON Feed")),
        (b"[", _("données JSON qui ne sont pas un JSON Feed")),
    )
    for start, sentence in kinds:
        if head.startswith(start):
            return sentence.format(expected=expected)
    if head.startswith(b"<") and (root := _ROOT.search(head)):
        return _element(root[1].decode(), expected)
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in head)
    if printable < len(head) * 0.95:
        return _("données binaires au lieu d’un {expected}").format(expected=expected)
    return _("texte au lieu d’un {expected}").format(expected=expected)


def _element(name: str, expected: str) -> str:
    local = name.rpartition(":")[2].lower()
    if local in ("urlset", "sitemapindex"):
        return _("plan de site (sitemap) au lieu d’un {expected}").format(expected=expected)
    if local == "opml":
        return _("liste de flux (OPML) au lieu d’un {expected}").format(expected=expected)
    return _("document XML <{name}> au lieu d’un {expected}").format(name=name, expected=expected)
