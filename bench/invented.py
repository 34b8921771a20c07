"""An invented world of any size: sources, and pages as they come out of reading and tagging.

Words are those of the shipped corpus with their frequencies, texts are 300 of them (2 KB); labels, territories and
sources are the shipped ones, frequent and rare in the proportions of a stream (Zipf). Each article is about one or two
territories, one in twenty is a call and one in twenty an event; one call in four is told by two; one article in three
names an organisation. Deterministic: number and version of an article decide all of it. Nothing is fetched or tagged.
"""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

from veille.classify import load_taxonomy
from veille.classify.corpus import SHIPPED as CORPUS
from veille.config import load_sources, shipped_feeds
from veille.enrich.places.gazetteer import gazetteer
from veille.facts import Amount, Call, Event, Facts, Found, Mention, Place, PlaceRole
from veille.models import Article, Item, Lead, Outcome, Page, Source, Tag, Tagging, Zone
from veille.store import LeadResult
from veille.text import digest, stem_words, words

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
SPAN = timedelta(days=5 * 365)
"""Articles are spread evenly over the time before NOW; higher numbers are newer."""
WORDS_OF_TEXT, WORDS_OF_TITLE, WORDS_OF_EXCERPT = 300, 9, 28
ORGANISATIONS, COMMUNES = 5_000, 3_000
T = TypeVar("T")


class Deck:
    """Draws from values in the proportions 1/3, 1/4, 1/5… or in those given."""

    def __init__(self, values: list[T], weights: list[float] | None = None) -> None:
        self.values = values
        self.weights = list(accumulate(weights or [1 / (rank + 3) for rank in range(len(values))]))

    def draw(self, chance: random.Random, count: int) -> list[T]:
        """Return `count` values, repeats possible."""
        return chance.choices(self.values, cum_weights=self.weights, k=count)


class World:
    """Makes articles; `articles` is how many there will be, which decides their dates."""

    def __init__(self, articles: int) -> None:
        self.articles = articles

    @cached_property
    def vocabulary(self) -> tuple[Deck, dict[str, str]]:
        """The words of the corpus as a deck, and the stem of each."""
        counts: Counter[str] = Counter()
        for part in sorted(CORPUS.glob("*.jsonl")):
            for line in part.read_text(encoding="utf-8").splitlines():
                text = json.loads(line)
                counts.update(words(f"{text['title']} {text['text']}"))
        known = sorted(counts)
        return Deck(known, [float(counts[word]) for word in known]), dict(zip(known, stem_words(known), strict=True))

    @cached_property
    def sources(self) -> list[Source]:
        """The sources of the shipped feeds.yml."""
        feeds = shipped_feeds()
        assert feeds is not None
        return list(load_sources(feeds))

    @cached_property
    def labels(self) -> dict[str, Deck]:
        """A deck for each facet of the taxonomy."""
        taxonomy = load_taxonomy()
        return {facet: Deck(list(taxonomy.ids(facet))) for facet in ("theme", "sector", "org", "kind")}

    @cached_property
    def places(self) -> Deck:
        """Countries first, then régions, départements and some communes."""
        known, chance = gazetteer(), random.Random(5)
        ranks = [[code for code, one in known.larger.items() if one.kind == rank] for rank in ("region", "departement")]
        return Deck(
            ["FR", *chance.sample(ranks[0], len(ranks[0])), *ranks[1], *chance.sample(known.communes.codes, COMMUNES)]
        )

    def result(self, number: int, version: int = 0) -> LeadResult:
        """Return one page, read and tagged."""
        chance = random.Random(f"{number} {version}")
        source = self.sources[min(int(chance.expovariate(0.03)), len(self.sources) - 1)]
        url = f"https://{source.id}.example/{number}"
        age = SPAN * (1 - number / max(self.articles, 1))
        deck, stem = self.vocabulary
        told = deck.draw(chance, WORDS_OF_TEXT)
        title = told[:WORDS_OF_TITLE]
        lead = Lead(source_id=source.id, url=url, entry_id=str(number), title=" ".join(title).capitalize(),
                    fingerprint=str(version))  # fmt: skip
        text = " ".join(told)
        article = Article(
            url=url,
            title=lead.title,
            text=text,
            published=NOW - age,
            lang="fr" if chance.random() < 0.85 else "en",
            excerpt=" ".join(told[:WORDS_OF_EXCERPT]).capitalize(),
            text_hash=digest(text),
            terms_title=" ".join(stem[word] for word in title),
            terms_text=" ".join(stem[word] for word in told),
            facts=self.facts(chance, number, version),
        )
        tagging = Tagging(relevance=0.9, zone=Zone.IN, tags=self.tags(chance, number), evidence=(("scop", 2.0),))
        page = Page(url=url, final_url=url, outcome=Outcome.OK, fetched_at=NOW)
        item = Item(lead=lead, article=article, tagging=tagging, model_version="bench")
        return LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=item)

    def tags(self, chance: random.Random, number: int) -> tuple[Tag, ...]:
        """Return one or two themes, sectors and families, and a kind that agrees with the facts."""
        drawn = [(facet, label) for facet, most in (("theme", 3), ("sector", 2), ("org", 2))
                 for label in dict.fromkeys(self.labels[facet].draw(chance, chance.randint(1, most)))]  # fmt: skip
        kind = "appel-a-projets" if is_call(number) else "evenement" if is_event(number) else None
        drawn.append(("kind", kind or self.labels["kind"].draw(chance, 1)[0]))
        weighed = (("subvention", 1.5), ("cooperat", 0.7), ("associ", -0.2))
        return tuple(Tag(facet=facet, label=label, probability=0.8, evidence=weighed) for facet, label in drawn)

    def facts(self, chance: random.Random, number: int, version: int) -> Facts:
        """Return territories, organisations, and a call or an event."""
        codes = dict.fromkeys(self.places.draw(chance, chance.choice((1, 1, 2))))
        places = tuple(Place(code=code, role=PlaceRole.SUBJECT, probability=0.9, evidence=("ici",)) for code in codes)
        mentions: tuple[Mention, ...] = ()
        if chance.random() < 1 / 3:
            rank = min(int(chance.expovariate(0.002)), ORGANISATIONS - 1)
            mentions = (
                Mention(id=f"org-{rank}", name=f"Coopérative n° {rank}", family="cooperative", probability=0.9),
            )
        written = NOW - SPAN * (1 - number / max(self.articles, 1))
        day = (written + timedelta(days=10 + number % 70 + version % 30)).date().isoformat()
        told = Found(value=day, quote=f"Les dossiers sont à déposer avant le {day}.", confidence=0.9)
        form = Found(value=f"https://aides.example/{number // 100}/{number % 20}", quote="", confidence=0.9)
        amount = Amount(role="plafond", value=20_000.0, quote="Jusqu’à 20 000 € par projet.", confidence=0.9)
        call = Call(closing=told, form=form, amounts=(amount,)) if is_call(number) else None
        event = Event(start=told, online=number % 3 == 0) if is_event(number) else None
        return Facts(places=places, mentions=mentions, call=call, event=event, version="bench")


def is_call(number: int) -> bool:
    """Say whether an article tells of a call; articles 100 n and 100 n + 5 tell of one and the same."""
    return number % 100 in (0, 5, 20, 40, 60)


def is_event(number: int) -> bool:
    """Say whether an article tells of an event."""
    return number % 20 == 1
