"""What a failure of the network means: one table from exceptions to outcomes, with the French for each."""

import errno
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import httpx
from aiohttp.http_exceptions import HttpProcessingError

from veille.config.settings import HttpSettings
from veille.i18n import _
from veille.models import Outcome
from veille.sources import answers
from veille.sources.answers import Ending
from veille.sources.guard import ForbiddenAddressError

FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    aiohttp.ClientError,
    HttpProcessingError,
    OSError,  # TimeoutError and ssl.SSLError among them
    UnicodeError,  # a host name that IDNA cannot encode
)
_ERRNO = {
    socket.EAI_AGAIN: _("noms de domaine impossibles à résoudre pour l’instant (pas de réseau ?)"),
    errno.ENETUNREACH: _("réseau inaccessible"),
    errno.EHOSTUNREACH: _("machine inaccessible"),
    errno.EMFILE: _("trop de connexions ouvertes sur cette machine"),
    errno.ENFILE: _("trop de connexions ouvertes sur cette machine"),
}
# What surfaces is httpx.ConnectTimeout for most of these, so the whole chain of causes is searched for the first
# row that fits [measured for each, tests/sources/test_http_failures.py]. Order matters: special before general.
_ENDINGS: tuple[tuple[type[BaseException], Outcome, str], ...] = (
    (ForbiddenAddressError, Outcome.REFUSED, _("adresse privée ou réservée, non autorisée dans http.allow_private")),
    (httpx.UnsupportedProtocol, Outcome.REFUSED, _("adresse IP écrite d’une façon ambiguë")),
    (httpx.InvalidURL, Outcome.REFUSED, _("adresse illisible")),
    (aiohttp.InvalidURL, Outcome.REFUSED, _("adresse illisible")),
    (UnicodeError, Outcome.UNREACHABLE, _("nom de domaine invalide")),
    (socket.gaierror, Outcome.UNREACHABLE, _("nom de domaine introuvable")),
    (ssl.SSLCertVerificationError, Outcome.UNREACHABLE, _("certificat TLS refusé")),
    (ssl.SSLError, Outcome.UNREACHABLE, _("échec de la connexion TLS")),
    (aiohttp.ConnectionTimeoutError, Outcome.UNREACHABLE, _("pas de connexion en {connect}")),
    (aiohttp.SocketTimeoutError, Outcome.TIMEOUT, _("délai dépassé ({read} sans données)")),
    (ConnectionRefusedError, Outcome.UNREACHABLE, _("connexion refusée")),
    (aiohttp.ClientConnectorError, Outcome.UNREACHABLE, _("connexion impossible")),
    (TimeoutError, Outcome.TIMEOUT, _("délai dépassé ({total} en tout)")),
    (aiohttp.ServerDisconnectedError, Outcome.UNREACHABLE, _("le serveur a raccroché sans répondre")),
    (aiohttp.ClientPayloadError, Outcome.UNREACHABLE, _("réponse interrompue avant la fin")),
    (ConnectionError, Outcome.UNREACHABLE, _("connexion coupée par le serveur")),
    (aiohttp.ClientResponseError, Outcome.MALFORMED, _("réponse qui n’est pas du HTTP correct")),
    (HttpProcessingError, Outcome.MALFORMED, _("réponse qui n’est pas du HTTP correct")),
)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def explain(error: BaseException, settings: HttpSettings) -> Ending:
    """Return the ending that a failure of the network means, and what it is in French."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno in _ERRNO:
            return Ending(Outcome.UNREACHABLE, _ERRNO[cause.errno])
    limits = {
        "connect": answers.seconds(settings.connect_timeout),
        "read": answers.seconds(settings.read_timeout),
        "total": answers.seconds(settings.total_timeout),
    }
    for kind, outcome, detail in _ENDINGS:
        if any(isinstance(cause, kind) for cause in causes):
            return Ending(outcome, detail.format(**limits))
    return Ending(Outcome.UNREACHABLE, _("échec de la connexion"))
