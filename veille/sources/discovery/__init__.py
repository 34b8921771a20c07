"""Finds what can be followed at any address: its feed, sitemap, API or listing page.

    the address itself      a feed, a sitemap, a JSON API: that is it
    its page                announced feeds, links that look like feeds
    the site                feeds where its software keeps them, sitemaps from robots.txt, the WordPress API
    its lists               the page itself, and those behind « Actualités », « Agenda », « Appels à projets »

Every proposal was read with the reader of its type, so that its entries, newest date and title are true. A search
costs its site at most `budget.MAX_REQUESTS` requests, stays on it, and ends early when a living feed was found.
"""

from veille.sources.discovery.links import announced_in
from veille.sources.discovery.search import Discovery, Search, discover, search
from veille.sources.discovery.sites import host_of, is_feed_host, same_site
from veille.sources.discovery.sniff import api_options, first_address, type_of

__all__ = [
    "Discovery",
    "Search",
    "announced_in",
    "api_options",
    "discover",
    "first_address",
    "host_of",
    "is_feed_host",
    "same_site",
    "search",
    "type_of",
]
