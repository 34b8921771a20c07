"""The written forms of dates, on flat text. Every repetition is bounded: time is linear in the text.

Those that begin with a number are matched where a number stands; the others are searched only in texts that hold one of
their words (`worth`): nearly all numbers and words of a text are no dates, and seeing so must cost nothing.
"""

import re

from veille.enrich.when.words import (
    ENGLISH_MONTHS,
    FULL_MONTHS,
    FULL_WEEKDAYS,
    MONTHS,
    NUMBERS,
    UNITS,
    WEEKDAYS,
    one_of,
)

_FULL_MONTH = one_of(FULL_MONTHS)
_WEEKDAY = one_of(WEEKDAYS)
_FULL_WEEKDAY = one_of(FULL_WEEKDAYS)
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY = rf"(?<![\d.,/]){_D}(?:\s?(?:er|st|nd|rd|th|e|o)(?![a-z])|\.)?(?!\d)"
_DAY_WORD = (
    "(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    "|dix-(?:sept|huit|neuf)|vingt(?:[ -]et[ -]un|-(?:deux|trois|quatre|cinq|six|sept|huit|neuf))?"
    "|trente(?:[ -]et[ -]un)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d€%]|\s?(?:€|euros?\b))"
_NO_SUM = r"(?![\d%€/]|\s?(?:%|€|euros?\b)|[.,]\d)"
# « 4 et 5 », « 4, 11 et 18 », « 4 au 6 », « 4-6 », « samedi 4 et dimanche 5 »
_JOIN = (
    r"\s{0,3}(?:,|-|/|&|(?:et|and|y|e|und|ou|or|o|puis|au|al|to|bis|through|jusqu'au)(?![a-z]))\s{0,3}"
    rf"(?:(?:le|the|den|el|il)\s{{1,2}})?(?:{_FULL_WEEKDAY},?\s{{1,2}})?"
)

NUMBER = re.compile(r"\d{1,4}")
LEAD = re.compile(
    rf"(?<![a-z])(?:(?P<weekday>{_WEEKDAY})[.,]?\s{{1,3}}(?:(?:le|the|den|der|dem|el|il)\s{{1,2}})?"
    r"|(?P<lead>(?:entre le|between|le|du|au|les|avant|des|before|by|until|on|from|to|vom|bis|am|zum|el|il|al|entro"
    r"|the)"
    r"\s{1,3}))$"
    r"|[:|(-]\s{0,2}$"
)
"""What stands before a day and belongs to it (a weekday) or says that a number is one."""
LEAD_REACH = 24
NAMED = re.compile(
    rf"(?P<days>{_DAY}(?:{_JOIN}{_DAY}){{0,8}})\s{{0,3}}(?:de\s{{1,2}}|of\s{{1,2}}|di\s{{1,2}}|d'|-|/)?"
    rf"(?P<month>{one_of(MONTHS)})(?![a-z])(?:\.?(?:[\s,]{{1,4}}|-|/)(?:de\s{{1,2}}|del\s{{1,2}}|of\s{{1,2}})?{_YEAR})?"
)
"""« 4 et dimanche 5 octobre 2025 », « 1er mars », « 4-6 Nov. 2025 »."""
NUMERIC = re.compile(
    rf"(?:(?P<before>{_D})\s{{0,2}}(?:-|&|au|et|to|al|bis|and)\s{{0,2}}(?:le\s)?)?"
    rf"(?P<day>{_D})\s?(?P<sep>[./-])\s?(?P<month>{_D})\s?(?P=sep)\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[./-]\d)"
)
"""« 04/11/2025 », « 04-06/11/2025 », « 4.11.25 »: day first."""
ISO = re.compile(
    rf"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>{_D})(?!\d)"
    r"(?:t(?P<hour>[0-2]\d:[0-5]\d)(?::\d\d)?(?:[.,]\d{1,6})?(?:z|[+-]\d\d:?\d\d)?)?"
)
SHORT = re.compile(rf"(?P<day>{_D})(?P<sep>[/.])(?P<month>0?[1-9]|1[0-2])(?!\d)(?P<dot>\.?){_NO_SUM}")
"""« le 04/11 », « bis zum 15.4. »: only where `LEAD` or both zeros say that it is a date."""
BARE = re.compile(
    rf"(?P<day>{_D})(?:\s?(?:er|st|nd|rd|th))?(?![\w/%€$-]|[.,]\d|\s?(?:€|%))"
    r"(?!\s{1,2}de\schaque)(?P<tail>\s{1,2}(?:du\smois\sprochain|du\smois|de\sce\smois|courant|of\s(?:next|the"
    r"|this)\smonth))?"
    r"(?=\s{0,3}(?:[.,;:!?)(|\"-]|$|\n|(?:a|au|et|inclus|minuit|midi|dernier|pour|par|prochain|en|dans|de|sur|avant"
    r"|afin"
    r"|delai|ou|puis|at|for|and)\b))"
)
"""« avant le 19 », « vendredi 14 »: the month is that of the date before, or the next."""
BARE_LEAD = re.compile(
    rf"(?<![a-z])(?:(?P<weekday>{_FULL_WEEKDAY})\s{{1,3}}(?:le\s)?|(?:le|du|au|the|el|il)\s{{1,3}})$"
)

WORDED = re.compile(rf"(?<![a-z-])(?P<days>{_DAY_WORD})\s{{1,2}}(?P<month>{_FULL_MONTH})(?![a-z])(?:\s{{1,3}}{_YEAR})?")
"""« quinze mars »."""
ENGLISH = re.compile(
    rf"(?<![a-z\d])(?P<month>{one_of(ENGLISH_MONTHS)})\.?\s{{1,3}}(?:the\s)?"
    rf"(?P<days>{_DAY}(?:\s{{0,3}}(?:,|-|&|(?:and|to|through|or)(?![a-z]))\s{{0,3}}{_DAY}){{0,6}})"
    rf"(?![:\d]|\s?h\d|\s?[ap]m\b|[.,]\d)(?:[\s,]{{1,3}}{_YEAR})?"
)
"""« March 4-6, 2025 »."""

_PARTS = (
    "fin|debut|mi|milieu|courant|end|early|mid|late|beginning|inizio|inizi|meta|fine|finales|final|principios|comienzos"
    "|mediados|anfang|mitte|ende"
)
PART = re.compile(
    rf"\b(?:(?P<part>{_PARTS})(?:\s{{1,3}}|-)(?:(?:du|de|of|di|del|the)\s|d'){{0,2}}(?:mois\s(?:de\s|d'))?)?"
    rf"(?P<month>{_FULL_MONTH})(?![a-z'])(?:\s{{1,3}}(?:de\s|del\s)?{_YEAR})?"
)
"""« fin mars », « mi-avril 2026 », « juin 2025 »."""
PART_OF_YEAR = re.compile(
    r"\b(?P<part>fin|end\sof|courant|debut|mi|fine|ende)[\s-]{1,3}"
    r"(?:(?:de\s|d')?(?P<ofyear>l'annee|annee|the\syear)|(?P<year>20\d\d)(?!\d))\b"
)

_COUNT = rf"(?P<count>\d{{1,3}}|{one_of(NUMBERS)})"
_UNIT = rf"(?P<unit>{one_of(UNITS)})(?![a-z'])"
_FROM_ON = (
    r"(?:a\s(?:compter|partir)\sd'"
    r"|(?:suivant|apres|following|after|from|a\s(?:compter|partir)\s(?:de|du)|dalla|desde|ab|nach)(?![a-z]))"
)
_WHAT = (
    r"(?P<what>publication|parution|mise\sen\sligne|diffusion"
    r"|aujourd'hui|ce\sjour|today|pubblicazione|publicacion|veroffentlichung|annonce)"
)
_OF = r"(?:(?:le|la|the|cette|ce|this|sa)\s|l'|(?:date|jour)\s(?:de|of)\s){0,3}"
DELAY = re.compile(
    r"\b(?P<lead>dans(?:\sun\sdelai\sde|\sles)?|d'ici(?:\sa)?|sous(?:\sun\sdelai\sde)?|within|in|entro|innerhalb\svon"
    r"|binnen|fra|tra|dentro\sde|plus\sque|encore|reste|avez|delai\sde|dispos\w{2,5}\sde)\s{1,3}(?:the\snext\s|les\s)?"
    rf"{_COUNT}\s{{1,2}}(?:prochaine?s\s)?{_UNIT}(?:\s(?:calendaires|ouvres|francs))?"
    rf"(?:\s{{1,3}}(?P<anchor>{_FROM_ON})\s{{0,2}}{_OF}{_WHAT}?)?"
    r"(?P<early>\s{1,3}(?:avant|before|par\s(?:an|mois|semaine)|prima|max|minimum))?"
)
"""« dans trois semaines », « sous 30 jours à compter de la publication », « within two weeks »."""
COUNTED = re.compile(rf"\b{_COUNT}\s{{1,2}}{_UNIT}\s{{1,3}}(?P<anchor>{_FROM_ON})\s{{0,2}}{_OF}{_WHAT}?")
"""« six semaines à compter du » (a day follows) or of the publication."""
RELATIVE = re.compile(
    r"\b(?:(?P<today>aujourd'hui|ce\ssoir|ce\sjour|today|tonight|oggi|hoy|heute)"
    r"|(?P<after>apres[- ]demain|dopodomani|pasado\smanana|ubermorgen)"
    r"|(?P<tomorrow>(?:(?<=avant )|(?<=d'ici )|(?<=jusqu'a )|(?<=by )|(?<=des ))(?:demain|tomorrow)"
    r"|(?:demain|tomorrow|domani|manana|morgen)(?=\s?[,.!(]|\s(?:matin|soir|midi|apres|a\s\d|at\s\d|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche)))|(?P<yesterday>hier|yesterday|ieri|ayer|gestern)"
    rf"|(?P<next>{_FULL_WEEKDAY})\s{{1,2}}(?:prochain|prossimo|proximo|en\shuit)"
    rf"|(?:next|il\sprossimo|proximo|kommenden|nachsten|coming)\s{{1,2}}(?P<next2>{_FULL_WEEKDAY})"
    rf"|(?P<last>{_FULL_WEEKDAY})\s{{1,2}}(?:dernier|scorso|pasado)|last\s(?P<last2>{_FULL_WEEKDAY})"
    rf"|(?:ce|cet|this|questo|este|diesen)\s{{1,2}}(?P<this>{_FULL_WEEKDAY})"
    r"|(?P<nextmonthend>fin\sdu\smois\sprochain|end\sof\snext\smonth)"
    r"|(?P<monthend>fin\s(?:du|de\sce|de)\smois(?!\s(?:de|d'))|end\sof\s(?:the|this)\smonth|fine\smese|monatsende)"
    r"|(?P<weekend>fin\sde\s(?:la|cette)\ssemaine|end\sof\s(?:the|this)\sweek))(?![a-z])"
)

DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
SPAN = re.compile(r"-|/|\b(?:au|al|to|bis|through|jusqu'au)\b")
BETWEEN = re.compile(
    r"[\s)]{0,3},?\s{0,3}(?:-|au|jusqu'au|jusqu'a|a|al|to|until|bis(?:\szum)?|et(?:\sle)?|and|hasta(?:\sel)?|fino\sal)"
    r"\s{0,3}(?:le\s|the\s)?"
)
"""Between the two ends of a range whose ends are both whole dates."""
FROM = re.compile(r"\b(?:du|from|dal|del|vom|de|le)\s{1,3}$")
AMONG = re.compile(r"\b(?:entre(?:\sle)?|between|tra(?:\sil)?)\s{1,3}$")
PAST_AFTER = re.compile(r"\s{0,3}(?:dernier(?!s?\s(?:delai|jour|rappel))|passe\b|ecoule|last\b|scorso|pasado\b)")
PAST_BEFORE = re.compile(r"\b(?:depuis(?:\sle)?|since|seit\sdem|desde\sel)\s{1,2}$")

_WORD = re.compile(r"[a-z]+")
_RELATIVE_WORDS = frozenset(
    "aujourd soir jour demain hier today tonight oggi hoy heute tomorrow domani manana morgen dopodomani ubermorgen"  # noqa: SIM905 - a list of words
    " yesterday ieri ayer gestern prochain prossimo proximo huit next kommenden nachsten coming dernier scorso last ce"
    " cet this questo este diesen mois month mese monatsende semaine week".split()
)
_NEEDS = (
    (WORDED, FULL_MONTHS),
    (ENGLISH, frozenset(ENGLISH_MONTHS)),
    (PART, FULL_MONTHS),
    (DELAY, frozenset(UNITS)),
    (COUNTED, frozenset(("apres", "compter", "partir", "suivant", "following", "after", "from", "dalla", "desde"))),
    (RELATIVE, _RELATIVE_WORDS),
)


def worth(text: str) -> frozenset[re.Pattern[str]]:
    """Return which of the patterns that begin with a word may match a flat text."""
    words = frozenset(_WORD.findall(text))
    return frozenset(pattern for pattern, needed in _NEEDS if not words.isdisjoint(needed))
