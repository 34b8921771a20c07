"""CSS selectors of feeds.yml: the only module that knows cssselect.

Selectors are checked when feeds.yml is read and applied, as XPath, when a page came.
"""

from functools import lru_cache

from cssselect import HTMLTranslator
from cssselect.parser import SelectorError
from cssselect.xpath import ExpressionError
from yaml.nodes import Node

from veille.config import checks
from veille.config.reading import WrongValueError, shown
from veille.i18n import _

MAX_SELECTOR = 500
"""Characters; a selector copied from a browser's inspector has 300 at most."""


def css(node: Node) -> str:
    """Check a CSS selector of feeds.yml."""
    selector = checks.text(node)
    xpath(selector)
    return selector


@lru_cache(maxsize=512)
def xpath(selector: str) -> str:
    """Return the XPath, relative to an element, that finds what a CSS selector names below it.

    Raises WrongValueError for what is no selector, and for pseudo-elements, which name no element of a page.
    """
    if len(selector) > MAX_SELECTOR:
        raise WrongValueError(_("sélecteur CSS trop long"))
    try:
        return HTMLTranslator().css_to_xpath(selector, prefix="descendant::")
    except (SelectorError, ExpressionError) as error:
        expected = _("sélecteur CSS attendu, par exemple article.actu h2 a, reçu {value} ({why})")
        raise WrongValueError(expected.format(value=shown(selector), why=error)) from None
