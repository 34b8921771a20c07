"""The SKOS export says the same in three ways that standard readers take."""

import json
import re
from xml.etree import ElementTree

import pytest

from veille.classify import Taxonomy, load_taxonomy
from veille.classify.skos import json_ld, rdf_xml, turtle

Triple = tuple[str, str, str, str]
"""subject, property with prefix, object, language or "uri"."""

SPACES = {
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://purl.org/dc/terms/": "dct:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


def named(name: str) -> str:
    space, _brace, rest = name[1:].partition("}")
    return SPACES[space] + rest


def of_xml(text: str) -> set[Triple]:
    found: set[Triple] = set()
    for node in ElementTree.fromstring(text):
        attributes = {named(key): value for key, value in node.attrib.items()}
        uri = attributes["rdf:about"]
        found.add((uri, "a", named(node.tag), "uri"))
        for child in node:
            about = {named(key): value for key, value in child.attrib.items()}
            if "rdf:resource" in about:
                found.add((uri, named(child.tag), about["rdf:resource"], "uri"))
            else:
                found.add((uri, named(child.tag), child.text or "", about.get("xml:lang", "")))
    return found


def of_json(text: str) -> set[Triple]:
    found: set[Triple] = set()
    for node in json.loads(text)["@graph"]:
        uri = node.pop("@id")
        found.add((uri, "a", node.pop("@type"), "uri"))
        for name, values in node.items():
            for value in values:
                found.add(
                    (
                        uri,
                        name,
                        value.get("@id", value.get("@value")),
                        "uri" if "@id" in value else value.get("@language", ""),
                    )
                )
    return found


def of_turtle(text: str) -> set[Triple]:
    found: set[Triple] = set()
    for block in text.split("\n\n")[1:]:
        subject = re.match(r"<([^>]+)> ", block)
        if subject is None:
            assert not block.strip()
            continue
        uri = subject[1]
        assert block.rstrip().endswith(" .")
        for said in block[subject.end() :].rstrip(" .\n").split(" ;\n    "):
            name, _space, value = said.partition(" ")
            if name == "a":
                found.add((uri, "a", value, "uri"))
            elif value.startswith("<"):
                found.add((uri, name, value[1:-1], "uri"))
            else:
                literal, lang = re.fullmatch(r'(".*")(?:@(\w+))?', value).groups()  # type: ignore[union-attr]
                found.add((uri, name, json.loads(literal), lang or ""))
    return found


def test_the_three_ways_say_the_same(taxonomy: Taxonomy) -> None:
    said = of_xml(rdf_xml(taxonomy))

    assert said == of_json(json_ld(taxonomy)) == of_turtle(turtle(taxonomy))
    assert len(said) > 1_000


def test_every_label_is_a_concept_with_names_and_definitions_in_both_languages(taxonomy: Taxonomy) -> None:
    said = of_xml(rdf_xml(taxonomy, "https://ess.example/v/"))

    for _facet, id, fr, en, definition in taxonomy.rows():
        uri = f"https://ess.example/v/{id}"
        assert (uri, "a", "skos:Concept", "uri") in said
        assert (uri, "skos:prefLabel", fr, "fr") in said
        assert (uri, "skos:prefLabel", en, "en") in said
        assert (uri, "skos:definition", definition, "fr") in said
        assert (uri, "skos:notation", id, "") in said
        assert len([one for one in said if one[0] == uri and one[1] == "skos:definition"]) == 2
    assert ("https://ess.example/v/themes", "skos:member", "https://ess.example/v/financement", "uri") in said


@pytest.mark.parametrize("odd", ['guillemets "', "<balise> & cie", "barre \\\\ oblique"])
def test_odd_words_do_not_break_any_of_them(tmp_path, odd: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "taxonomy.yml"
    label = json.dumps(odd)
    path.write_text(
        f"version: 1\nthemes:\n  a: {{fr: {label}, en: A}}\n  c: {{fr: C, en: C, broader: a}}\n"
        "sectors: {b: {fr: B, en: B}}\nkinds: {k: {fr: K, en: K}}\norgs: {o: {fr: O, en: O}}\n",
        encoding="utf-8",
    )
    taxonomy = load_taxonomy(path)

    said = of_xml(rdf_xml(taxonomy, "x:"))

    assert said == of_json(json_ld(taxonomy, "x:")) == of_turtle(turtle(taxonomy, "x:"))
    assert ("x:c", "skos:broader", "x:a", "uri") in said
    assert ("x:c", "skos:topConceptOf", "x:schema", "uri") not in said
