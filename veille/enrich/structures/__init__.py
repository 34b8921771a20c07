"""The organisations that an article names, from a gazetteer and from what goes with names; never a person.

    title, text ── scene ──> spelling (acronyms) ──> entries (gazetteer) ──┐
                        └──> naming (head words), spelling (federations) ──┴──> mentions, linked by id

Loaded on first use, once a process; nothing here reads the network or keeps state between articles.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from veille.enrich.base import Origin
from veille.enrich.structures.chances import CHANCES
from veille.enrich.structures.entries import find_known
from veille.enrich.structures.finding import Finding, How
from veille.enrich.structures.gazetteer import known
from veille.enrich.structures.naming import find_named
from veille.enrich.structures.scene import Scene
from veille.enrich.structures.spelling import find_described, repeated, spelt_out
from veille.facts import Mention
from veille.models import Article, Lead

__all__ = ["Organisations", "find_mentions"]

MOST = 12
"""Mentions kept of an article, most telling first."""
_EVIDENCE = 4
_TITLE_COUNTS = 3


class Organisations:
    """Fills `Article.facts.mentions`; needs the article's language."""

    def __call__(self, article: Article, lead: Lead, origin: Origin) -> Article:
        """Return article with the organisations that it names."""
        found = find_mentions(article.title, article.text, article.lang, article.url)
        return replace(article, facts=replace(article.facts, mentions=found))


def find_mentions(title: str, text: str, lang: str, url: str = "") -> tuple[Mention, ...]:
    """Return the organisations that a text names, most telling first: in the title, often, surely, early.

    `url` is the text's own address: on an organisation's site its short name means it.
    """
    scene = Scene(title, text, lang)
    entries = known()
    meant, spelt = spelt_out(scene)
    listed = find_known(scene, entries, entries.publisher(url), meant)
    made = [*spelt, *repeated(scene, spelt), *find_named(scene), *find_described(scene)]
    return _mentions(scene, _apart(listed, made))


def _apart(listed: list[Finding], made: list[Finding]) -> list[Finding]:
    """Return the findings that stand: of two that overlap the listed one, unless it is one word of a longer name."""
    kept: list[Finding] = []
    ranked = sorted(made, key=lambda one: (one.how is not How.SPELT_OUT, one.start, one.start - one.end))
    taken: dict[int, Finding] = {index: one for one in listed for index in range(one.start, one.end)}
    lost: set[Finding] = set()
    for one in ranked:
        under = {taken[index] for index in range(one.start, one.end) if index in taken}
        if under and not (len(under) == 1 and _is_part(next(iter(under)), one)):
            continue
        lost |= under
        taken |= dict.fromkeys(range(one.start, one.end), one)
        kept.append(one)
    return [one for one in (*listed, *kept) if one not in lost]


def _is_part(listed: Finding, longer: Finding) -> bool:
    """Say whether a listed name is only one word of a longer one: Matmut in « Fondation Matmut »."""
    inside = longer.start <= listed.start and listed.end <= longer.end
    return (
        inside
        and listed.how in {How.KNOWN, How.CONFIRMED}
        and longer.how in {How.HEADED, How.QUOTED, How.TAILED}
        and listed.end - listed.start == 1
        and longer.end - longer.start > 1
    )


def _mentions(scene: Scene, found: Iterable[Finding]) -> tuple[Mention, ...]:
    by_id: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.start):
        by_id[one.id].append(one)

    def telling(places: list[Finding]) -> tuple[float, int]:
        often = sum(_TITLE_COUNTS if scene.in_title(one.start) else 1 for one in places)
        return -often * max(CHANCES[one.how] for one in places), places[0].start

    ranked = sorted(by_id.values(), key=telling)
    return tuple(map(_mention, ranked[:MOST]))


def _mention(places: list[Finding]) -> Mention:
    best = max(places, key=lambda one: CHANCES[one.how])
    return Mention(
        id=best.id,
        name=best.name,
        family=best.family,
        probability=CHANCES[best.how],
        evidence=tuple(dict.fromkeys(one.written for one in places))[:_EVIDENCE],
    )
