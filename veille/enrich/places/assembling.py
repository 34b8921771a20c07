"""Makes the places of an article out of what was decided: the most specific ones, their roles, their evidence."""

from collections import defaultdict

from veille.enrich.places.evidence import Evidence
from veille.enrich.places.homonyms import Levels, Named
from veille.enrich.places.looking import Look
from veille.enrich.places.mentions import TITLE, Scene
from veille.enrich.places.ranking import Chances
from veille.facts import Place, PlaceRole

_WORDS_SHOWN = 5
_MENTIONS_KEPT = 8
"""Places named in passing that are kept, likeliest first."""
_LEAST_MENTION = 0.6
"""How surely a name must mean a place to be kept as a mention."""
_MOST_OF, _ENOUGH_OF = 0.6, 0.4
"""A commune or intercommunality stands for its département where it brings this much of what names places in it, and,
unless the title names it, this much of all that speaks for the département."""
_SPECIFIC = frozenset({"commune", "epci", "arrondissement"})


def places(look: Look, decided: dict[str, float], chances: Chances, levels: Levels) -> list[Place]:
    """Return the decided places, then those only named, each list likeliest first."""
    answer: list[Place] = []
    above = {levels.of(code).get("region") for code in decided if levels.of(code).get("departement")}
    for code, chance in decided.items():
        if code in above and not levels.of(code).get("departement"):
            continue  # the département says it
        evidence = _evidence(look, code)
        specific = _most_specific(code, evidence, levels)
        answer.append(_place(specific, PlaceRole.SUBJECT, chance, evidence, look.scene))
    return answer + _mentions(look, decided, chances, levels)


def _evidence(look: Look, code: str) -> list[Named]:
    if code == "EU":
        found = look.evidence["union"].get("EU")
        return found.named if found else []
    if code == "FR":
        reach = [look.evidence["reach"].get(name) for name in ("cue", "law", "nation")]
        told = [look.evidence["pays"].get("FR"), *reach]
        return [one for evidence in told if evidence for one in evidence.named]
    for level in ("departement", "region", "pays"):
        evidence = look.evidence[level].get(code)
        if evidence is not None:
            return evidence.named
    return []


def _most_specific(code: str, evidence: list[Named], levels: Levels) -> str:
    """Return the commune or intercommunality that a département is named by, else the code itself."""
    if "departement" not in levels.of(code) or not evidence:
        return code
    weights: dict[str, float] = defaultdict(float)
    titled: set[str] = set()
    for one in evidence:
        for place in one.codes:
            weights[place] += one.sure
            if one.mention.zone == TITLE:
                titled.add(place)
    inside = {place: weight for place, weight in weights.items() if _SPECIFIC & levels.of(place).keys()}
    best = max(inside, key=lambda place: inside[place], default=code)
    if inside.get(best, 0.0) < _MOST_OF * sum(inside.values()) or (code in titled and best not in titled):
        return code
    return best if best in titled or inside.get(best, 0.0) >= _ENOUGH_OF * sum(weights.values()) else code


def _mentions(look: Look, decided: dict[str, float], chances: Chances, levels: Levels) -> list[Place]:
    """Return places that are named without the text being about them: each under its own code."""
    said = set(decided) | {place for code in decided for place in _inside(look, code)}
    found: dict[str, list[Named]] = defaultdict(list)
    for one in look.named:
        if one.sure >= _LEAST_MENTION and not one.mention.small:
            for code in one.codes:
                if code not in said and not said & {levels.of(code).get(level) for level in ("departement", "pays")} - {
                    "FR"
                }:
                    found[code].append(one)
    ranked = [(_chance(code, chances, levels), code) for code in found if levels.known(code)]
    return [
        _place(code, PlaceRole.MENTION, chance, found[code], look.scene)
        for chance, code in sorted(ranked, reverse=True)[:_MENTIONS_KEPT]
    ]


def _inside(look: Look, code: str) -> set[str]:
    evidence: Evidence | None = look.evidence["departement"].get(code)
    return set(evidence.places) if evidence else set()


def _chance(code: str, chances: Chances, levels: Levels) -> float:
    lies = levels.of(code)
    level = next((level for level in ("departement", "region", "pays") if level in lies), "pays")
    return chances.get(level, {}).get(lies.get(level, code), chances.get(code, {}).get(code, 0.0))


def _place(code: str, role: PlaceRole, chance: float, evidence: list[Named], scene: Scene) -> Place:
    ranked = sorted(evidence, key=lambda one: (one.mention.small, one.mention.zone, -one.sure))
    written = [scene.words.written(one.mention.start, one.mention.end) for one in ranked]
    return Place(
        code=code, role=role, probability=round(chance, 3), evidence=tuple(dict.fromkeys(written))[:_WORDS_SHOWN]
    )
