"""The taxonomy as a SKOS vocabulary, so that others may reuse it: Turtle, RDF/XML or JSON-LD.

One concept scheme, one collection a facet, one concept a label with its names and definitions in French and English,
its id as notation and its cues as hidden labels (https://www.w3.org/TR/skos-reference/). `broader` becomes
skos:broader. Written by hand: four kinds of statement do not need a library.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from veille.classify.taxonomy import FACETS, Label, Taxonomy
from veille.i18n import _

BASE = "https://w3id.org/veille/taxonomie/"
"""Where identifiers begin unless an organisation gives its own place; a name, nothing answers there."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TITLES = {
    "theme": (_("Thèmes"), "Themes"),
    "sector": (_("Secteurs d’activité"), "Sectors of activity"),
    "kind": (_("Genres de documents"), "Kinds of documents"),
    "org": (_("Familles juridiques"), "Legal families"),
}
_SCHEME = ("Veille de l’économie sociale et solidaire", "News watch of the social and solidarity economy")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """One subject with its statements, in order."""

    uri: str
    kind: str
    """Its class in SKOS."""
    texts: tuple[tuple[str, str, str], ...] = ()
    """(property with prefix, text, language; empty for none)."""
    links: tuple[tuple[str, str], ...] = ()
    """(property with prefix, URI)."""


def turtle(taxonomy: Taxonomy, base: str = BASE) -> str:
    """Return the vocabulary in Turtle."""
    lines = [f"@prefix skos: <{_SKOS}> .", f"@prefix dct: <{_DCT}> .", ""]
    for node in _nodes(taxonomy, base):
        said = [f"a skos:{node.kind}"]
        said += [
            f"{name} {json.dumps(text, ensure_ascii=False)}{lang and '@' + lang}" for name, text, lang in node.texts
        ]
        said += [f"{name} <{uri}>" for name, uri in node.links]
        lines += [f"<{node.uri}> " + " ;\n    ".join(said) + " .", ""]
    return "\n".join(lines)


def rdf_xml(taxonomy: Taxonomy, base: str = BASE) -> str:
    """Return the vocabulary in RDF/XML."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<rdf:RDF xmlns:rdf="{_RDF}" xmlns:skos="{_SKOS}" xmlns:dct="{_DCT}">',
    ]
    for node in _nodes(taxonomy, base):
        lines.append(f"  <skos:{node.kind} rdf:about={quoteattr(node.uri)}>")
        lines += [
            f"    <{name}{lang and f' xml:lang={quoteattr(lang)}'}>{escape(text)}</{name}>"
            for name, text, lang in node.texts
        ]
        lines += [f"    <{name} rdf:resource={quoteattr(uri)}/>" for name, uri in node.links]
        lines.append(f"  </skos:{node.kind}>")
    return "\n".join([*lines, "</rdf:RDF>", ""])


def json_ld(taxonomy: Taxonomy, base: str = BASE) -> str:
    """Return the vocabulary in JSON-LD."""
    graph = []
    for node in _nodes(taxonomy, base):
        said: dict[str, Any] = {"@id": node.uri, "@type": f"skos:{node.kind}"}
        for name, text, lang in node.texts:
            said.setdefault(name, []).append({"@value": text, "@language": lang} if lang else {"@value": text})
        for name, uri in node.links:
            said.setdefault(name, []).append({"@id": uri})
        graph.append(said)
    return json.dumps({"@context": {"skos": _SKOS, "dct": _DCT}, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Taxonomy, str], str]] = MappingProxyType(
    {"turtle": turtle, "rdfxml": rdf_xml, "jsonld": json_ld}
)
"""The ways to write it, by the name the command gives them."""


def _nodes(taxonomy: Taxonomy, base: str) -> Iterator[_Node]:
    scheme = base + "schema"
    concepts = [(facet, label) for facet, labels in taxonomy.facets for label in labels]
    yield _Node(
        uri=scheme,
        kind="ConceptScheme",
        texts=(*_both("dct:title", *_SCHEME), ("dct:identifier", str(taxonomy.version), "")),
        links=tuple(("skos:hasTopConcept", base + label.id) for _facet, label in concepts if not label.broader),
    )
    for facet, labels in taxonomy.facets:
        yield _Node(
            uri=base + FACETS[facet],
            kind="Collection",
            texts=_both("skos:prefLabel", *_TITLES[facet]),
            links=tuple(("skos:member", base + label.id) for label in labels),
        )
    for _facet, label in concepts:
        yield _concept(label, base, scheme)


def _concept(label: Label, base: str, scheme: str) -> _Node:
    texts = [
        ("skos:notation", label.id, ""),
        *_both("skos:prefLabel", label.fr, label.en),
        *_both("skos:definition", label.definition_fr, label.definition),
        # cues stand in any of five languages, and a `*` is no letter
        *(("skos:hiddenLabel", cue, "") for cue in dict.fromkeys(label.cues) if "*" not in cue),
    ]
    place = ("skos:broader", base + label.broader) if label.broader else ("skos:topConceptOf", scheme)
    return _Node(uri=base + label.id, kind="Concept", texts=tuple(texts), links=(("skos:inScheme", scheme), place))


def _both(name: str, fr: str, en: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, text, lang) for text, lang in ((fr, "fr"), (en, "en")) if text)
