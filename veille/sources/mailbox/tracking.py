"""Links that count clicks: known for what they are, and their targets found, without a request where possible.

A counting address names its reader, so none is ever kept: what leads nowhere else has no address of its own.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from veille.models import Outcome
from veille.sources.base import Asking
from veille.sources.mailbox.chrome import chrome_address, leaves
from veille.text import is_http_url, normalise_url

MAX_HOPS = 4
"""Counters in a row: the platform's, a campaign tool's, a link shortener's and one to spare."""
_MAX_URL = 8_000
_SCRIPT = 3_000
"""Bytes: a counter that redirects by script or refresh sends less, an article more."""
_HOSTS = re.compile(
    r"(?:^|\.)(?:list-manage\d*\.com|mjt\.lu|sendibm\d*\.com|sendibt\d*\.com|sp\d+-brevo\.net|mailin\.fr|sib\w*\.com|"
    r"brevosend\.com|ct\.sendgrid\.net|mandrillapp\.com|hubspotlinks(?:starter|free)?\.com|"
    r"hubspotemail\.net|activehosted\.com|acems\d*\.com|acemlna?\w*\.com|emlnk\d*\.com|sarbacane\.com|sbc\d*\.net|"
    r"sbc-\w+\.com|cmail\d*\.com|createsend\d*\.com|rs6\.net|awstrack\.me|mlsend\d*\.com|mailerlite\.com|"
    r"mlsrvr\.com|customeriomail\.com|klclick\d*\.com|exct\.net|emarsys\.net|link\.mail\.beehiiv\.com|"
    r"safelinks\.protection\.outlook\.com|urldefense\.com|bit\.ly|t\.co|lnkd\.in|tinyurl\.com|ow\.ly|goo\.gl|buff\.ly)$"
)
_PATHS = re.compile(
    r"/(?:track/click|ls/click|mk/cl|tr/cl|lnk/|e3t/ctc|ctc/|lt\.php|proc\.php|redirect/|click(?:\.php)?[/?]|clic/|"
    r"r/[\w-]{20,}|c/[\w-]{20,}|l/[\w-]{20,}|wf/click|cl0?/|lien/[\w-]{16,}|track(?:ing)?/)",
    re.I,
)
_SAYS_SO = re.compile(r"(?:redirect|track|click|clic|lnk|link|lien|goto|sortie|out|url|safelinks|urldefense)", re.I)
_OPAQUE = re.compile(r"(?=[\w=%+-]*\d)(?=[\w=%+-]*[A-Za-z])[\w=%+-]{20,}")
_SEGMENT = re.compile(r"(?:aHR0c|eyJ)[\w=+-]+")
_IN_JSON = re.compile(r"https?:(?:\\?/){2}[^\"\s]+")
_DEFENSE = re.compile(r"/v3/__(https?:.+?)__;", re.I)


def decoded(url: str) -> str:
    """Return the address that a counting address carries in it, "" when it carries none that can be read."""
    for _level in range(MAX_HOPS):
        target = _carried(url)
        if not target:
            return ""
        if not _carried(target):
            return target
        url = target
    return ""


def _carried(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not (_HOSTS.search(host) or _PATHS.search(parts.path + "?") or _SAYS_SO.search(f"{host}{parts.path}")):
        return ""
    if wrapped := _DEFENSE.search(url):
        return _sound(re.sub(r":/+", "://", wrapped[1], count=1))
    values = [value for _name, value in parse_qsl(parts.query)[:30]]
    segments = [unquote(segment) for segment in parts.path.split("/")[:30]]
    return next((found for piece in (*values, *segments) if (found := _plain(piece) or _from_base64(piece))), "")


def _plain(text: str) -> str:
    return _sound(text) if text.lower().startswith(("http://", "https://")) else ""


def _from_base64(text: str) -> str:
    """Return the address in base64, by itself (Mailjet) or in JSON, once or twice (Substack, Mandrill)."""
    match = _SEGMENT.match(text.replace(" ", "+"))
    if not match:
        return ""
    letters = match[0].replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(letters[: len(letters) // 4 * 4] if len(letters) % 4 == 1 else _padded(letters))
    except (binascii.Error, ValueError):
        return ""
    plain = data.decode("utf-8", "ignore")
    if plain.startswith("http"):
        return _sound(plain)
    found = _IN_JSON.search(plain.replace("\\\\", "\\").replace("\\/", "/"))
    return _sound(found[0].rstrip("\\")) if found else ""


def _padded(letters: str) -> str:
    return letters + "=" * (-len(letters) % 4)


def _sound(url: str) -> str:
    url = url.strip()
    return url if len(url) <= _MAX_URL and is_http_url(url) else ""


def counters(urls: Iterable[str]) -> frozenset[str]:
    """Return the hosts through which most links of one message go by opaque addresses: a sender's own counter."""
    hosts: Counter[str] = Counter()
    opaque: Counter[str] = Counter()
    for url in dict.fromkeys(urls):
        parts = urlsplit(url)
        host = parts.hostname or ""
        hosts[host] += 1
        opaque[host] += _is_opaque(parts.path, parts.query)
    total = hosts.total()
    return frozenset(
        host for host, count in hosts.items() if count >= 3 and count * 2 > total and opaque[host] >= 0.8 * count
    )


def _is_opaque(path: str, query: str) -> bool:
    """Say whether a path names nothing: one long token, where articles have words with hyphens between them."""
    for piece in (*path.split("/"), *(value for _name, value in parse_qsl(query))):
        match = _OPAQUE.fullmatch(piece)
        if match and sum(char.isdigit() or char.isupper() for char in piece) > len(piece) / 5:
            return True
    return False


def counts(url: str, hosts: frozenset[str] = frozenset()) -> bool:
    """Say whether an address counts clicks: of a known platform, shaped like theirs, or on one of `hosts`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if _HOSTS.search(host) or host in hosts:
        return True
    return bool(_PATHS.search(f"{parts.path}?")) and _is_opaque(parts.path, parts.query)


def _is_known(url: str) -> bool:
    return _HOSTS.search(urlsplit(url).hostname or "") is not None


def offline_target(url: str, hosts: frozenset[str], forbidden: frozenset[str]) -> str:
    """Return where a link leads as far as it says so itself; "" otherwise, and when that is no article."""
    target = decoded(url) or url
    if leaves("", target, forbidden) or chrome_address(target) or counts(target, hosts):
        return ""
    return _normal(target)


@dataclass(slots=True)
class Resolver:
    """Finds where counting addresses lead, through the guarded and polite fetcher; remembers for one run."""

    asking: Asking
    asked: int = 0
    """Requests sent."""
    _known: dict[str, str] = field(default_factory=dict)

    async def target(self, url: str, hosts: frozenset[str], forbidden: frozenset[str]) -> str:
        """Return the normalised address a link leads to; "" when that cannot be found or is no article.

        Asks counters only, never the article, never a way out of the list.
        """
        if url not in self._known:
            self._known[url] = await self._follow(url, hosts, forbidden)
        return self._known[url]

    async def _follow(self, url: str, hosts: frozenset[str], forbidden: frozenset[str]) -> str:
        for _hop in range(MAX_HOPS + 1):
            if leaves("", url, forbidden) or chrome_address(url):
                return ""
            if carried := decoded(url):
                url = carried
                continue
            if not counts(url, hosts):
                return _normal(url)
            self.asked += 1
            page = await self.asking.fetch(url, follow=False)
            if page.outcome is Outcome.OK and len(page.body) > _SCRIPT and not _is_known(url):
                return _normal(url)  # it only looked like a counter: this is the article itself
            if page.outcome is not Outcome.REDIRECTED or page.final_url == url:
                return ""
            url = page.final_url
        return ""


def _normal(url: str) -> str:
    try:
        return normalise_url(url)
    except ValueError:
        return ""
