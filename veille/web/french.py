"""How dates, numbers, probabilities and states are said, and French typography.

Pure functions; the templates use them as filters.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from veille.i18n import _, ngettext
from veille.models import PARIS

THIN = "\u202f"
"""Narrow no-break space: before ; ! ? and %, between thousands."""
NBSP = "\u00a0"
"""No-break space: before a colon, inside guillemets."""

_DAYS = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))
_MONTHS = (
    _("janvier"), _("février"), _("mars"), _("avril"), _("mai"), _("juin"), _("juillet"), _("août"),
    _("septembre"), _("octobre"), _("novembre"), _("décembre"),
)  # fmt: skip
_MONTHS_SHORT = (
    _("janv."), _("févr."), _("mars"), _("avr."), _("mai"), _("juin"), _("juil."), _("août"), _("sept."), _("oct."),
    _("nov."), _("déc."),
)  # fmt: skip
LANGUAGES = {
    "fr": _("français"), "en": _("anglais"), "es": _("espagnol"), "it": _("italien"), "de": _("allemand"),
    "nl": _("néerlandais"), "pt": _("portugais"), "ca": _("catalan"), "pl": _("polonais"), "ro": _("roumain"),
    "el": _("grec"), "sv": _("suédois"), "da": _("danois"), "fi": _("finnois"), "cs": _("tchèque"),
    "ar": _("arabe"), "bg": _("bulgare"), "br": _("breton"), "et": _("estonien"), "eu": _("basque"),
    "ga": _("irlandais"), "gl": _("galicien"), "hr": _("croate"), "hu": _("hongrois"), "lb": _("luxembourgeois"),
    "lt": _("lituanien"), "lv": _("letton"), "mt": _("maltais"), "oc": _("occitan"), "sk": _("slovaque"),
    "sl": _("slovène"), "tr": _("turc"), "uk": _("ukrainien"),
}  # fmt: skip

FAMILIES = {
    "reseau": _("réseau"), "federation": _("fédération"), "media": _("média"), "institution": _("institution"),
    "collectivite": _("collectivité"), "europe": _("organisation européenne"), "financeur": _("financeur"),
    "recherche": _("recherche"), "think-tank": _("laboratoire d’idées"), "autre": _("autre"),
}  # fmt: skip
"""Families of sources, as in feeds.yml."""

STATES = {
    "annonce": _("annoncé, pas encore ouvert"), "ouvert": _("ouvert"), "bientot-clos": _("bientôt clos"),
    "clos": _("clos"), "permanent": _("ouvert en permanence"), "inconnu": _("dates inconnues"),
}  # fmt: skip
"""As `facts.CallState`."""
ROLES = {"zone": _("territoire visé"), "editeur": _("d’où l’on publie")}
"""As `facts.PlaceRole`."""
AMOUNTS = {
    "plancher": _("au moins"), "plafond": _("au plus, par projet"), "enveloppe": _("enveloppe pour tous"),
    "forfait": _("somme fixe"), "taux": _("taux d’aide"),
}  # fmt: skip
KINDS = {
    "union": _("Union"), "pays": _("Pays"), "region": _("Région"), "departement": _("Département"),
    "collectivite": _("Collectivité d’outre-mer"), "epci": _("Intercommunalité"), "commune": _("Commune"),
    "arrondissement": _("Arrondissement"),
}  # fmt: skip
"""Sorts of territories."""

_BEFORE_THIN = re.compile(r" (?=[;!?]|%(?!\())")
_BEFORE_COLON = re.compile(r"(?<=\S) (?=[:»])")
_AFTER_QUOTE = re.compile(r"« ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


@lru_cache(maxsize=4096)
def spaces(text: str) -> str:
    """Return text with the no-break spaces French asks for, in place of plain ones."""
    spaced = _THOUSANDS.sub(THIN, _BEFORE_THIN.sub(THIN, text))
    return _AFTER_QUOTE.sub("«" + NBSP, _BEFORE_COLON.sub(NBSP, spaced))


def number(value: int) -> str:
    """Return 1234567 as 1 234 567."""
    return f"{value:,}".replace(",", THIN)


def size(count: int) -> str:
    """Return a number of bytes as 48 Ko or 12,4 Mo, in thousands as French systems count."""
    if count < 1_000_000:
        return _("{n} Ko").format(n=max(1, round(count / 1_000))).replace(" ", NBSP)
    figure = f"{count / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
    return _("{n} Mo").format(n=figure).replace(" ", NBSP)


def percent(probability: float) -> str:
    """Return 0.923 as 92 %; never 0 or 100, which would claim too much."""
    return f"{min(max(round(probability * 100), 1), 99)}{THIN}%"


def weight(value: float) -> str:
    """Return a weight with its sign and a comma: +0,42."""
    return f"{value:+.2f}".replace(".", ",").replace("-", "−")


def certainty(probability: float) -> str:
    """Say in words how sure the machine is, as `percent` shows it (words that rank the same for every reader)."""
    percentage = round(probability * 100)
    for least, words in (
        (95, _("presque certain")),
        (80, _("très probable")),
        (60, _("probable")),
        (40, _("possible")),
    ):
        if percentage >= least:
            return words
    return _("peu sûr")


def day(value: str | date | None, *, weekday: bool = True) -> str:
    """Return 2026-11-21 as « samedi 21 novembre 2026 »; an empty string when it is no date."""
    given = _date(value)
    if given is None:
        return ""
    rank = _("1er") if given.day == 1 else str(given.day)
    text = f"{rank}{NBSP}{_MONTHS[given.month - 1]} {given.year}"
    return f"{_DAYS[given.weekday()]} {text}" if weekday else text


def month(value: str, *, short: bool = False) -> str:
    """Return 2026-11 as « novembre 2026 », or « nov. 2026 »; an empty string when it is no month."""
    given = _date(f"{value}-01")
    if given is None:
        return ""
    return f"{(_MONTHS_SHORT if short else _MONTHS)[given.month - 1]}{NBSP}{given.year}"


def when(value: str) -> str:
    """Return a day, or a day and hour of the place itself, in words: « 15 mars 2026 à 12 h »."""
    text, told = day(value[:10]), hour(value)
    if not text or not told:
        return text or value
    return _("{day} à {hour}").format(day=text, hour=told)


def hour(value: str) -> str:
    """Return the hour of a day and hour, « 12 h » or « 9 h 30 »; '' for a day alone."""
    text = value[11:16]
    if len(text) != 5:
        return ""
    told = (
        _("{hour} h").format(hour=int(text[:2]))
        if text.endswith(":00")
        else _("{hour} h {minute}").format(hour=int(text[:2]), minute=text[3:])
    )
    return told.replace(" ", NBSP)


def when_near(value: str, today: date) -> str:
    """Return what `when` does without this year, which goes without saying: « mardi 24 novembre à 17 h »."""
    return when(value).replace(f" {today.year}", "", 1)


def span(first: str, last: str, today: date | None = None) -> str:
    """Return two days, with or without hours, as « du 20 au 22 novembre 2026 », without the year of today."""
    start, end = _date(first), _date(last)
    if start is None or end is None:
        return " – ".join(filter(None, (first, last)))
    until = day(end, weekday=False)
    since = day(start, weekday=False)
    if start.year == end.year:
        since = since.removesuffix(f" {start.year}")
        if start.month == end.month:
            since = since.partition(NBSP)[0]
    if today and end.year == today.year == start.year:
        until = until.removesuffix(f" {end.year}")
    return _("du {first} au {last}").format(first=since, last=until)


def state(value: str) -> str:
    """Return where a call stands, in words."""
    return STATES.get(value, value)


def role(value: str) -> str:
    """Return what a territory has to do with an article; empty for what it is about."""
    return ROLES.get(value, "")


def amount(value: float, currency: str) -> str:
    """Return a sum or a rate: « 30 000 € », « 60 % »."""
    figure = number(int(value)) if value == int(value) else f"{value:,.2f}".replace(",", THIN).replace(".", ",")
    if not currency:
        return figure.rstrip("0") + THIN + "%" if "," in figure else figure + THIN + "%"
    return figure + NBSP + {"EUR": "€"}.get(currency, currency)


def moment(value: str | None) -> str:
    """Return a UTC moment in ISO form as « 21 novembre 2026 à 6 h 10 », Paris time."""
    if not value:
        return ""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return ""
    found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(PARIS)
    return _("{day} à {hour}").format(day=day(found.date(), weekday=False), hour=hour(found.isoformat()))


def relative_day(value: str, today: date) -> str:
    """Return « aujourd’hui » or « hier » for the newest two days, an empty string for the others."""
    given = _date(value)
    if given is None:
        return ""
    return {0: _("aujourd’hui"), 1: _("hier")}.get((today - given).days, "")


def in_days(value: str, today: date) -> str:
    """Return how far a coming day is: « aujourd’hui », « demain », « dans 9 jours »; '' for what is past or no date."""
    given = _date(value)
    if given is None or given < today:
        return ""
    days = (given - today).days
    return {0: _("aujourd’hui"), 1: _("demain")}.get(days) or _("dans {days} jours").format(days=number(days))


def family(word: str | None) -> str:
    """Return what kind of source this is; an unknown word is shown as it is."""
    return FAMILIES.get(word or "", word or "")


def language(code: str | None) -> str:
    """Return the French name of a language."""
    return LANGUAGES.get(code or "", code or _("inconnue"))


def articles(count: int) -> str:
    """Return « 1 article » or « 1 234 articles »."""
    return ngettext("{count} article", "{count} articles", count).format(count=number(count))


def today_in_paris(now: datetime) -> date:
    """Return the day it is in Paris at a moment."""
    return now.astimezone(PARIS).date()


def _date(value: str | date | None) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


OPERATORS = {
    "exact": _("="), "not": _("≠"), "contains": _("contient"), "endswith": _("finit par"),
    "startswith": _("commence par"), "gt": _(">"), "gte": _("≥"), "lt": _("<"), "lte": _("≤"),
    "like": _("ressemble à (LIKE)"), "notlike": _("ne ressemble pas à (LIKE)"), "glob": _("suit le motif (GLOB)"),
    "in": _("est parmi"), "notin": _("n’est pas parmi"), "arraycontains": _("la liste contient"),
    "arraynotcontains": _("la liste ne contient pas"), "date": _("est à la date"), "isnull": _("est absent"),
    "notnull": _("est présent"), "isblank": _("est vide"), "notblank": _("n’est pas vide"),
}  # fmt: skip
"""Datasette's filter operators on raw tables."""


def operator(key: str) -> str:
    """Return the French name of one of Datasette's filter operators."""
    return OPERATORS.get(key, key)
