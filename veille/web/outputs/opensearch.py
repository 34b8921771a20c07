"""OpenSearch 1.1 description: lets a browser offer this site's search in its address bar."""

from dataclasses import dataclass

from lxml import etree

from veille.web.outputs.feed import clean

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_SHORT, _LONG = 16, 1024
"""Characters the standard allows a name and a description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A site's search; addresses are whole."""

    name: str
    description: str
    home: str
    """Without a slash at its end."""
    icon: str


def opensearch(engine: Engine) -> bytes:
    """Return the description document of a search."""
    root = etree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription", nsmap={None: _NAMESPACE})
    name = clean(engine.name)
    _add(root, "ShortName", name[:_SHORT].strip() or "veille")
    if len(name) > _SHORT:
        _add(root, "LongName", name[:48])
    _add(root, "Description", clean(engine.description)[:_LONG])
    _add(root, "Url", type="text/html", rel="results", template=f"{engine.home}/recherche?q={{searchTerms}}")
    for form, kind in (("atom", "application/atom+xml"), ("json", "application/feed+json")):
        address = f"{engine.home}/recherche.{form}?q={{searchTerms}}&page={{startPage?}}"
        _add(root, "Url", type=kind, rel="results", template=address)
    own = f"{engine.home}/opensearch.xml"
    _add(root, "Url", type="application/opensearchdescription+xml", rel="self", template=own)
    _add(root, "Image", engine.icon, height="64", width="64", type="image/svg+xml")
    _add(root, "Language", "fr")
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "OutputEncoding", "UTF-8")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes).text = text or None
