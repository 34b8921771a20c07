"""Gathers what speaks for each place a text may be about, and puts it in figures.

Candidates are countries, regions, départements, and France and the Union as wholes; each gets features from
where, how often and how it is named, beside its rivals (ranking.py weighs them).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from veille.enrich.places.gazetteer import WORLD
from veille.enrich.places.homonyms import Levels, Named
from veille.enrich.places.mentions import TITLE
from veille.enrich.places.names import Form

ZONE_WEIGHT = (4.0, 1.7, 1.0)
"""Title, lead, rest: how much more a name in the title tells; set by hand, what it leads to is fitted."""
SPOKEN = {
    "fr": "FR", "it": "IT", "es": "ES", "de": "DE", "nl": "NL", "pt": "PT", "ca": "ES", "gl": "ES", "pl": "PL",
    "ro": "RO", "sv": "SE", "da": "DK", "el": "GR",
}  # fmt: skip
"""Where a text in a language is most often from; English is written everywhere."""

Features = dict[str, float]


@dataclass(slots=True)
class Evidence:
    """What speaks for one candidate."""

    zones: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    """Chance that the title, the lead, the rest name it at all."""
    weight: float = 0.0
    count: float = 0.0
    direct: float = 0.0
    """Of the weight, what names it itself rather than a place in it."""
    direct_title: float = 0.0
    strong: float = 0.0
    owner: float = 0.0
    small: float = 0.0
    seat: float = 0.0
    """Of the weight, what a name brings that also stands for the Union: Brussels."""
    cues: float = 0.0
    first: int = 1_000_000
    places: set[str] = field(default_factory=set)
    """Codes of the places in it that are named."""
    named: list[Named] = field(default_factory=list)

    def add(self, named: Named, direct: bool, part: float) -> None:
        """Count a mention; `part` is less than 1 where a name covers several territories."""
        mention, sure = named.mention, named.sure * part
        self.named.append(named)
        if mention.form >= Form.CUE:
            self.cues += sure * ZONE_WEIGHT[mention.zone]
            return
        zone = mention.zone
        self.zones[zone] = 1 - (1 - self.zones[zone]) * (1 - sure)
        weight = sure * ZONE_WEIGHT[zone]
        self.weight += weight
        self.count += sure
        self.direct += weight if direct else 0.0
        if direct and zone == 0:
            self.direct_title = max(self.direct_title, sure)
        self.strong += sure if mention.strong else 0.0
        self.owner += sure if mention.owner else 0.0
        self.small += sure if mention.small else 0.0
        self.seat += weight if mention.seat else 0.0
        self.first = min(self.first, mention.start)
        self.places.update(named.codes)


PARIS = frozenset({"75056", "D75", *(str(75100 + number) for number in range(1, 21))})
"""Where the State and the national federations sit."""
LEVELS = ("departement", "region", "pays")


def gather(named: Iterable[Named], levels: Levels) -> dict[str, dict[str, Evidence]]:
    """Return the evidence per level and candidate; level « reach » holds words that tell how far the text reaches."""
    found: dict[str, dict[str, Evidence]] = {level: {} for level in (*LEVELS, "reach", "union")}
    for one in named:
        part = 1 / math.sqrt(len(one.codes))
        form = one.mention.form
        if form is Form.REACH or (form is Form.CUE and one.codes == ("FR",)):
            found["reach"].setdefault("cue" if form is Form.CUE else one.codes[0], Evidence()).add(one, True, part)
            continue
        seen: set[tuple[str, str]] = set()
        for code in one.codes:
            if code in {"EU", WORLD}:
                found["union"].setdefault(code, Evidence()).add(one, True, part)
                continue
            for level, place in levels.of(code).items():
                if level in LEVELS and (level, place) not in seen:
                    seen.add((level, place))
                    if not (level == "pays" and place == "FR" and code != "FR"):
                        found[level].setdefault(place, Evidence()).add(one, code == place, part)
    return found


def candidates(found: dict[str, dict[str, Evidence]], levels: Levels, lang: str) -> dict[str, dict[str, Features]]:
    """Return the features of every candidate by level: departement, region, pays, and « FR », « EU » by themselves."""
    scene = _scene(found, lang)
    answer: dict[str, dict[str, Features]] = {"FR": {"FR": scene}, "EU": {"EU": scene}}
    for level in LEVELS:
        rivals = {code: one for code, one in found[level].items() if code != "FR"}
        home = SPOKEN.get(lang, "FR") if level == "pays" else "FR"
        if home != "FR":
            rivals.setdefault(home, Evidence())
        total = sum(one.weight for one in rivals.values())
        answer[level] = {code: _own(one, rivals, total) | scene for code, one in rivals.items()}
    for code, features in answer["pays"].items():
        features["spoken"] = float(SPOKEN.get(lang) == code)
        features["spoken_elsewhere"] = features["spoken"] * features["behind"]
        features["english"] = float(lang == "en" and code in {"GB", "IE"})
    _add_relations(answer, found, levels)
    return answer


def _own(one: Evidence, rivals: dict[str, Evidence], total: float) -> Features:
    """Return what speaks for one candidate, by itself and beside the others of its level."""
    others = [other for other in rivals.values() if other is not one]
    best = max((other.weight for other in others), default=0.0)
    title = max((other.zones[TITLE] for other in others), default=0.0)
    weight = one.weight or 1.0
    return {
        "title": one.zones[0],
        "lead": one.zones[1],
        "rest": one.zones[2],
        "any": 1 - (1 - one.zones[0]) * (1 - one.zones[1]) * (1 - one.zones[2]),
        "count": math.log1p(one.count),
        "share": one.weight / (total or 1.0),
        "best": float(one.weight > best),
        "behind": math.log1p(max(0.0, best - one.weight)),
        "title_rival": title * (1 - one.zones[0]),
        "rivals": math.log1p(len(others)),
        "direct": one.direct / weight,
        "direct_title": one.direct_title,
        "strong": math.log1p(one.strong),
        "owner": min(1.0, one.owner),
        "only_small": float(one.count > 0 and one.small >= one.count - 0.01),
        "cues": math.log1p(one.cues),
        "first": float(one.count > 0 and all(other.first >= one.first for other in others)),
        "seat": one.seat / weight,
        "paris": float(bool(one.places) and one.places <= PARIS),
    }


def _scene(found: dict[str, dict[str, Evidence]], lang: str) -> Features:
    """Return what the text as a whole says: the same for all its candidates."""
    none = Evidence()
    union, world = found["union"].get("EU", none), found["union"].get(WORLD, none)
    france, paris = found["pays"].get("FR", none), found["departement"].get("D75", none)
    near = [one for one in found["region"].values() if not one.places <= PARIS]
    # Brussels in a text that names the Union is the Union
    abroad = [
        one
        for code, one in found["pays"].items()
        if code != "FR" and not (union.count and one.seat and one.seat >= one.weight)
    ]
    reach = {name: math.log1p(found["reach"].get(name, none).cues) for name in ("law", "nation", "near", "cue")}
    scene = reach | {
        "france_title": france.zones[0],
        "france": math.log1p(france.count),
        "union_title": union.zones[0],
        "union_lead": union.zones[1],
        "union": math.log1p(union.count),
        "union_cues": math.log1p(union.cues),
        "world_title": world.zones[0],
        "world": math.log1p(world.count),
        "local_title": _most(near, lambda one: one.zones[0]),
        "local_lead": _most(near, lambda one: one.zones[1]),
        "local_rest": _most(near, lambda one: one.zones[2]),
        "local_strong": math.log1p(_most(near, lambda one: one.strong)),
        "local": math.log1p(_most(near, lambda one: one.weight)),
        "spread": math.log1p(max(0, len(near) - 1)),
        "abroad_title": _most(abroad, lambda one: one.zones[0]),
        "abroad_lead": _most(abroad, lambda one: one.zones[1]),
        "abroad": math.log1p(_most(abroad, lambda one: one.weight)),
        "abroad_cues": math.log1p(_most(abroad, lambda one: one.cues)),
        "abroad_spread": math.log1p(max(0, len(abroad) - 1)),
        "paris_named": math.log1p(paris.weight) if paris.places <= PARIS else 0.0,
        "brussels": math.log1p(found["pays"].get("BE", none).seat),
        "french": float(lang == "fr"),
        "in_english": float(lang == "en"),
        "nothing_local": float(not near),
        "nothing": float(not near and not abroad and not union.count and not union.cues),
    }
    alone = not near and not abroad and not france.count
    scene["union_alone"] = max(union.zones[0], union.zones[1]) if alone else 0.0
    scene["union_alone_title"] = union.zones[0] if alone else 0.0
    scene["french_nothing"] = scene["french"] * scene["nothing"]
    scene["far_untitled"] = (scene["law"] + scene["nation"] - scene["near"]) * (1.0 - scene["local_title"])
    scene["far_abroad"] = (scene["law"] + scene["nation"]) * scene["abroad_title"]  # another country's law
    scene["spread_untitled"] = scene["spread"] * (1.0 - scene["local_title"])
    return scene


def _most(among: list[Evidence], figure: Callable[[Evidence], float]) -> float:
    return max(map(figure, among), default=0.0)


def _add_relations(
    answer: dict[str, dict[str, Features]], found: dict[str, dict[str, Evidence]], levels: Levels
) -> None:
    """Add to départements how their region is named: by itself, or through others of its départements."""
    members: dict[str, list[str]] = {}
    for code in answer["departement"]:
        members.setdefault(levels.of(code).get("region", ""), []).append(code)
    for region, inside in members.items():
        above = found["region"].get(region, Evidence())
        for code in inside:
            own, features = found["departement"][code], answer["departement"][code]
            features["region_title"] = above.direct_title
            features["region_direct"] = math.log1p(above.direct)
            features["in_region"] = own.weight / (above.weight or 1.0)
            features["siblings"] = math.log1p(len(inside) - 1)
            features["region_only_title"] = above.direct_title * (1 - own.zones[TITLE])
    for region, features in answer["region"].items():
        features["members"] = math.log1p(len(members.get(region, ())))
