"""Which sentences of a text say where one must be to apply: for whoever reads places to give them that role."""

import re

from veille.enrich.prose import Span, sentences
from veille.enrich.when import flat

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
