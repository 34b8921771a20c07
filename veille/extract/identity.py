"""Which address names an article: where it was fetched, or what the page rightly calls itself."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from veille.text import is_http_url, normalise_url

# Path endings of another view of the same page: pagination, comments, printing, AMP.
_VIEW = re.compile(r"^(?:page|comment-page-\d+|amp|print|imprimer|pdf|feed|\d{1,3})$", re.I)
_LANGUAGE_ROOT = re.compile(
    r"^/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|accueil|default)(?:\.\w{2,5})?/?)?$", re.I
)
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cfm|cgi|do)$", re.I)
_ID_PARAMETER = re.compile(r"^(?:p|n|id|num|doc|ref|.*id|article.*|id_.*|node|item|actu.*|post|slug)$", re.I)


def article_url(final_url: str, canonical: str) -> str:
    """Return the identity of a page fetched at `final_url` that names `canonical` (as written, may be empty).

    The page's own name counts only on the same host (but for "www.") and when it can name
    this page: not the home page, a section or a bare script that stands for many pages,
    a fault of many sites. A canonical in http of a page had in https is taken in https.
    Raises ValueError when `final_url` is no http(s) address.
    """
    own = normalise_url(final_url)
    if not canonical:
        return own
    try:
        named = normalise_url(urljoin(final_url, canonical.strip()))
    except ValueError:
        return own
    if own.startswith("https:") and named.startswith("http:"):
        named = "https" + named.removeprefix("http")
    here, there = urlsplit(own), urlsplit(named)
    if _host(here) != _host(there) or not _can_name(there, here):
        return own
    return named


def canonical_alone(canonical: str) -> str:
    """Return the identity that a saved page gives itself, "" when it gives none."""
    canonical = canonical.strip()
    return normalise_url(canonical) if is_http_url(canonical) else ""


def named_elsewhere(final_url: str, canonical: str) -> str:
    """Return the page of another host that a page names as its original; "" when it names none, or a mere home page.

    A hint only: sites name wrong ones, and anybody may claim to be a copy.
    """
    try:
        named, own = normalise_url(urljoin(final_url, canonical.strip())), normalise_url(final_url)
    except ValueError:
        return ""
    there, here = urlsplit(named), urlsplit(own)
    if not canonical.strip() or _host(there) == _host(here) or (_LANGUAGE_ROOT.match(there.path) and not there.query):
        return ""
    return named


def _host(url: SplitResult) -> str:
    return url.netloc.removeprefix("www.")


def _can_name(there: SplitResult, here: SplitResult) -> bool:
    """Say whether the address `there` may be the proper name of the page at `here`."""
    if there.query or (there.path, there.query) == (here.path, here.query):
        return True
    if _LANGUAGE_ROOT.match(there.path):
        return bool(_LANGUAGE_ROOT.match(here.path)) and not here.query
    named, own = _segments(there.path), _segments(here.path)
    if own[: len(named)] != named:
        return True
    rest = own[len(named) :]
    if rest:
        return all(_VIEW.match(part) for part in rest)
    keys = [part.partition("=")[0] for part in here.query.split("&") if part]
    return not (_SCRIPT.search(there.path) and keys) and not any(_ID_PARAMETER.match(key) for key in keys)


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
