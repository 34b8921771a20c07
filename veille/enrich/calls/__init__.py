"""What the text of a call tells: its dates, its money, who pays, who may answer and where.

`find_call` reads an article whose kind is appel-a-projets. Each fact has its sentence and a confidence; what is not
said clearly is left out. Which territories a text names is read by `places`; `with_zones` tells those a call is for.
"""

import html
import re
from datetime import date

from veille.enrich.calls.amounts import amounts
from veille.enrich.calls.closing import Told, call_dates, told
from veille.enrich.calls.parties import beneficiaries, form, funder
from veille.enrich.calls.zone import with_zones, zone_sentences
from veille.enrich.prose import sentences
from veille.enrich.when import flat
from veille.facts import Call, Found
from veille.text import strip_controls

__all__ = ["find_call", "with_zones", "zone_sentences"]

MOST_TEXT = 60_000
"""Characters read of a call."""


def find_call(title: str, text: str, published: date | None, forms: tuple[Found, ...] = ()) -> Call:
    """Return what a call's title and text tell; `published` is the day of publication, `forms` the page's links."""
    title, text = _plain(title), _plain(text[:MOST_TEXT])
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


def told_dates(title: str, text: str, published: date | None) -> Told | None:
    """Return what the judge of closings is given of a call; for tools/fit_closings.py."""
    return told(_plain(title), _plain(text[:MOST_TEXT]), published)


_MARKUP = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5});|</?(?:p|li|ul|br|strong|td|div|h\d)\b")
_TAG = re.compile(r"<(/?)(\w{1,10})[^<>]{0,500}>")


def _plain(text: str) -> str:
    """Return text without the tags and entities that a badly made feed leaves in it."""
    if not _MARKUP.search(text):
        return text
    bare = _TAG.sub(
        lambda tag: "\n" if tag[2].lower() in ("p", "li", "br", "div", "tr", "ul", "h1", "h2", "h3") else " ", text
    )
    return strip_controls(html.unescape(bare))
