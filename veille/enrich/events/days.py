"""The day of an event in a text, out of all the days that the text names."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from veille.enrich.calls import cues
from veille.enrich.calls.contexts import Context, contexts
from veille.enrich.calls.roles import continues
from veille.enrich.prose import quote
from veille.enrich.when import Precision, When, dates, passed
from veille.facts import Found

SURE = 0.5
"""Below, nothing is said."""
_LONG_AGO = timedelta(days=45)

_HAPPENS = re.compile(
    r"\b(?:se tien(?:dr\w+|t|nent)|aur(?:a|ont) lieu|a lieu|ont lieu|se derouler\w*|se deroule\w*|rendez-vous"
    r"|se reuni\w+|accueill\w+|organis\w+|invit\w+|propos\w+|vous attend\w*|donn\w+ rendez|retrouve\w*|rejoign\w+"
    r"|participez|venez|"
    r"will (?:be held|take place|host|gather|meet)|takes? place|join us|hosts?\b|held\b|si (?:terra|svolge|svolgera)"
    r"|se celebrar\w*|tendra lugar|findet|stattfinde\w*|programme[e]?\b|date\w*\s?:|quand\s?:|when\s?:|reporte\w* au"
    r"|nouvelle date|deplace\w* au)"
)
_SORT = re.compile(
    r"\b(?:colloque|conference|journee|rencontre|forum|salon|assemblee|webinaire|webinar|atelier|seminaire|soiree"
    r"|matinee|festival|congres|universite|table ronde|petit[- ]dej\w*|visite|portes ouvertes|formation|cafe|debat"
    r"|projection|ceremonie|"
    r"anniversaire|inauguration|marche|fete|semaine|mois de|assises|etats generaux|convention|summit|workshop|event"
    r"|seminar|fair|symposium|hackathon|marathon|speed|afterwork|apero|ag\b|plenier\w*|convegno|incontro|jornada\w*"
    r"|congreso|tagung|kongress|week-end)\w*"
)
_LIMIT = re.compile(
    r"\b(?:inscri\w+|reserv\w+|date limite|cloture\w*|jusqu'au|avant le|au plus tard|d'ici|deadline|register"
    r"|registration|renvoyer|retourner|appel a|confirm\w+|bulletin|billetterie|tarif\w*|early bird|repondre|reponse"
    r"|closes?\b|entro|bis zum|hasta|candidat\w+|depos\w+|preinscri\w+)"
)
_EARLIER = re.compile(
    r"\b(?:initialement|au lieu d[ue]|programme[e]? (?:demain|le|pour)|prevue? (?:demain|le|au|pour)|l'an dernier"
    r"|l'annee derniere|edition precedente|precedente edition|premiere edition|derniere edition|instead of|originally"
    r"|last year|depuis|annule\w*)"
)
_OTHER = re.compile(
    r"\b(?:publie\w*|mis(?:e)? en ligne|mise a jour|modifie\w*|loi|decret|arrete|cree\w*|fonde\w*|ne en|nee en|actes"
    r"|compte[- ]rendu|prochain(?:e)? (?:numero|rendez-vous|edition|rencontre|seance)|suivante?|posted|updated"
    r"|published|restitution|rapport)"
)
_DRAWS = re.compile(
    r"^[\s,(|:-]{0,4}(?:a\s(?!\d)|au\s|aux\s|chez\s|in\s(?!\d)|at\s(?!\d)|en\s(?:visio|ligne|presentiel)|salle\b"
    r"|de \d|sur\s(?:place|zoom|teams)|online|en direct)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When an event is."""

    start: Found
    end: Found | None
    sentence: tuple[int, int]
    when: When


def event_days(title: str, text: str, published: date | None) -> Days | None:
    """Return when the event told by title and text is; None where no day stands out clearly enough."""
    whole = f"{title}\n{text}"
    known = dates(whole, published)
    best: tuple[float, tuple[Context, ...]] | None = None
    for index, group in enumerate(_groups(contexts(whole, known, len(title)))):
        points = max(_points(one, index) for one in group)
        if published and not group[0].when.floating and group[-1].when.last < published - _LONG_AGO:
            points -= 2.0
        if best is None or points > best[0] + 0.3:
            best = points, group
    if best is None:
        return None
    points, group = best
    context = group[0]
    when = context.when
    if len(group) > 1:
        when = replace(when, days=(when.first, group[-1].when.last))
    if published and cues.OVER.search(context.said):
        when = passed(when, published)
    confidence = _squash(points - 1.2 * when.doubtful - 0.8 * when.bare)
    if confidence < SURE:
        return None
    words = quote(whole, context.sentence, (when.start, when.end))
    start = Found(value=_stamp(when.first, when.hour), quote=words, confidence=confidence)
    last = when.last if when.last != when.first else _last_day(when, known)
    end = None
    if last and last != when.first:
        end = Found(value=_stamp(last, when.until), quote=words, confidence=confidence)
    elif when.until:
        end = Found(value=_stamp(when.first, when.until), quote=words, confidence=confidence)
    return Days(start=start, end=end, sentence=context.sentence, when=when)


def _groups(found: Sequence[Context]) -> Iterator[tuple[Context, ...]]:
    """Give the dates that name days, those that only add to the one before (« 25 mars, 8 et 22 avril ») together."""
    group: list[Context] = []
    for context in found:
        if context.when.precision is not Precision.DAY:
            continue
        if group and continues(context) and group[-1].when.last <= context.when.first:
            group.append(context)
            continue
        if group:
            yield tuple(group)
        group = [context]
    if group:
        yield tuple(group)


def _last_day(when: When, known: tuple[When, ...]) -> date | None:
    """Return the last day of a mention elsewhere that begins on the same day: « les 1er et 2 février » in the title."""
    ends = [
        one.last for one in known if one.first == when.first and one.last > one.first and one.precision is Precision.DAY
    ]
    return ends[0] if ends and (ends[0] - when.first).days < 60 else None


def _stamp(day: date, hour: str) -> str:
    return f"{day.isoformat()}T{hour}" if hour else day.isoformat()


def _points(context: Context, index: int) -> float:
    """Return the points for a date being the event's own."""
    left, right, when = context.left, context.right, context.when
    points = 0.6
    points += 2.2 if context.titled else 0.0
    points += 1.2 * bool(_HAPPENS.search(left[-120:]) or _HAPPENS.search(context.label))
    points += 0.5 * bool(_HAPPENS.search(right[:80]))
    points += 0.9 * bool(_SORT.search(left[-100:]) or _SORT.search(right[:60]))
    points += 1.0 * bool(when.hour) + 0.6 * bool(when.until) + 0.6 * when.span
    points += 0.8 * bool(_DRAWS.match(right))
    points += 0.7 if not re.search(r"[a-z]{3}", left) else 0.0
    points -= 0.15 * min(index, 6)
    near = left[-70:]
    if _LIMIT.search(near) and not _HAPPENS.search(near):
        points -= 3.0
    if cues.LIMIT_BEFORE.search(left) and not when.span:
        points -= 2.5
    if _EARLIER.search(left[-60:]):
        points -= 3.0
    if _OTHER.search(left[-45:]):
        points -= 2.5
    if context.attached:
        points -= 0.5
    return points


def _squash(points: float) -> float:
    return round(1 / (1 + math.exp(-1.1 * (points - 0.6))), 3)
