"""Sums and rates that a call offers, with what each is: least, most, for all, fixed, or a share of the costs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veille.enrich.prose import Span, quote, sentence_at
from veille.facts import Amount

MOST = 12
"""Amounts kept of one call."""
_REACH = 90
_LARGEST = 1e11

_NUMBER = (
    r"(?:\d{1,3}(?:[ .']\d{3}){1,3}(?:,\d{1,2})?|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\d)"
)
_SCALES = {
    "k": 1e3, "mille": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6, "mio": 1e6, "mln": 1e6,
    "milioni": 1e6, "millones": 1e6, "millionen": 1e6, "milliard": 1e9, "milliards": 1e9, "billion": 1e9, "mds": 1e9,
}  # fmt: skip
_SCALE = (
    r"(?P<scale{0}>(?:k|m|mds)(?=\s?(?:€|eur))"
    r"|(?:mille|thousand|millions?|mio|mln|milioni|millones|millionen|milliards?|billion|m|k)\b)"
)
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP",
    "$": "USD", "usd": "USD",
               "chf": "CHF", "francs suisses": "CHF", "dollars": "USD"}  # fmt: skip
_AFTER = r"(?P<after>€|euros?\b|eur\b|£|gbp\b|pounds\b|usd\b|chf\b|francs suisses|dollars\b)"
_BEFORE = r"(?P<before>€|eur|£|gbp|\$|usd|chf)"
_SUM = re.compile(
    rf"(?<![\w.,]){_BEFORE}\s?(?P<n1>{_NUMBER})(?:\s?{_SCALE.format(1)})?"
    rf"|(?<![\w.,])(?P<n2>{_NUMBER})\s?(?:{_SCALE.format(2)}\s?)?(?:d'|d[ei]\s)?{_AFTER}"
    rf"|\b(?P<word>un|une|deux|trois|quatre|cinq|dix|vingt|cent|mille)\s(?P<big>cents?|mille|millions?"
    rf"|milliards?)?\s?(?:d')?(?P<cur>euros?)\b"
)
_RATE = re.compile(rf"(?<![\w.,])(?P<n>{_NUMBER})\s?(?:%|pour cent\b|per cent\b|percent\b|prozent\b)")
_WORDS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "dix": 10,
    "vingt": 20,
    "cent": 100,
    "mille": 1000,
}
_BIG = {"cent": 100, "cents": 100, "mille": 1e3, "million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9}
# « de 1 000 à 10 000 euros », « comprise entre 5 000 et 20 000 € »: the currency stands once, after the second.
_RANGE = re.compile(
    rf"(?<![\w.,])(?:(?:de|entre|from|between|da|desde|von|tra"
    rf"|entre les)\s(?:{_BEFORE}\s?)?)(?P<low>{_NUMBER})\s?(?:{_SCALE.format(1)}\s?)?(?P<cur>€|euros?\b|eur\b)?"
    rf"\s?(?:a|et|to|and|bis|e|y|-)\s(?:[€£$]\s?"
    rf"|eur\s)?(?P<high>{_NUMBER})\s?(?:{_SCALE.format(2)}\s?)?(?:d')?{_AFTER}?"
)

_IS = {
    "plafond": re.compile(
        r"jusqu'a|maxim\w*|plafon\w+|(?:exceder|depasser|superieure? a)\b|limite(?:e|s|es)? a|dans la limite de"
        r"|au plus\b|up to|capped|exceed|hasta|massim\w+|"
        r"hochst\w*|at most|au maximum|sans depasser|no more than|limite de|limit of|ceiling|fino a|alcanza"
        r"|par (?:candidat|projet|dossier|structure|association|action|beneficiaire|huerta|progetto|equipe)"
        r"|per (?:project|applicant)"
    ),
    "plancher": re.compile(
        r"minim\w*|au moins|a partir de|plancher|at least|mindest\w*|au dela de|des\s$|superieure? a|starting at"
    ),
    "enveloppe": re.compile(
        r"enveloppes?\b(?! de \d+ ?€)|dotation (?:globale|totale|annuelle)|\bdotee?s? (?:de|d'une)|budget"
        r"|montant (?:global|total)|au total|a repartir|repart\w+|stanzi\w+|dotaci\w+ (?:total|global)|"
        r"total\w*|mobilis\w+|consacr\w+|allou\w+|credits?\b|disponib\w+|pot of|fund of|gesamt\w*|fonds de|investi\w+"
        r"|envelope|ressources|millions? d'euros pour|dispos(?:e|ent) de|reserv\w+|give away|set aside|prevus?\b"
        r"|risorse|dotad[oa] con|available|allocat\w+|inscrits|engage\w*|plafond global|complessiv\w+|sur la table"
        r"|met sur"
    ),
    "forfait": re.compile(
        r"forfait\w*|primes?\b|prix\b|cheques?\b|recompens\w+|recevr\w+|recoi\w+|receives?|chacun\w*|a la cle|gagn\w+"
        r"|indemnit\w+|somme de|dotations?\b|award|prize|flat|lump|bourses? de|chaque (?:laureat|projet|structure)|"
        r"par (?:laureat|structure retenue|gagnant)|enveloppes? de|premio|pauschal\w*|fixe\b|remporte\w*|toucher\w+"
        r"|lump sums?|(?:three|two|four) authors|each\b|\bje\b|ayuda fija|dotiert|fellowship|winners?|prizes?"
        r"|deux prix|chaque prix|get\b|grant from|remise d'un|coup de pouce de"
    ),
}
_NOT_OFFERED = re.compile(
    r"chiffre d'affaires|turnover|budget (?:annuel|previsionnel|de fonctionnement|de l'association|de la structure"
    r"|inferieur|superieur|est (?:inferieur|superieur))|salaire|smic|cotisation|adhesion|"
    r"\bfrais\b|tarifs?\b|redevance|loyer (?:de|annuel|mensuel)|participation (?:aux|demandee|financiere)"
    r"|l'an dernier|l'annee derniere|edition precedente|en 20\d\d,|avai(?:t|ent)|ont ete (?:verse|attribue|distribue)"
    r"|"
    r"capital (?:social|de)|ressources annuelles|caution|fortune|depuis (?:20|sa creation)|coutent?\b|coutait"
    r"|entree\b|repas|billet|ticket|amende|annual income|revenus?"
)
_NOT_A_RATE = re.compile(
    r"avance|acompte|solde|hausse|baisse|augment\w+|autofinanc\w+|fonds propres|own (?:funds|resources)|apport"
    r"|anticip\w+|versement|\bverses?\b|signature|habitants|population|femmes|jeunes|salaries?|salariee?s"
    r"|des (?:membres|associations|projets|structures|personnes|beneficiaires)|"
    r"chomage|pauvrete|matieres|recycl|dechets|produits|bio\b|tva|chiffre d'affaires|temps|note|critere|ponderation"
    r"|points|interet|reduction d'impot|deductib|taux zero|emplois?\b|part(?:s)? du capital|voix|votes?"
)
_A_RATE = re.compile(
    r"aide|subvention\w*|taux|depens\w+|cout\w*|financ\w+|prise? en charge|pris en charge|budget|cofinanc\w*"
    r"|intervention|hauteur|investissement\w*|montant|assiette|grant|cost\w*|co-?funding|contribut\w+|"
    r"kosten|gefordert|gasto|costi|ayuda\w*|support|dans la limite|plafon\w+|couvr\w+|soutien|soutenu|rembours\w+"
    r"|moitie|ottenere|finanziamento|intensite|paye\w*|pays|meet|appui"
)


@dataclass(frozen=True, slots=True)
class _Sum:
    start: int
    end: int
    value: float
    currency: str


def amounts(text: str, folded: str, spans: Sequence[Span]) -> tuple[Amount, ...]:
    """Return the amounts of a call; `folded` is its flat text, `spans` its sentences."""
    found: dict[tuple[str, float], Amount] = {}
    for role, one, confidence in (*_sums(folded, spans), *_rates(folded, spans)):
        key = (role, one.value)
        if key not in found or found[key].confidence < confidence:
            words = quote(text, spans[sentence_at(spans, one.start)], (one.start, one.end)) if spans else ""
            found[key] = Amount(role=role, value=one.value, currency=one.currency, quote=words, confidence=confidence)
    return tuple(list(found.values())[:MOST])


def _sums(folded: str, spans: Sequence[Span]) -> Iterator[tuple[str, _Sum, float]]:
    taken: list[Span] = []
    if not any(sign in folded for sign in ("€", "eur", "£", "$", "chf", "pounds")):
        return
    for match in _RANGE.finditer(folded):
        low, high = _ends(match)
        if low and high and low.value < high.value and not _foreign(folded, spans, low, high):
            taken.append(match.span())
            yield "plancher", low, 0.85
            yield "plafond", high, 0.85
    previous = 0
    for match in _SUM.finditer(folded):
        one = _value(match)
        if one is None or any(begin <= one.start < end for begin, end in taken):
            continue
        role, confidence = _role(folded, spans, one, previous)
        previous = one.end
        if role:
            yield role, one, confidence


def _ends(match: re.Match[str]) -> tuple[_Sum | None, _Sum | None]:
    sign = match["after"] or match["cur"] or match["before"]
    if not sign:
        return None, None
    currency = _CURRENCIES[sign]
    scale = _SCALES.get(match["scale2"] or "", 1.0)
    low_scale = _SCALES.get(match["scale1"] or "", 1.0)
    high = _number(match["high"]) * scale
    low = _number(match["low"]) * (
        low_scale if match["scale1"] else scale if scale > 1 and _number(match["low"]) < 1000 else 1.0
    )
    return _Sum(match.start("low"), match.end("low"), low, currency), _Sum(
        match.start("high"), match.end(), high, currency
    )


def _value(match: re.Match[str]) -> _Sum | None:
    if match["word"]:
        value = float(_WORDS[match["word"]]) * _BIG.get(match["big"] or "", 1.0)
        currency = "EUR"
        if not match["big"] and match["word"] not in ("mille", "cent"):
            return None
    else:
        scale = match["scale1"] or match["scale2"] or ""
        value = _number(match["n1"] or match["n2"]) * _SCALES.get(scale, 1.0)
        currency = _CURRENCIES[match["before"] or match["after"]]
    if not 0 < value < _LARGEST:
        return None
    return _Sum(match.start(), match.end(), value, currency)


def _number(written: str) -> float:
    """Return the number: « 10 000 », « 10.000 », « 10,000 », « 1,5 »."""
    plain = re.sub(r"[ ']", "", written)
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain)
    return float(plain.replace(",", "."))


def _around(folded: str, spans: Sequence[Span], one: _Sum, floor: int) -> tuple[str, str]:
    begin, end = spans[sentence_at(spans, one.start)] if spans else (0, len(folded))
    left = folded[max(begin, floor, one.start - _REACH) : one.start]
    right = folded[one.end : min(end, one.end + _REACH)]
    cut = re.search(r"\d[\d ]*\s?(?:€|euros|k€|m€|%)", right)
    return left, right[: cut.start()] if cut else right


def _foreign(folded: str, spans: Sequence[Span], low: _Sum, high: _Sum) -> bool:
    left, _right = _around(folded, spans, low, 0)
    return bool(_NOT_OFFERED.search(left) or _NOT_OFFERED.search(folded[high.end : high.end + 40]))


def _role(folded: str, spans: Sequence[Span], one: _Sum, floor: int) -> tuple[str, float]:
    left, right = _around(folded, spans, one, floor)
    if _NOT_OFFERED.search(left[-60:]) or _NOT_OFFERED.search(right[:22]):
        return "", 0.0
    best, nearest = "", 1 << 30
    for role, pattern in _IS.items():
        places = [len(left) - match.end() for match in pattern.finditer(left)]
        after = pattern.search(right[:45])
        if after:
            places.append(after.start() + (12 if after.start() > 5 else -8))
        if places and min(places) < nearest:
            best, nearest = role, min(places)
    if best == "forfait" and one.value >= 1e6:
        best = "enveloppe"
    if not best and one.value >= 2e5 and re.search(r"\bpour\b", right[:20]):
        return "enveloppe", 0.6
    return best, 0.85 if nearest < 45 else 0.65


def _rates(folded: str, spans: Sequence[Span]) -> Iterator[tuple[str, _Sum, float]]:
    for match in _RATE.finditer(folded):
        one = _Sum(match.start(), match.end(), _number(match["n"]), "")
        if not 0 < one.value <= 100:
            continue
        left, right = _around(folded, spans, one, 0)
        if _NOT_A_RATE.search(left[-28:]) or _NOT_A_RATE.search(right[:25]):
            continue
        if _A_RATE.search(left) or _A_RATE.search(right):
            yield "taux", one, 0.8
