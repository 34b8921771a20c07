"""Pure text helpers: the one normaliser for tags, index and queries, URL identity, hashes.

Nothing here reads files or knows the database.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import Stemmer

NORMALISER = "fr-1"
"""Version of `index_terms`. Change it with any change of its output: the search index is then rebuilt."""

# Before an apostrophe these are articles and pronouns (l'économie, qu'une): they carry nothing.
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ](?=\w)")
_WORD = re.compile(r"[a-z0-9]+")
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_LIGATURE = re.compile("[œæßøłđı]")
# The accents of European languages once decomposed; then where Unicode has other combining characters, asked each.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_RARE = re.compile(
    "[\u0483-\u1dff\u20d0-\u20f0\u2cef-\u2dff\u302a-\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U00010000-\U0010ffff]"
)
# C0 (but tab, newline, return), DEL, C1, bidirectional overrides, zero-width and the BOM, lone surrogates.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

# Parameters that say where a click came from, never what the page is (lists of ClearURLs and Firefox, by hand).
_TRACKERS = re.compile(
    r"^(?:utm_.*|pk_.*|piwik_.*|mtm_.*|matomo_.*|at_(?:medium|campaign|custom.*|creation|variant|format|link.*|ptr.*|recipient.*)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi"
    r"|hsctatracking|mkt_tok|vero_id|wickedid|oly_.*|rb_clickid|s_cid|xtor|xtref|xts|ns_.*|cmpid|ito|_ga|_gl|__twitter_impression|amp)$",
    re.I,
)
_DEFAULT_PORT = {"http": 80, "https": 443}
_AMP_SUFFIX = re.compile(r"/amp/?$|\.amp(?=\.html?$)", re.I)
# Spellings of one host and of one page that servers hardly ever tell apart (`url_key`).
_SAME_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^/]+\.)")
_DEFAULT_PAGE = re.compile(r"/(?:index|default|accueil|home)\.(?:html?|php\d?|aspx?|jsp|cfm)$", re.I)
_NOT_IN_URL = re.compile(r"[\s\x00-\x1f]")
# What normalise_url leaves as it is, two addresses of three in real feeds: seeing so takes 1 µs, the long way 8.
_NORMAL_URL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[1-9]\d{3})?/[\w/.~!$&'()*+,;=:@-]*", re.A)


def strip_controls(text: str) -> str:
    """Return text without control, bidirectional and zero-width characters; tab and newlines stay."""
    return _CONTROL.sub("", text)


def squeeze(text: str) -> str:
    """Return text on one line: control characters removed, runs of white space made one space."""
    return " ".join(strip_controls(text).split())


def fold(text: str) -> str:
    """Return text in lower case without accents, ligatures split; lengths may change."""
    if text.isascii():
        return text.lower()
    # Decomposed before lowered: « 𝗔 » in a title made to catch the eye is an A as well.
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).lower())
    text = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], text)
    return _RARE.sub(lambda match: "" if unicodedata.combining(match[0]) else match[0], text)


def words(text: str) -> list[str]:
    """Split text into folded words; elided articles are dropped (l'économie and l’économie give economie)."""
    return _WORD.findall(_ELISION.sub(" ", fold(text)))


@lru_cache(maxsize=1)
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("french")


def stems(text: str) -> list[str]:
    """Return the French snowball stems of the folded words of text, in order.

    Folding comes first so that a query without accents meets a text with them.
    One stemmer serves every language: a query's language is unknown.
    """
    return stem_words(words(text))


def stem_words(folded: list[str]) -> list[str]:
    """Return the stem of each folded word, one for one, for callers that need word and stem side by side."""
    return list(_stemmer().stemWords(folded))


def index_terms(text: str) -> str:
    """Return the terms to index for text, separated by spaces (see `NORMALISER`)."""
    return " ".join(stems(text))


def text_hash(text: str) -> str:
    """Return a hash that is equal for texts equal but for case, accents, spaces and punctuation (128 bits, hex)."""
    return hashlib.blake2b(" ".join(words(text)).encode(), digest_size=16).hexdigest()


def digest(*parts: str) -> str:
    """Return a hash of the exact parts (128 bits, hex)."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters of text, cut after a whole word, with … when cut; 0 gives nothing."""
    text = squeeze(text)
    if len(text) <= length:
        return text
    if length < 2:
        return ""
    cut = text[: length - 1]
    if " " in cut and not text[length - 1].isspace():
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–—-«(") + "…"


_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What opens a formula (OWASP, CSV injection)."""


def spreadsheet_safe(value: object) -> object:
    """Keep a spreadsheet from taking what a source wrote for a formula; numbers stay numbers.

    Bytes become hexadecimal digits.
    """
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in _FORMULA:
        return f"'{value}"
    return value


def is_http_url(url: str) -> bool:
    """Say whether url is an absolute http(s) URL with a host and no white space or control character."""
    if not url or _NOT_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def normalise_url(url: str) -> str:
    """Return the identity of a web address: one spelling for every way of linking the same page.

    Host in lower case and IDNA, default port, fragment, credentials, trackers and AMP forms removed,
    percent-escapes in one form (RFC 3986, section 6.2.2). Order of parameters, trailing slash and
    scheme are kept: servers may give them a meaning.

    Raises ValueError when url is no http(s) address.
    """
    url = url.strip()
    if _NORMAL_URL.fullmatch(url) and not _AMP_SUFFIX.search(url):
        return url
    if not is_http_url(url):
        raise ValueError(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        host = host.encode("idna").decode()
    host = host.rstrip(".")
    if not host:
        raise ValueError(url)
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORT[parts.scheme]:
        host = f"{host}:{parts.port}"
    path = _without_amp(_escaped(parts.path, "/:@!$&'()*+,;=~%")) or "/"
    return urlunsplit((parts.scheme, host, path, _query(parts.query), ""))


def url_key(url: str) -> str:
    """Return what all the spellings of a normalised address share: without scheme, "www.", default page, last slash.

    A looser identity than `normalise_url`: two pages with one key are nearly always one page, and whoever
    takes them for one looks at their texts first where it matters. An entry without a page of its own
    (`feed#entry-…`) is known by its fragment. Returns "" for what is no http(s) address.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in ("http", "https"):
        return ""
    address, _, fragment = rest.partition("#")
    address, _, query = address.partition("?")
    host, slash, path = address.partition("/")
    path = _DEFAULT_PAGE.sub("", slash + path).rstrip("/")
    key = _SAME_HOST.sub("", host.removesuffix(":80").removesuffix(":443")) + path
    return key + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _without_amp(path: str) -> str:
    while (shorter := _AMP_SUFFIX.sub("", path)) != path:
        path = shorter
    return path


def _escaped(text: str, safe: str) -> str:
    """Give percent-escapes one form: unreserved characters bare, the others with capital hex."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()

    if "%" in text:
        text = re.sub(r"%([0-9A-Fa-f]{2})", one, text)
        text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(text, safe=safe)


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [part for part in query.split("&") if part and not _TRACKERS.match(unquote(part.partition("=")[0]))]
    return _escaped("&".join(kept), "/:@!$&'()*+,;=~%?[]")
