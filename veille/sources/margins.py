"""Which parts of a page are its own content, and which are its menus, footers and side columns."""

from lxml.html import HtmlElement

from veille.sources.htmlpage import words_of

_BOILERPLATE_TAGS = frozenset(("nav", "footer", "aside", "form", "dialog", "menu"))
_BOILERPLATE = frozenset((
    "nav", "navbar", "navigation", "menu", "megamenu", "footer", "breadcrumb", "breadcrumbs", "ariane", "pagination",
    "pager", "sidebar", "widget", "share", "sharing", "partage", "social", "tags", "tagcloud", "nuage", "cookie",
    "cookies", "consent", "banner", "contentinfo", "complementary", "toc", "sommaire", "partenaires", "logos", "skip",
    "facets", "facettes", "filtres", "filters", "related", "similaires", "comments", "commentaires", "langues",
))  # fmt: skip
_CENTRE = frozenset(("main", "content", "contenu", "contents"))


def place(element: HtmlElement) -> float:
    """Return how likely lists of articles are where this element is: 0.1 in a margin, 1.2 in what is named centre."""
    likely = 1.0
    for around in element.iterancestors():
        if around.tag in ("body", "html"):
            break
        if around.tag == "main" or not _CENTRE.isdisjoint(words_of(around)):
            likely = max(likely, 1.2)
        header = around.tag == "header" and not any(one.tag in ("article", "main") for one in around.iterancestors())
        if header or around.tag in _BOILERPLATE_TAGS - {"form"}:
            return 0.1
        if not _BOILERPLATE.isdisjoint(words_of(around)) and not around.xpath("descendant::h1 | descendant::main"):
            return 0.1
    return likely


def in_margin(element: HtmlElement) -> bool:
    """Say whether an element is in a menu, footer or side column rather than in the page's own content."""
    return place(element) < 1
