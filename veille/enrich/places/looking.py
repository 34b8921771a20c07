"""Looks at one text: its mentions, what they mean together, and the features of every candidate."""

from dataclasses import dataclass
from functools import lru_cache

from veille.enrich.places.evidence import Evidence, Features, candidates, gather
from veille.enrich.places.gazetteer import WORLD
from veille.enrich.places.homonyms import Levels, Named, resolve
from veille.enrich.places.institutions import unnamed
from veille.enrich.places.mentions import TITLE, Scene
from veille.enrich.places.names import names
from veille.enrich.places.reading import read_mentions


@dataclass(frozen=True, slots=True)
class Look:
    """Everything seen in a text."""

    scene: Scene
    named: list[Named]
    evidence: dict[str, dict[str, Evidence]]
    """By level and code."""
    features: dict[str, dict[str, Features]]

    @property
    def worldwide(self) -> bool:
        """Whether the title names an international body: then nothing else is a better guess than no place."""
        world = self.evidence["union"].get(WORLD)
        return world is not None and world.zones[TITLE] > 0.5


def look(title: str, text: str, lang: str, prior: str = "") -> Look:
    """Return what is seen in a text; `prior` is the territory of its source, which helps to tell homonyms apart."""
    scene = Scene(title, text, lang)
    mentions = read_mentions(names(), scene)
    if prior:
        mentions += unnamed(mentions, scene, levels(), prior)
    named = resolve(mentions, levels(), (prior,) if prior else ())
    evidence = gather(named, levels())
    return Look(scene, named, evidence, candidates(evidence, levels(), lang))


@lru_cache(maxsize=1)
def levels() -> Levels:
    """Return where codes lie, remembered for the process."""
    return Levels(names().gazetteer)
