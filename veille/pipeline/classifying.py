"""`veille classify`: labels and facts of texts that are not ours, a line each."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from veille import classify
from veille.enrich import enrich
from veille.enrich.prose import telling
from veille.errors import InputError
from veille.facts import Facts, Found
from veille.models import Article, Lead, Tagging
from veille.pipeline.facts import finish, kind_in

if TYPE_CHECKING:
    from veille.classify import Tagger, TextRow

_BATCH = 64


def classify_lines(tagger: "Tagger", lines: Iterable[str], *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """Give one dict a line, in order, blank lines left out.

    Labels as `classify.label_answer` gives them; `territories` are the codes of the corpus that the text is about,
    its lang as the line has it, else as recognised; `deadline` and `event` are ISO days or null, of a call and of an
    event. `explain` adds the zone, and what everything was told by. Raises InputError with the number of a line that
    cannot be used, once the lines before it are answered.
    """
    rows = classify.text_rows(lines)
    wrong: InputError | None = None
    while wrong is None:
        batch: list[TextRow] = []
        try:
            batch.extend(islice(rows, _BATCH))
        except InputError as error:
            wrong = error
        if not batch:
            break
        articles = [_read(row) for row in batch]
        texts = [classify.TextIn(title=one.title, text=one.text, lang=one.lang) for one in articles]
        for row, article, tagging in zip(batch, articles, tagger.tag(texts, explain=explain), strict=True):
            facts = finish(article, kind_in(tagging)).facts
            answer = classify.label_answer(row, tagging) | _told(facts, row.lang or article.lang)
            if explain:
                answer["zone"] = str(tagging.zone)
                answer["explain"] = classify.label_reasons(tagging) | _reasons(facts)
                answer["explain"]["sentences"] = _sentences(article, tagging)
            yield answer
    if wrong is not None:
        raise wrong


def _read(row: "TextRow") -> Article:
    article = Article(url=row.url, title=row.title, text=row.text, published=row.published, lang=row.lang or "")
    return enrich(article, Lead(source_id="", url=row.url, entry_id=row.id, title=row.title))


def _told(facts: Facts, lang: str) -> dict[str, Any]:
    from veille.enrich.places import about  # noqa: PLC0415 - the gazetteer: for whoever classifies alone
    from veille.enrich.places.codes import outward  # noqa: PLC0415

    closing = facts.call.closing if facts.call else None
    return {
        "territories": outward(about(facts.places)),
        "lang": lang,
        "deadline": closing.value[:10] if closing else None,
        "event": facts.event.start.value[:10] if facts.event else None,
    }


def _reasons(facts: Facts) -> dict[str, Any]:
    """Return the words that named each place, those named in passing too, and the sentences of the dates."""
    return {
        "territories": [
            {"code": place.code, "role": str(place.role), "p": place.probability, "words": list(place.evidence)}
            for place in facts.places
        ],
        "deadline": _proof(facts.call.closing if facts.call else None),
        "event": _proof(facts.event.start if facts.event else None),
    }


def _sentences(article: Article, tagging: Tagging) -> dict[str, str]:
    """Return the most telling sentence of each label, of the part of the text that is read."""
    text = f"{article.title}\n{article.text[: classify.LEAD_CHARS]}"
    told = {f"{tag.facet}:{tag.label}": telling(text, tag.evidence) for tag in tagging.tags}
    return {label: sentence for label, sentence in told.items() if sentence}


def _proof(found: Found | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"value": found.value, "quote": found.quote, "confidence": round(found.confidence, 3)}
