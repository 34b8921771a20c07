"""What a date of a call is, as points for and against, from the words around it.

Points are near log-odds; `Reading.closing` over `CLOSES` makes a closing. Weights were set by hand on
tests/data/calls/tuning.jsonl and measured by `python -m bench.calls`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from veille.enrich.calls import cues
from veille.enrich.calls.clauses import FAR, clause_after, nearness
from veille.enrich.calls.contexts import Context

CLOSES = 1.4
OPENS = 2.0
_AGAINST = (
    ("meeting", cues.MEETING, 3.0), ("jury", cues.JURY, 3.0), ("result", cues.RESULT, 3.0),
    ("project", cues.PROJECT, 3.0), ("age", cues.AGE, 3.0), ("legal", cues.LEGAL, 3.0),
    ("past edition", cues.PAST_EDITION, 3.0), ("question", cues.QUESTION, 3.5), ("update", cues.UPDATE, 2.5),
)  # fmt: skip
_LEAD_IN = re.compile(
    r"(?:\b(?:du|le|les|des|de|d|au|avant|jusqu|ici|by|before|from|on|the|entre|between|dal|vom|am|del|etape|phase)\b"
    r"|[\W\d_])*+"
)
"""Words before a date that say nothing of it: it then begins its line, and what follows is its label."""
_INTRODUCES = re.compile(r"\s{0,2}(?:[:|=]|-\s)")
_AND = re.compile(
    r"[\s>*|o-]{0,8}(?:,|;|/|&|et|ou|puis|and|or|e|y|und)?\s{0,3}(?:et |ou |puis |and |or )?(?:(?:le|du|au|avant le"
    r"|jusqu'au|the|by|on|ou le|et le)\s{1,2})?"
)
"""What parts a date from one before it that plays the same part."""
_DELAY = re.compile(
    r"dans|sous|d'ici|within|in\b|entro|innerhalb|binnen|delai|\d|[a-z]+ (?:semaine|jour|mois|week|day)"
)
_DUE = re.compile(
    r"\b(?:depos\w*|remettre|remis(?:e|es)?\b(?! a )|rendre|rendus?|envoy\w+|adress\w+|transm\w+|retourn\w+|renvoy\w+"
    r"|attendu\w*|recus?|recues?|parven\w+"
    r"|soumett\w+|submitted|sent|received|due|presentat\w+|inviat\w+)(?:[^,.;]{0,60}\s|\s)(?:pour |for |on "
    r"|by )?(?:le |the )?$"
    r"|\bdepos\w*[^.;]{0,60}\bdates\b[^.;]{0,30},? le $"
)
_COLON = re.compile(r"[:|]\s{0,2}(?:le |the |il )?$")
_DEPOSITS = re.compile(r"\b(?:depots?|candidatures?|inscriptions?|remises?|applications?)\b")
_NOT_AFTER = re.compile(
    r"\b(?:apres|au-dela|passe|posterieure?s? a|after|beyond|dopo|despues|nach)\s{0,2}(?:le |du |au |the |il |el "
    r"|dem )?$"
)
_REFUSED = re.compile(
    r"\b(?:aucune?|ne (?:sera|seront|pourra|pourront|sont|peu)\w*|n'est plus|plus (?:accept|recev|possible|pris)"
    r"|trop tard|rejet\w*|irrecevab\w*"
    r"|ecarte\w*|not be|no (?:application|late|proposal)|non saranno|no se admit|refus\w*)"
)
"""« Après le 15 mars, aucun dossier ne sera accepté » sets a limit too."""
_OBLIGED = re.compile(
    r"\b(?:il faut|faudra|doit|doivent|devez|devra|devront|merci de|veuillez|pensez a|sont a|est a|must"
    r"|should)\b[^.;]{0,90}$"
)
_LATE_HOURS = {"23:59": 1.4, "12:00": 0.6, "17:00": 0.4, "18:00": 0.3}
"""Points of hours at which things close rather than meet, where no end is given."""
_HAVE = re.compile(r"\b(?:avez|ont|as|aurez|auront|have|reste)\s(?:\w+\s){0,2}(?:jusqu'(?:a|au)|until|a)\s?(?:le )?$")
_HEADS = re.compile(
    r"\b(?:depots?|candidatures?|inscriptions?|remise des? \w+|envois?|reponses?|soumission|reception|appel|retour"
    r"|transmission|submission|bewerbung\w*"
    r"|applications?|domande|solicitudes)(?:\s(?!est|sera|convention|publication|l'avis"
    r"|avis)[\w'()/-]{1,20}){0,6}\s?[:|\n]\s?(?:le |du |jusqu'au )?$"
)
"""« Dépôt des dossiers : »: the day after it is when."""
_HANDED_TO = re.compile(
    r"\b(?:envoy|adress|transm|remis|remett|depos|soumis|soumett|parven|retourn|send|submi)\w*[^,.;]{0,40}\b(?:au"
    r"|a la|aux|a l'|to the)\s?$"
)
"""Before « comité scientifique »: it receives the files, the day is not its meeting."""
_TO_ITSELF = re.compile(r"(?:\b(?:au|a|to|jusqu'au|until|du|al|bis|is|est|le|hasta|el)|:)\W{0,3}(?:le |the |el )?$")
_WAS = re.compile(
    r"^[\s,(]{0,3}(?:initialement (?:prevu|annonc|fix)\w*\s{0,2}(?:est|,|\.|a ete|\)|$)"
    r"|(?:est|sont|a ete|ont ete|etant|has been|was)\s(?:donc |finalement |ainsi )?(?:report|repouss|prolong|decal"
    r"|recul|extend|postpon)\w*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How much a date looks like each thing."""

    context: Context
    closing: float
    opening: float
    against: float
    first_stage: bool
    full_file: bool
    wave: bool
    extension: bool
    initial: bool
    over: bool
    parts: Mapping[str, float]
    """What the points come from, by name; a learned judge weighs it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The surroundings of a date, cut to what speaks of it."""

    context: Context
    left: str
    right: str
    label: str
    leads: bool
    """The date begins its line: what follows it is its label."""
    limit: bool
    """It is said to be a last day, of whatever."""
    submits: float
    """How near before it something is handed in."""
    submitted: bool
    """The same, after it."""
    noun: float
    """How near before it stands a word for deadline."""


def read(context: Context, *, put_off: bool) -> Reading:
    """Weigh the surroundings of a date; `put_off` says that the text speaks of an extension somewhere."""
    view = _view(context)
    left, right, when = view.left, view.right, context.when
    objections = _objections(view)
    against = min(sum(objections.values()), 8.0)
    named, labelled, hinted = _closing(view, against), _labelled(view), _hinted(view)
    closing = named + labelled + hinted
    opening = _opening(context, left, right, view.label, leads=view.leads)
    extension = put_off and bool(cues.EXTENSION.search(left[-110:]) or cues.EXTENSION.search(right[:60]))
    if extension and _TO_ITSELF.search(left):
        if cues.OPENING.search(context.said) and not cues.DEADLINE.search(context.said):
            opening += 3.0
        else:
            closing += 3.0
    if opening >= 2.5 and not (view.limit or view.noun or when.span):
        closing -= 2.0
    if when.span and (opening >= 3.0 or closing >= 0.5 or _asks(context)):
        closing += 2.0
    if context.attached:
        closing, opening = closing - 4.0, opening - 4.0
    whole = f"{view.label} {left} {right}"
    return Reading(
        context=context,
        closing=closing - against,
        opening=opening - against * 0.7,
        against=against,
        first_stage=bool(cues.FIRST_STAGE.search(whole)),
        full_file=bool(cues.FULL_FILE.search(whole)),
        wave=bool(cues.WAVE.search(f"{context.before[-90:]} {whole}")),
        extension=extension,
        initial=bool(cues.INITIAL.search(left[-70:]) or _WAS.match(context.right)),
        over=bool(cues.OVER.search(left[-100:]) or cues.OVER.search(right[:40])),
        parts=objections
        | {"limit": view.limit, "noun": view.noun, "submits": view.submits, "submitted": view.submitted}
        | {"leads": view.leads, "named": named, "labelled": labelled, "hinted": hinted},
    )


def _view(context: Context) -> _View:
    left, label = context.left, context.label
    leads = bool(_LEAD_IN.fullmatch(left)) and (not label or bool(_INTRODUCES.match(context.right)))
    right = context.right.lstrip(" ,:|-)")[:100] if leads else clause_after(context.right)
    submits, submitted = nearness(cues.SUBMIT, left), bool(cues.SUBMIT.search(right))
    limit = (
        bool(cues.LIMIT_BEFORE.search(left) or cues.LIMIT_AFTER.match(context.right))
        or bool(_NOT_AFTER.search(left) and _REFUSED.search(context.said))
        or (context.when.relative and (submits > 0 or submitted) and bool(_DELAY.match(context.written)))
    )
    noun = nearness(cues.DEADLINE, left)
    return _View(context=context, left=left, right=right, label=label, leads=leads, limit=limit, submits=submits,
                 submitted=submitted, noun=noun)  # fmt: skip


def _objections(view: _View) -> dict[str, float]:
    """Return the points against a date being of the call, by what it may be instead.

    They are few where handing in is said beside the limit.
    """
    sure = view.limit and max(view.submits, view.submitted) == 1.0
    said = f"{view.left.rstrip()} {view.context.written}" if view.context.when.relative else view.left
    aside = _aside(view.context)
    if sure and not cues.QUESTION.search(aside):
        aside = ""
    return _against(said, view.right, view.label, aside, far=FAR / 2 if sure else FAR, leads=view.leads)


def _closing(view: _View, against: float) -> float:
    """Return the points of the date's own clause for a closing."""
    points = (1.6 if view.limit else 0.0) + 3.0 * view.noun
    points += 1.4 * max(view.submits, (1.0 if view.leads else 0.8) * view.submitted)
    if view.limit and not view.context.when.relative:
        points += _supported(view.context, view.left, against)
    if view.noun == 1.0 and _COLON.search(view.left):
        points += 1.2
    if view.leads:
        points += 3.0 * bool(cues.DEADLINE.search(view.right))
    elif not view.noun:
        points += 1.2 * bool(cues.DEADLINE.search(view.right))
    return points


def _labelled(view: _View) -> float:
    """Return the points of the label, the heading or the sentence before."""
    if view.label:
        named = bool(cues.DEADLINE.search(view.label) or cues.LIMIT_BEFORE.search(f"{view.label} "))
        return 2.6 * named + 1.4 * bool(cues.SUBMIT.search(view.label)) + 1.0 * bool(_DEPOSITS.search(view.label))
    if not (view.noun or view.limit):
        return 1.0 * bool(cues.DEADLINE.search(view.context.before[-90:]))
    if view.limit and not (view.submits or view.noun):
        return 0.9 * bool(cues.SUBMIT.search(view.context.heading))
    return 0.0


def _hinted(view: _View) -> float:
    """Return the points of the turn of phrase, of the hour and of the title."""
    context, left, points = view.context, view.left, 0.0
    if not (view.limit or view.noun):
        if not context.when.span and (_DUE.search(left) or _HEADS.search(left)):
            points += 1.5
        points += 0.6 * bool(_OBLIGED.search(left))
    if not (context.when.span or context.when.until):
        points += _LATE_HOURS.get(context.when.hour, 0.0)
    if view.limit:
        points += 1.0 * bool(_HAVE.search(left)) + 1.4 * context.titled
    return points


def continues(context: Context) -> bool:
    """Say whether a date only adds to the one before it: « avant le 31 janvier, le 31 mai ou le 30 septembre »."""
    cell = context.left.startswith((" |", "|")) and not context.listed
    return context.follows and not cell and bool(_AND.fullmatch(context.left))


def _against(left: str, right: str, label: str, heading: str, *, far: float, leads: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, pattern, weight in _AGAINST:
        near = nearness(pattern, left, far)
        if near and pattern is cues.JURY and _receives(left):
            near = 0.0
        if pattern is cues.UPDATE or pattern is cues.AGE:
            near = 1.0 if pattern.search(left[-45:]) else 0.0
        after = (1.0 if leads else 1.25 * far) if pattern.search(right) else 0.0
        head = 0.8 if (label and pattern.search(label)) or (heading and pattern.search(heading)) else 0.0
        points = weight * max(near, after, head)
        if points:
            found[name] = points
    return found


def _supported(context: Context, left: str, against: float) -> float:
    """Return what the rest of its sentence adds to a limit: « ouvert jusqu'au », a first stage, nothing against it."""
    if cues.OPENING.search(left[-60:]) or cues.FIRST_STAGE.search(left):
        return 1.0
    return 0.5 if not against or cues.SUBMIT.search(context.said) else 0.0


def _aside(context: Context) -> str:
    """Return the heading of a date's paragraph where it is the line just above: « 4. Questions »."""
    return context.heading if context.heading and context.before.endswith(context.heading) else ""


def _receives(left: str) -> bool:
    """Say whether the jury or committee named last is whom the files go to."""
    places = [match.start() for match in cues.JURY.finditer(left)]
    return bool(places) and bool(_HANDED_TO.search(left[: places[-1]]))


def _asks(context: Context) -> bool:
    """Say whether the sentence before asks how or when one may apply."""
    return context.before.rstrip().endswith("?") and bool(cues.SUBMIT.search(context.before[-80:]))


def _opening(context: Context, left: str, right: str, label: str, *, leads: bool) -> float:
    handed = any(cue.search(left[-90:]) or cue.search(right) for cue in (cues.SUBMIT, cues.WAVE))
    points = 2.6 * nearness(cues.OPENING, left[-90:])
    if leads:
        points = max(points, 2.6 * bool(cues.OPENING.search(right)))
    if label:
        points = max(points, 2.6 * bool(cues.OPENING.search(label)))
    if not points and handed:
        points = 1.8 * nearness(cues.FROM_ON, left[-90:])
    return points + 0.8 * handed
