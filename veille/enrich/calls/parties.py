"""Who pays, who may answer, and where to answer."""

import re
from collections.abc import Sequence

from veille.enrich.prose import Span, quote, sentence_at
from veille.facts import Found
from veille.text import is_http_url, squeeze

MOST_BENEFICIARIES = 8
_LONGEST_NAME = 80

# ---- the funder. On the text as written: names have capitals.
_NAME = (
    r"(?P<name>(?:[A-ZÀ-ÖØ-Þ][\w’'&.]*|(?:métropole|fondation|agence|caisse|conseil|ministère|département|région"
    r"|communauté|ville|banque|réseau|fonds)\b)"
    r"(?:[ -](?:(?:de|du|des|d’|d'|la|le|les|l’|l'|et|en|pour|à|of|for|the|and|di|del|y)\s?(?:la |l’"
    r"|l')?)?[A-ZÀ-ÖØ-Þd][\w’'&.]*|\s(?:régional|départemental|nationale?|européenne|générale?)e?\b){0,7}+)"
)
_LABELLED = re.compile(
    r"(?:^|\n|[|;.]\s)\s{0,3}(?:financeurs?|porteurs?(?: de l.appel)?|organisateurs?|organismes?(?: financeurs?)?"
    r"|op[ée]rateurs?|financ[ée](?:e)? par|funder|funded by|organi[sz]er|commanditaire|acheteur|émetteur)"
    r"\s?(?:\(s\))?\s?[:|]\s?(?P<name>[^\n|;.]{3,80})",
    re.I,
)
_LAUNCHES = re.compile(
    rf"(?P<article>\b(?:[Ll]e|[Ll]a|[Ll]es|[Tt]he|[Ii]l|[Dd]ie|[Dd]as|[Dd]er)\s|\b[Ll][’'])?{_NAME},?\s(?:(?:et"
    rf"|and)\s[^.,;\n]{{3,60}}\s)?"
    r"(?:lancent?|ouvr(?:e|ent)|relancent?|reconduit|publient?|propos(?:e|ent)|renouvel\w+|soutien(?:t|nent)"
    r"|financ(?:e|ent)|organis(?:e|ent)|"
    r"met(?:tent)? (?:à disposition|en place|sur la table|au concours)|invit(?:e|es|ent)|cherch(?:e|ent)|recherch(?:e"
    r"|ent)|consacr(?:e|ent)|mobilis(?:e|ent)|accompagn(?:e|ent)|launch(?:es)?|opens?|offers?|funds|lancia|stanzia"
    r"|convoca|fördert|sélectionn\w+|attribu\w+|offr\w+|dot\w+)\b"
)
_BY = re.compile(
    rf"\b(?:lancé|porté|financé|proposé|organisé|initié|soutenu|publié|ouvert|piloté|launched|funded|promosso"
    rf"|convocad[oa])(?:e|s|es)?\s(?:par|by|da|por)\s(?:le\s|la\s|les\s|the\s|l[’'])?{_NAME}"
)
_OF = re.compile(
    r"\b(?:[Aa]ppel(?:s)? à (?:projets?|candidatures?|manifestations? d.intérêt)|AAP|AMI|[Pp]rix|[Cc]oncours"
    r"|[Bb]ourses?|[Tt]rophées)\s(?:[\w«»’' -]{0,40}?\s)?(?:de la|du|de l[’']|des|d[’'])\s?(?P<name>(?:Région"
    r"|Département|Fondation|Métropole|Ville|Agence|Caisse|Conférence des financeurs|Conseil|Communauté|ministère"
    r"|ADEME|ARS|ANCT|ANCV|ANRU|CAF|MSA|CARSAT|DRAJES|DREETS|DRAC|État)\b(?:[ -](?:(?:de|du|des|d’|d')\s?(?:la |l’"
    r"|l')?)?[A-ZÀ-ÖØ-Þ][\w’'&]*|\s(?:régional|départemental|nationale?)e?\b){0,6}+)"
)
_NAMED = re.compile(
    r"(?<![\wÀ-ÿ])(?:[Ll]e |[Ll]a |[Ll]es |[Ll][’']|[Tt]he |[Dd]ie |[Ii]l |[Ee]l )?(?P<name>(?:Région|Département"
    r"|Fondation|Fonds|Métropole|Eurométropole|Ville|Agence|Caisse|Communauté|Conseil|Collectivité|Agglomération|Pays"
    r"|Parc naturel régional|GAL|Groupe d.action locale|Mutuelle|Mouvement|Réseau|Association|Fédération|Union"
    r"|Chambre|Banque|Ministère|ministère|ADEME|ARS|DRAC|DREETS|DRAJES|Préfecture|préfecture|Caf|CAF|MSA|Carsat"
    r"|Incubateur|Foundation|Trust|Fundación|Fondazione|Stiftung|Diputación|Generalitat|Provincia|Regione|Comune"
    r"|Consorzio|Crédit|Commissariat|Syndicat|Plateforme|Programme)"
    r"(?:[ -](?:(?:de|du|des|d’|d'|del|della|di|pour|et|en|of|for|the|la|le|les|l’|l')[ ]?){0,3}[A-ZÀ-ÖØ-Þ][\w’'&]*"
    r"|\s(?:régionale?|départementale?|nationale?|territoriale?|européenne|générale?|agglomération"
    r"|communes)\b(?: (?:de|du|des) (?:la |l[’'])?[A-ZÀ-Þ][\w’']*)?){1,7}+"
    r"|[A-ZÀ-Þ][\w’']+(?:[ -](?:de |du |des |la |le )?[A-ZÀ-Þ][\w’']+){0,3} (?:Métropole|Agglomération|Agglo"
    r"|Foundation|Trust|Habitat))"
)
_INSTITUTION = re.compile(
    r"\b(?:r[ée]gion|d[ée]partement|fondation|m[ée]tropole|ville|agence|caisse|conseil|communaut[ée]|minist[èe]re"
    r"|ademe|ars|anct|ancv|anru|caf|msa|carsat|drajes|dreets|drac|[ée]tat|commission|banque|cr[ée]dit|fonds|union"
    r"|commune|mutuelle|"
    r"france|r[ée]seau|cress|association|coop[ée]rative|foundation|commission|ministry|council|agency|fondazione"
    r"|fundaci[óo]n|gobierno|stiftung|institut|mairie|groupe|macif|maif|citeo|bpifrance|chambre|f[ée]d[ée]ration"
    r"|pr[ée]fecture|eurométropole|gouvernement|assurance|syndicat|centre|service)\w*",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"^(?:vous|nous|il|elle|on|ce|cet|cette|ces|qui|que|les|le|la|tous|date|appel|projet|dossier|candidat\w*"
    r"|les associations|associations|l’appel|votre|notre|jury|comité)\b",
    re.I,
)
_COMMON = re.compile(
    r"(?:[Ff]onds|[Rr]éseau|[Cc]onseil|[Aa]gence|[Bb]anque|[Mm]utuelle|[Aa]ssociation|[Uu]nion)\b[^A-ZÀ-ÖØ-Þ]*"
)
"""« fonds de », « réseau national »: a common name whose owner was not read names nobody."""


def funder(text: str, spans: Sequence[Span]) -> Found | None:
    """Return who launches or pays a call, as written; None where no institution is named so."""
    beginning = text[:6_000]
    for pattern, confidence in ((_LABELLED, 0.9), (_BY, 0.85), (_LAUNCHES, 0.75), (_OF, 0.75), (_NAMED, 0.6)):
        for match in pattern.finditer(beginning):
            name = squeeze(match["name"]).partition(". ")[0].strip(" ,.;:()-–—")[:_LONGEST_NAME]
            if len(name) < 3 or _NOT_A_NAME.match(name) or _COMMON.fullmatch(name):
                continue
            if not (pattern is _LABELLED or _INSTITUTION.search(name)):
                continue
            span = spans[sentence_at(spans, match.start("name"))]
            return Found(value=name, quote=quote(text, span, match.span("name")), confidence=confidence)
    return None


# ---- who may answer: kinds of organisations, on flat text
_WHO = re.compile(
    r"\b(?:s'adress\w+|ouverte?s? (?:a|aux)\b|reserve\w*\s(?:a|aux)\b|destine\w*\s(?:a|aux)\b|eligibles?"
    r"|beneficiaires?|peuvent\b|pourront\b|qui peut|vous etes|candidats?\b|porteurs?\b|publics? (?:cible|vise"
    r"|eligible)s?"
    r"|pour les\b|aux\b|a destination|soutien\w*|accompagn\w+|open to|eligible|applicants?|who can|possono"
    r"|beneficiari\w*|destinatari\w*|podran|entidades|antragsberechtigt|recherch\w+|cherch\w+|toute?s? (?:les"
    r"|structure)|invit\w+)"
)
_KINDS = {
    "associations": (
        r"associations?\b|associati(?:f|ves?|fs)\b|loi 1901|loi de 1901|non-?profits?|ngos?\b|charit(?:y"
        r"|ies)|associazion\w+|asociacion\w+|vereine?\b|ong\b|osbl\b|asbl\b"
    ),
    "coopératives": (
        r"cooperatives?\b|scic\b|scop\b|cae\b|co-?operatives?|cooperativ\w+|genossenschaft\w*|coopératives"
    ),
    "mutuelles": r"mutuelles?\b|mutuals?\b",
    "fondations": (r"fondations?\b(?! (?:de france|credit|abbe|macif|maif|soutient|lance|ouvre))|fonds de dotation"),
    "entreprises": (
        r"entreprises?\b(?! sociale)|pme\b|tpe\b|societes commerciales|smes?\b|companies|imprese|empresas"
        r"|unternehmen"
    ),
    "entreprises de l’ESS": (
        r"entreprises? (?:de l'ess|de l'economie sociale|sociales?|solidaires?)|esus\b|social enterprises?"
        r"|structures? de l'ess|structures? de l'economie sociale|acteurs? de l'ess|impres[ea] social\w+"
        r"|sozialunternehmen"
    ),
    "structures d’insertion": (
        r"siae\b|structures? (?:d'insertion|de l'insertion)|entreprises? d'insertion|chantiers? d'insertion"
        r"|aci\b|entreprises? adaptees?|esat\b|regies? de quartier|geiq\b"
    ),
    "collectivités": (
        r"collectivites?\b|communes?\b|intercommunalit\w+|epci\b|communautes? de communes|municipalit\w+"
        r"|local authorit\w+|ccas\b|comuni\b|departements\b|mairies?\b|ayuntamientos|kommunen"
    ),
    "établissements publics": (
        r"etablissements? (?:publics?|de sante|scolaires?|medico-?sociaux)|ehpad\b|hopita\w+|bailleurs?\b"
        r"|universit\w+|lycees?\b|ecoles?\b|colleges\b"
    ),
    "agriculteurs": r"agricult\w+|exploitations? agricoles?|fermes?\b|paysans?\b|aziende agricole",
    "jeunes": r"jeunes?\b|etudiant\w*|lyceen\w*|young people|students?",
    "porteurs de projets": (
        r"porteu(?:rs?|ses?) (?:de|d'un) projets?|entrepreneu(?:rs?|ses?)\b|createu(?:rs?|rices?)\b"
        r"|project promoters?"
    ),
    "habitants": r"habitant\w*|citoyen\w*|collectifs?\b|residents?\b",
}
_KIND_PATTERNS = {name: re.compile(rf"\b(?:{pattern})") for name, pattern in _KINDS.items()}
_EXCLUDED = re.compile(
    r"\b(?:ne (?:sont|peuvent|seront) pas|exclu\w*|inelig\w+|non eligibles?|a l'exception|hors\b|sauf\b|not eligible"
    r"|sont exclus|ne sont)"
)


def beneficiaries(text: str, folded: str, spans: Sequence[Span]) -> tuple[Found, ...]:
    """Return the kinds of organisations or people a call is for, in a vocabulary of ours, in the order met."""
    found: dict[str, Found] = {}
    for index, (begin, end) in enumerate(spans[:120]):
        who = _WHO.search(folded, begin, end)
        headed = index and spans[index - 1][1] - spans[index - 1][0] < 60 and _WHO.search(folded, *spans[index - 1])
        if not (who or headed) or _EXCLUDED.search(folded, begin, end):
            continue
        start = who.start() if who else begin
        for name, pattern in _KIND_PATTERNS.items():
            if name in found:
                continue
            match = pattern.search(folded, begin, end)
            if match and abs(match.start() - start) < 220:
                words = quote(text, (begin, end), match.span())
                strong = bool(
                    who
                    and re.match(
                        r"s'adress|ouvert|reserv|destin|eligib|benefic|peuvent|qui peut|vous etes|open|who", who[0]
                    )
                )
                found[name] = Found(value=name, quote=words, confidence=0.85 if strong or headed else 0.6)
    return tuple(sorted(found.values(), key=lambda one: -one.confidence)[:MOST_BENEFICIARIES])


# ---- where to answer
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'’»)\]]{3,300}")
_EMAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_PLATFORM = re.compile(
    r"demarches-?simplifiees|demarche\.numerique|lecompteasso|compteasso|/form|formulaire|candidat|postul|inscri"
    r"|depot|deposer|apply|application|submit|airtable|framaforms|forms\.|typeform|tally\.so|jotform|eval|limesurvey"
    r"|sphinx|"
    r"subventions?|aides?\.|mesdemarches|mes-demarches|portail|teleservice|e-?services|agirpourlatransition"
    r"|optimytool|grants|dauphin|ma-demarche|marches|achat|aap|ami|questionnaire|bewerbung|bando|solicitud",
    re.I,
)
_APPLY = re.compile(
    r"\b(?:depos\w+|depot|candidat\w*|postul\w*|dossiers?|formulaire|envoy\w*|envoi|adress(?:er|ez|ees?)|transm\w+"
    r"|inscri\w+|repond\w*|soumett\w+|teleservice|plateforme|retourn\w+|renvoy\w+|en ligne|apply|submit\w*|send|sent"
    r"|appl\w+|"
    r"form\b|register|domand\w+|inviare|solicitud\w*|bewerb\w+|einreich\w*|antrag\w*|recu\w*|parvenir|demandes?"
    r"|ecrivez|manifest\w+)"
)
_ASK = re.compile(
    r"\b(?:questions?|renseignements?|informations?|contact\w*|en savoir|precisions?|info|webinaire|reunion"
    r"|cahier des charges|reglement|en detail|queries|more details|telecharg\w+)\b"
)


def form(text: str, folded: str, spans: Sequence[Span], linked: Sequence[Found]) -> Found | None:
    """Return where to apply: an address the text names for it, else the surest form that its page links to."""
    best: Found | None = None
    for pattern in (_URL, _EMAIL):
        for match in pattern.finditer(text[:60_000]):
            value = match[0].rstrip(".,;:!?")
            value = f"https://{value}" if value.startswith("www.") else value
            span = spans[sentence_at(spans, match.start())]
            confidence = _form_points(folded[max(span[0], match.start() - 160) : match.start()], value)
            if confidence and ("@" in value or is_http_url(value)) and (best is None or confidence > best.confidence):
                best = Found(value=value, quote=quote(text, span, match.span()), confidence=confidence)
    if best is None:
        best = _only_address(text, folded, spans)
    if linked and (best is None or linked[0].confidence > best.confidence):
        return linked[0]
    return best


def _only_address(text: str, folded: str, spans: Sequence[Span]) -> Found | None:
    """Return the one web address that a call gives, unless it is given for something else than applying."""
    found = list(_URL.finditer(text[:60_000]))
    if len({match[0].rstrip(".,;:!?") for match in found}) != 1:
        return None
    match = found[-1]
    span = spans[sentence_at(spans, match.start())]
    if _ASK.search(folded, max(span[0], match.start() - 100), match.start()):
        return None
    value = match[0].rstrip(".,;:!?")
    value = f"https://{value}" if value.startswith("www.") else value
    return Found(value=value, quote=quote(text, span, match.span()), confidence=0.6) if is_http_url(value) else None


def _form_points(lead: str, value: str) -> float:
    applies, asks = _last(_APPLY, lead), _last(_ASK, lead)
    if asks > applies:
        return 0.0
    platform = "@" not in value and bool(_PLATFORM.search(value))
    if applies < 0:
        return 0.6 if platform else 0.0
    return 0.9 if platform or "@" in value else 0.7


def _last(pattern: re.Pattern[str], lead: str) -> int:
    place = -1
    for match in pattern.finditer(lead):
        place = match.end()
    return place
