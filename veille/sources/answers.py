"""What an HTTP answer means for us: statuses, redirects, media types. Pure: no request is sent here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from veille.i18n import _
from veille.models import Outcome
from veille.text import is_http_url

_STATUSES: dict[int, tuple[Outcome, str]] = {
    204: (Outcome.EMPTY, _("réponse vide (HTTP {status})")),
    205: (Outcome.EMPTY, _("réponse vide (HTTP {status})")),
    404: (Outcome.GONE, _("page introuvable (HTTP {status})")),
    410: (Outcome.GONE, _("page supprimée (HTTP {status})")),
    429: (Outcome.BLOCKED, _("le site demande de ralentir (HTTP {status})")),
    # 406 and 418 are what firewalls answer programs with: the site is there, and says no
    **dict.fromkeys(
        (401, 402, 403, 406, 407, 418, 451), (Outcome.BLOCKED, _("accès refusé par le site (HTTP {status})"))
    ),
}
_UNEXPECTED = (Outcome.UNREACHABLE, _("réponse HTTP {status} inattendue"))
_ERROR = (Outcome.UNREACHABLE, _("erreur HTTP {status}"))
_LISTS = frozenset({"cache-control", "content-encoding"})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Ending:
    """How a fetch ended: all of a Page that the last answer decides."""

    outcome: Outcome
    detail: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    retry_after: datetime | None = None
    forbidden: bool = False


@dataclass(slots=True)
class Trip:
    """One fetch under way: where it is, where it has been, how long it took on the network."""

    url: str
    max_redirects: int
    seconds: float = 0.0
    """Spent on requests; waiting for a host's turn does not count."""
    moved_to: str | None = None
    _permanent: bool = True
    _seen: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        """The host name of the present URL, without port."""
        return urlsplit(self.url).hostname or ""

    def redirect(self, status: int, location: str) -> Ending | None:
        """Go where a redirect leads, or return how the fetch ends."""
        if not location.strip():
            return Ending(Outcome.REDIRECTED, _("redirection HTTP {status} sans adresse").format(status=status), status)
        joined = _joined(self.url, location)
        try:
            target = request_url(joined)
        except ValueError:
            return _bad_target(joined, status)
        self._seen.add(self.url)
        if target in self._seen:
            return Ending(Outcome.REDIRECTED, _("boucle de redirections"), status)
        if len(self._seen) > self.max_redirects:
            detail = _("plus de {most} redirections").format(most=self.max_redirects)
            return Ending(Outcome.REDIRECTED, detail, status)
        self._permanent = self._permanent and status in _PERMANENT
        self.moved_to = target if self._permanent else self.moved_to
        self.url = target
        return None


def request_url(url: str) -> str:
    """Return url as it is asked for: host in ASCII, without fragment nor credentials; raises ValueError if not http(s).

    Unlike `text.normalise_url` it changes nothing a server may look at: a site that redirects to an address
    with trackers would otherwise be asked for the same address again, for ever.
    """
    url = url.strip().replace(" ", "%20")
    if not is_http_url(url):
        raise ValueError(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        host = host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port is not None else host
    path, query = (part if part.isascii() else quote(part, safe="/%:@!$&'()*+,;=~?") for part in parts[2:4])
    return urlunsplit((parts.scheme, netloc, path or "/", query, ""))


def origin(url: str) -> str:
    """Return scheme, host and port of a URL that `request_url` accepts (RFC 6454)."""
    parts = urlsplit(request_url(url))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location.strip())
    except ValueError:  # an unclosed [ in the host
        return ""


def _bad_target(target: str, status: int) -> Ending:
    scheme = target.partition(":")[0] if ":" in target else ""
    if scheme and scheme not in ("http", "https"):
        return Ending(Outcome.REFUSED, _("redirection vers une adresse qui n’est pas http(s)"), status)
    return Ending(Outcome.REDIRECTED, _("redirection vers une adresse illisible"), status)


def is_redirect(status: int) -> bool:
    """Say whether a status sends elsewhere; 304 does not, the rarities 300, 305 and 306 do not reliably."""
    return status in (301, 302, 303, 307, 308)


def status_ending(status: int, *, conditional: bool) -> tuple[Outcome, str]:
    """Return what a status that is no redirect means; OK means: read the body.

    A 304 without having asked conditionally says that something we do not have is unchanged: an error of the
    server. So is 206 without having asked for a part, which would pass half a page for a whole one.
    """
    if 200 <= status < 300 and status not in (204, 205, 206):
        return Outcome.OK, ""
    if status == 304 and conditional:
        return Outcome.UNCHANGED, ""
    outcome, detail = _STATUSES.get(status, _ERROR if status >= 400 else _UNEXPECTED)
    return outcome, detail.format(status=status)


def headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return header values by lower-case name; repeated lists are joined (RFC 9110, 5.3), else the first one counts.

    Bytes beyond ASCII are read as UTF-8, else as Latin-1: redirects to accented paths come in both.
    """
    found: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name = name_bytes.decode("latin-1").lower()
        try:
            value = value_bytes.decode()
        except UnicodeDecodeError:
            value = value_bytes.decode("latin-1")
        if name not in found:
            found[name] = value
        elif name in _LISTS:
            found[name] += f", {value}"
    return found


def length(headers: Mapping[str, str]) -> int | None:
    """Return Content-Length in bytes; None when absent or no number."""
    text = headers.get("content-length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def media_type(content_type: str) -> tuple[str, str | None]:
    """Split Content-Type into media type (lower case) and declared charset (not checked)."""
    kind, _sep, parameters = content_type.partition(";")
    for parameter in parameters.split(";"):
        name, _sep, value = parameter.partition("=")
        if name.strip().lower() == "charset" and (value := value.strip().strip("\"'")):
            return kind.strip().lower(), value
    return kind.strip().lower(), None


def megabytes(size: int) -> str:
    """Say a number of bytes in French, rounded to what a person needs: « 12 Mo », « 1,5 Mo », « 300 ko »."""
    value, unit = (size / 1e6, "Mo") if size >= 1e6 else (size / 1e3, "ko")
    return f"{value:.3g}".replace(".", ",") + f"\u00a0{unit}"


def seconds(duration: float) -> str:
    """Say a duration in French: « 20 s », « 1,5 s »."""
    return f"{duration:g}".replace(".", ",") + "\u00a0s"
