"""Links of a page to a form: to apply, to hand in a file, to register."""

import re
from itertools import islice

from lxml.html import HtmlElement

from veille.extract.declared.properties import absolute
from veille.facts import QUOTE_CHARS, Found
from veille.text import squeeze

MOST = 5
_MOST_LINKS = 2_000
_LONGEST_TEXT = 120
_PLATFORMS = (
    "demarches-simplifiees.fr", "demarche.numerique.gouv", "lecompteasso", "framaforms.org",
    "docs.google.com/forms", "forms.office.", "forms.gle", "forms.microsoft", "typeform.com", "tally.so",
    "airtable.com/shr", "jotform", "limesurvey", "sphinxonline", "eventbrite", "weezevent", "billetweb",
    "helloasso.com/associations", "yurplan", "livestorm", "zoom.us/webinar/register", "zoom.us/meeting/register",
    "optimytool", "grantplatform", "awardsplatform", "mesdemarches", "mes-demarches", "portail-aides",
    "agirpourlatransition.ademe", "ec.europa.eu/info/funding-tenders", "evalandgo", "wufoo",
)  # fmt: skip
"""Parts of addresses of services that do nothing but take in forms and registrations."""
_ASKS = re.compile(
    r"\W{0,4}(?:candidater|je candidate|d[ée]poser|je d[ée]pose|r[ée]pondre [àa]|postuler|je postule"
    r"|(?:le |au )?formulaire|remplir|acc[ée]der au (?:formulaire|t[ée]l[ée]service|d[ée]p[ôo]t|portail)|participer"
    r"|faire (?:une|ma) demande"
    r"|s[’']inscrire|je m[’']inscris|m[’']inscrire|inscri(?:ption|vez)|r[ée]server (?:ma|sa|votre|une)|soumettre|apply"
    r"|submit|register|registration|sign up for|presenta|iscri|solicit|bewerb)",
    re.I,
)
_OTHER = re.compile(
    r"newsletter|lettre d[’']info|infolettre|connexion|log-?in|mot de passe|mon compte|espace adh|adh[ée]|\bdons?\b"
    r"|facebook|linkedin|twitter|mailto|partag|\brss\b|cookie|recherch|contact|/tag/|/category/",
    re.I,
)
_CHROME = frozenset(("nav", "header", "footer", "aside"))


def forms(tree: HtmlElement, url: str) -> tuple[Found, ...]:
    """Return the addresses of forms that a page links to, surest first, at most `MOST`."""
    found: dict[str, Found] = {}
    for link in islice(tree.iter("a"), _MOST_LINKS):
        confidence = _confidence(link)
        if not confidence or _in_chrome(link):
            continue
        address = absolute(url, link.get("href"))
        if not address or address in found:
            continue
        said = squeeze(str(link.text_content())[: QUOTE_CHARS * 2])[:QUOTE_CHARS] or address
        found[address] = Found(value=address, quote=said, confidence=confidence)
    return tuple(sorted(found.values(), key=lambda one: -one.confidence)[:MOST])


def _confidence(link: HtmlElement) -> float:
    """Return how sure it is that a link leads to a form, 0 for other links."""
    href = link.get("href") or ""
    if not href or href[0] == "#":
        return 0.0
    platform = "//" in href and any(name in href for name in _PLATFORMS)
    words = str(link.text or (len(link) and link[0].text) or "").strip()
    asks = len(words) <= _LONGEST_TEXT and bool(_ASKS.match(words)) and not _OTHER.search(f"{words} {href[:200]}")
    if platform:
        return 0.9 if asks else 0.75
    return 0.6 if asks else 0.0


def _in_chrome(link: HtmlElement) -> bool:
    parent = link.getparent()
    while parent is not None:
        if parent.tag in _CHROME:
            return True
        parent = parent.getparent()
    return False
