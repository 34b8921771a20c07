"""What the text of a call tells: its dates, its money, who pays, who may answer and where.

`find_call` reads an article whose kind is appel-a-projets. Each fact has its sentence and a confidence; what is not
said clearly is left out. Which territory a call is for is read by `places`, helped by `zone_sentences`.
"""

from datetime import date

from veille.enrich.calls.amounts import amounts
from veille.enrich.calls.closing import call_dates
from veille.enrich.calls.parties import beneficiaries, form, funder
from veille.enrich.calls.zone import zone_sentences
from veille.enrich.prose import sentences
from veille.enrich.when import flat
from veille.facts import Call, Found

__all__ = ["find_call", "zone_sentences"]

MOST_TEXT = 60_000
"""Characters read of a call."""


def find_call(title: str, text: str, published: date | None, forms: tuple[Found, ...] = ()) -> Call:
    """Return what a call's title and text tell; `published` is the day of publication, `forms` the page's links."""
    text = text[:MOST_TEXT]
    told = call_dates(title, text, published)
    whole = f"{title}\n{text}"
    folded = flat(whole)
    spans = sentences(whole)
    if not spans:
        return Call()
    return Call(
        closing=told.closing,
        opening=told.opening,
        waves=told.waves,
        extended=told.extended,
        permanent=told.permanent,
        amounts=amounts(whole, folded, spans),
        funder=funder(whole, spans),
        beneficiaries=beneficiaries(whole, folded, spans),
        form=form(whole, folded, spans, forms),
    )
