"""Names of months and days, and numbers in letters, in five languages, as `flat` writes them."""

from collections.abc import Iterable

_MONTHS = (
    "janvier january gennaio enero januar janner janv jan gen ene",
    "fevrier february febbraio febrero februar feber fevr fev feb febr",
    "mars march marzo marz maerz mar mrz",
    "avril april aprile abril avr apr abr",
    "mai may maggio mayo mag",
    "juin june giugno junio juni jun giu",
    "juillet july luglio julio juli juil jul lug",
    "aout august agosto aou aug ago",
    "septembre september settembre septiembre setiembre sept sep set",
    "octobre october ottobre octubre oktober oct ott okt",
    "novembre november noviembre nov",
    "decembre december dicembre diciembre dezember dec dic dez",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SHORT_MONTHS = ("mars", "mai", "may", "juin", "june", "july", "juni", "juli", "aout", "marz")
FULL_MONTHS = frozenset(name for name in MONTHS if len(name) > 4 or name in _SHORT_MONTHS)
ENGLISH_MONTHS = frozenset(
    "january february march april may june july august september october november december"  # noqa: SIM905 - words
    " jan feb mar apr jun jul aug sept sep oct nov dec".split()
)

_WEEKDAYS = (
    "lundi monday lunedi lunes montag lun mon",
    "mardi tuesday martedi martes dienstag tues tue",
    "mercredi wednesday mercoledi miercoles mittwoch mer wed",
    "jeudi thursday giovedi jueves donnerstag jeu thurs thu thur",
    "vendredi friday venerdi viernes freitag ven vend fri",
    "samedi saturday sabato sabado samstag sonnabend sam sat",
    "dimanche sunday domenica domingo sonntag dim sun",
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
"""0 is Monday."""
FULL_WEEKDAYS = frozenset(name for name in WEEKDAYS if len(name) > 4)

_NUMBERS = (
    "un une one un' uno una ein eine einem einer",
    "deux two due dos zwei",
    "trois three tre tres drei",
    "quatre four quattro cuatro vier",
    "cinq five cinque cinco funf",
    "six sei seis sechs",
    "sept seven sette siete sieben",
    "huit eight otto ocho acht",
    "neuf nine nove nueve neun",
    "dix ten dieci diez zehn",
    "onze eleven",
    "douze twelve",
    "treize thirteen",
    "quatorze fourteen",
    "quinze fifteen quindici quince",
    "seize sixteen",
    "dix-sept seventeen",
    "dix-huit eighteen",
    "dix-neuf nineteen",
    "vingt twenty venti veinte",
)
NUMBERS = {name: number for number, names in enumerate(_NUMBERS, 1) for name in names.split()} | {
    "premier": 1, "vingt et un": 21, "vingt-et-un": 21, "vingt-deux": 22, "vingt-trois": 23, "vingt-quatre": 24,
    "vingt-cinq": 25, "vingt-six": 26, "vingt-sept": 27, "vingt-huit": 28, "vingt-neuf": 29, "trente": 30,
    "trente et un": 31, "trente-et-un": 31, "quarante-cinq": 45, "soixante": 60, "thirty": 30, "trenta": 30,
    "treinta": 30, "dreissig": 30, "a": 1,
}  # fmt: skip

_UNITS = {
    "hour": "heure heures hour hours ore ora horas hora stunden",
    "day": "jour jours day days giorno giorni dia dias tag tage tagen",
    "week": "semaine semaines week weeks settimana settimane semana semanas woche wochen",
    "month": "mois month months mese mesi mes meses monat monate monaten",
}
UNITS = {name: unit for unit, names in _UNITS.items() for name in names.split()}


def one_of(names: Iterable[str]) -> str:
    """Return a pattern that matches one of the names, the longest first."""
    return "(?:" + "|".join(sorted(names, key=lambda name: (-len(name), name))) + ")"
