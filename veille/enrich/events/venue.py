"""Where an event is: a town or venue, online or not, and where to register."""

import re
from collections.abc import Sequence

from veille.enrich.prose import Span, quote, sentence_at
from veille.facts import Found, Place
from veille.text import fold, is_http_url, squeeze

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_LINK = r"[ -](?:sur|sous|en|de|du|des|la|le|les|lès|aux?|d[’']|l[’'])"
_TOWN = rf"(?:(?:La|Le|Les|L[’']|Saint|Sainte)[ -]?)?{_CAPITAL}(?:(?:{_LINK}){{0,2}}[ -](?:[dl][’'])?{_CAPITAL}){{0,4}}"
_AT = re.compile(rf"\b(?:à|À|in|a|en|at)\s(?P<town>{_TOWN})")
_LABELLED = re.compile(
    r"(?:^|\n|[|;.]\s)\s{0,3}(?:lieux?|où|adresse|venue|location|place|where|luogo|lugar|ort)\s?[:|]\s?(?P<town>[^\n"
    r"|;]{2,80})",
    re.I,
)
_HEADED = re.compile(rf"^(?P<town>{_TOWN})\s?[:,–—-]\s")
_DASHED = re.compile(rf"\s[–—-]\s(?P<town>{_TOWN})(?=,|\s?$|\s[–—-])", re.M)
_LAST = re.compile(rf",\s(?:à\s)?(?P<town>{_TOWN})(?=\.|$)", re.M)
_BRACKETED = re.compile(rf"\((?P<town>{_TOWN})(?:,[^()]{{0,40}})?\)")
_SORT = re.compile(
    r"(?:webinai|webinar|visio|report|conve[gn]|tagung|jornada|colloque|conferen|journee|rencontre|forum|salon"
    r"|assemble|atelier"
    r"|seminaire|soiree|matinee|festival|congres|universit|table|petit|visite|portes|formation|cafe|debat|projection"
    r"|ceremonie|anniversaire|inauguration|marche|fete|semaine|mois|assises|etats|summit|workshop|event|seminar"
    r"|hackathon"
    r"|speed|afterwork|apero|agenda|save|invitation|replay|reunion|trophee|prix|cycle|annul|complet|rappel|ag\b|a vos"
    r"|inscri)"
)
_OF_HALL = re.compile(
    rf"\b(?:[Pp]alais|[Mm]aison|[Hh]ôtel|[Mm]airie|[Uu]niversité|[Cc]entre|[Ss]alle|[Tt]héâtre|[Mm]édiathèque|[Cc]ité"
    rf"|[Hh]alle|[Aa]uditorium|[Cc]inéma|[Pp]arc|[Ff]aculté|[Cc]ampus)\b[^.,;\n]{{0,50}}?\s(?:de"
    rf"|d[’'])\s?(?P<town>{_TOWN})"
)
_CAPITALISED = (
    "ESS Europe France Internet Zoom Teams Visio Ligne Janvier Février Mars Avril Mai Juin Juillet Août"
    " Septembre Octobre Novembre Décembre January February March April May June July August September"
    " October November December English French Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche Scop"
    " Scic CRESS"
)
_NOT_A_TOWN = frozenset(fold(_CAPITALISED).split())
_ONLINE = re.compile(
    r"\b(?:webinaires?|webinars?|visio\w*|en ligne|a distance|distanciel|zoom|teams|online|virtual\w*|streaming"
    r"|live\s?stream\w*|retransmi\w+|en direct sur|youtube|hybride|hybrid|connexion|se connecter|lien de connexion"
    r"|in streaming|on line|digital event|videoconference)\b"
)
_ONLY_FORM = re.compile(
    r"\b(?:inscri\w+|formulaire|billetterie|reserv\w+|register|registration|programme|replay|telecharg\w*|document\w*"
    r"|disponible|depot|candidat\w*|achat|vente|consult\w+)(?:\s\S{1,15}){0,4}\s?$"
)
_ON_SITE = re.compile(
    r"\b(?:en presentiel|sur place|salle|amphi\w*|auditorium|rue|avenue|boulevard|place|palais|hotel|mairie|theatre"
    r"|cinema|parc des|halle|maison d\w+|universite|gare|buffet|accueil cafe|navette|stands?)\b"
)
_REGISTER = re.compile(
    r"\b(?:inscri\w+|reserv\w+|regist\w+|sign up|billet\w*|book|participer|iscri\w+|anmeld\w+|inscripcion\w*)"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'’»)\]]{3,300}")
_EMAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_LONGEST = 80


def place(text: str, title_length: int, sentence: Span, day: Span, spans: Sequence[Span]) -> Found | None:
    """Return the town or venue, as written: beside the event's day, in the title, or labelled « Lieu : »."""
    title, before = (0, title_length), (max(sentence[0], day[0] - 160), day[0])
    after = (day[1], min(sentence[1], day[1] + 220))
    following = (sentence[1], min(len(text), sentence[1] + 260))
    body = (title_length, title_length + 1_500)
    tries = (
        (_LABELLED, (0, 6_000), 0.9), (_AT, after, 0.85), (_AT, title, 0.8), (_BRACKETED, title, 0.8),
        (_DASHED, title, 0.8), (_HEADED, title, 0.75), (_OF_HALL, after, 0.75), (_BRACKETED, after, 0.7),
        (_AT, before, 0.7), (_OF_HALL, body, 0.65),
        (_AT, following, 0.6), (_LAST, after, 0.6), (_LAST, following, 0.55), (_AT, body, 0.55),
    )  # fmt: skip
    for pattern, (begin, end), confidence in tries:
        for match in pattern.finditer(text, begin, end):
            name = _trimmed(match["town"])
            if name:
                start = match.start("town")
                span = spans[sentence_at(spans, start)]
                return Found(value=name, quote=quote(text, span, (start, start + len(name))), confidence=confidence)
    return None


def _trimmed(written: str) -> str:
    name = squeeze(written).strip(" .,;:–—-'’")[:_LONGEST]
    first = fold(name).split(" ")[0]
    if len(name) < 2 or first in _NOT_A_TOWN or _SORT.match(fold(name)) or (name.isupper() and len(name) <= 4):
        return ""
    return name


def code_of(name: str, places: Sequence[Place]) -> str:
    """Return the code of the territory that one of the article's places names so; "" where none does."""
    wanted = fold(name)
    for one in places:
        if any(fold(word) in wanted for word in one.evidence if len(word) > 2):
            return one.code
    return ""


def online(folded: str, place_found: Found | None) -> bool | None:
    """Say whether one may attend online; None where nothing tells."""
    for match in _ONLINE.finditer(folded):
        lead = folded[max(0, match.start() - 60) : match.start()]
        if match[0].startswith(("en ligne", "online", "on line")) and _ONLY_FORM.search(lead):
            continue
        return True
    return False if place_found or _ON_SITE.search(folded) else None


def registration(text: str, folded: str, spans: Sequence[Span], linked: Sequence[Found]) -> Found | None:
    """Return where to register: an address the text gives for it, else a form that its page links to."""
    for pattern in (_URL, _EMAIL):
        for match in pattern.finditer(text[:60_000]):
            span = spans[sentence_at(spans, match.start())]
            lead = folded[max(span[0], match.start() - 120) : match.start()]
            value = match[0].rstrip(".,;:!?")
            value = f"https://{value}" if value.startswith("www.") else value
            if (_REGISTER.search(lead) or _REGISTER.search(value)) and ("@" in value or is_http_url(value)):
                return Found(value=value, quote=quote(text, span, match.span()), confidence=0.85)
    return linked[0] if linked else None
