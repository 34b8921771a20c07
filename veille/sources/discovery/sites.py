"""Which addresses belong to one site, without the public suffix list.

The list (250 KB, renewed monthly) would have to be shipped and kept fresh for one question: may this feed stand
for that site? The rule below knows the suffixes of the countries that are watched and the hosts that lend names to
many; where it errs, a neighbour under an exotic suffix is taken for the same site, and a person still reviews it.
"""

import ipaddress
from urllib.parse import urlsplit

_SECOND_LEVEL = frozenset(
    ("ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "ltd", "net", "nom", "org", "prefecture", "sch")
)
"""Second labels below a country's two letters under which anybody, or many an office, has a name."""
_SHARED = frozenset(
    (
        *("europa.eu", "blogspot.com", "wordpress.com", "over-blog.com", "tumblr.com", "substack.com", "medium.com"),
        *("github.io", "gitlab.io", "netlify.app", "vercel.app", "pages.dev", "hypotheses.org", "wixsite.com"),
        *("webflow.io", "squarespace.com", "e-monsite.com", "jimdofree.com", "canalblog.com", "free.fr", "ning.com"),
        *("opendatasoft.com", "sharepoint.com", "typepad.com", "weebly.com", "eklablog.com", "hautetfort.com"),
    )
)
"""Domains that lend names to others: each name below is a site of its own."""
_FEED_HOSTS = ("feedburner.com", "feedburner.fr", "feedproxy.google.com", "feedpress.com", "feedpress.me", "feedly.com")


def host_of(url: str) -> str:
    """Return the host of an address in lower case without `www.`; "" when it has none that can be read."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def domain_of(host: str) -> str:
    """Return the part of a host that somebody registered, or was lent: `exemple.fr` of `blog.exemple.fr`."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
    else:
        return host
    last = ".".join(labels[-2:])
    public = last in _SHARED or (len(labels) > 1 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL)
    return ".".join(labels[-3:] if public else labels[-2:])


def same_site(url: str, *others: str) -> bool:
    """Say whether an address is of the same registrable domain as one of the others."""
    domain = domain_of(host_of(url))
    return bool(domain) and any(domain == domain_of(host_of(other)) for other in others)


def is_feed_host(url: str) -> bool:
    """Say whether an address is at a service that gives out other sites' feeds: it is theirs if it says so."""
    host = host_of(url)
    return host.startswith(("feeds.", "feeds2.")) or host in _FEED_HOSTS or host.endswith(_DOTTED_FEED_HOSTS)


def root_of(url: str) -> str:
    """Return the address of a site's root: scheme, host and port with a slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


_DOTTED_FEED_HOSTS = tuple(f".{host}" for host in _FEED_HOSTS)
