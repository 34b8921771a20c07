"""Whether a feed still belongs to its source: domains are sold, and their feeds with them.

A feed is somebody else's when all signs agree: the site it announces, every link and its title have nothing to do
with the source. It is then refused and told, rather than published under the name of a network that let its domain
go; a person who knows better gives the source its new `home`. Not judged: aggregators, which lead elsewhere by
trade, sources without a home known by a domain, and feeds without a title.
"""

import re

from veille.i18n import _
from veille.models import Outcome
from veille.sources.base import Collected
from veille.text import fold, shorten

_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = frozenset(
    (
        *("les", "des", "une", "aux", "par", "sur", "pour", "dans", "avec", "est", "flux", "feed", "rss", "atom"),
        *("site", "blog", "news", "actualites", "actus", "articles", "france", "www", "com", "org", "net"),
    )
)
"""Words that any two titles may share."""


def suspicion(collected: Collected) -> str:
    """Return a French sentence when what was read is another site's feed; "" when it is not, or nobody can tell."""
    source, title = collected.source, collected.title
    if collected.outcome is not Outcome.OK or source.type != "feed" or source.aggregator or not title:
        return ""
    if _words(title) & (_words(source.name) | _words(source.id)):
        return ""
    from veille.sources.discovery.sites import domain_of, host_of  # noqa: PLC0415 - seldom needed

    ours = {domain_of(host_of(url)) for url in (source.home or "", source.url)} - {""}
    if not any(_is_name(domain) for domain in ours):
        return ""
    links = {domain_of(host_of(lead.url)) for lead in collected.leads}
    if not links or (links | ({domain_of(host_of(collected.site))} if collected.site else set())) & ours:
        return ""
    where = host_of(collected.site) or min(links)
    sentence = _("ce flux annonce un autre site : {host} (« {title} ») ; rien n’en est pris, l’adresse est à vérifier")
    return sentence.format(host=shorten(where, 80), title=shorten(title, 80))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - _COMMON


def _is_name(domain: str) -> bool:
    """Say whether this is a domain that can change hands, and not an IP address."""
    return not domain.replace(".", "").isdigit() and ":" not in domain and "." in domain
