"""Reads all places of a text in order: names, numbers, and what they mean together."""

from veille.enrich.places.judging import compound, judged
from veille.enrich.places.mentions import Mention, Scene, longest
from veille.enrich.places.names import Form, Names
from veille.enrich.places.numbers import number


def read_mentions(names: Names, scene: Scene) -> list[Mention]:
    """Return the mentions of a text in order, names of other things left out."""
    found: list[Mention] = []
    index, count = 0, len(scene.words)
    while index < count:
        if scene.words.folded[index][0].isdigit():
            mention = number(index, names.gazetteer, scene)
        else:
            candidate = longest(names, scene, index)
            mention = judged(candidate, names, scene) if candidate else None
        index = mention.end if mention else index + 1
        if mention and mention.senses and mention.form is not Form.MASK:
            found.append(mention)
    return [mention for mention in found if not compound(mention, found, scene)]
