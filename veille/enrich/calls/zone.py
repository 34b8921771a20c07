"""Which territories a call is open to: those that its sentences about who may apply name."""

import re
from collections.abc import Iterable
from dataclasses import replace

from veille.enrich.prose import Span, sentences
from veille.enrich.when import flat
from veille.facts import Place, PlaceRole

_ZONE = re.compile(
    r"\b(?:territoires? (?:eligibles?|concernes?|cibles?|vises?)|zones? (?:eligibles?|geographiques?|concernees?"
    r"|d'intervention)|perimetre"
    r"|implant\w+ (?:en|dans|sur|a|au)\b|(?:situe|siege|domicilie|base|etabli|localis"
    r"|installe)\w*\s(?:[\w']{1,15}\s){0,3}(?:en|dans|sur|a|au|aux)\b"
    r"|(?:s'adress\w+|ouvert\w*|reserve\w*|destine\w*|eligib\w+|beneficiaires?|peuvent (?:candidater|repondre|deposer"
    r"|participer|postuler|pretendre)|qui peut)\b"
    r"|(?:action|projet|activite)s?\s(?:[\w']{1,15}\s){0,4}(?:se derouler|etre realise|etre mene|etre mis|avoir lieu"
    r"|porter sur|concerner)"
    r"|sur (?:le|tout le) territoire|couverture geographique|eligible (?:countries|regions|area)|based in|open to"
    r"|located in|residing in|territorio|con sede|aventi sede|residentes en|mit sitz in)"
)


def zone_sentences(text: str) -> tuple[Span, ...]:
    """Return the offsets of the sentences of text about who may apply, and where from.

    A place named in one is likely an eligible zone (`PlaceRole.ZONE`) rather than what the text is about. It does not
    look for places, and takes some sentences that name none.
    """
    folded = flat(text)
    return tuple(span for span in sentences(text) if _ZONE.search(folded, *span))


def with_zones(places: Iterable[Place], title: str, text: str) -> tuple[Place, ...]:
    """Return the places of a call, with the role of an eligible zone where a sentence about who may apply names them.

    What the title names stays the subject. Places only named in passing are zones where nothing local was found: of a
    regional call that lists its départements, the region says enough.
    """
    told = [text[start:end] for start, end in zone_sentences(text)]
    found = tuple(places)
    if not told or not found:
        return found
    local = any(one.role is not PlaceRole.MENTION and one.code not in _WIDE for one in found)
    eligible = {PlaceRole.SUBJECT} if local else {PlaceRole.MENTION}
    return tuple(
        replace(one, role=PlaceRole.ZONE)
        if one.role in eligible and one.origin == "machine" and not _named(one, [title]) and _named(one, told)
        else one
        for one in found
    )


_WIDE = frozenset({"FR", "EU"})


def _named(place: Place, texts: Iterable[str]) -> bool:
    if place.code in _WIDE or not place.evidence:
        return False
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, place.evidence))})\b")
    return any(words.search(text) for text in texts)
