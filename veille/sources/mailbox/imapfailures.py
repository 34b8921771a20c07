"""What a failed visit to an IMAP server means: one table from exceptions to outcomes, with the French for each."""

import imaplib
import socket
import ssl

from veille.config.settings import HttpSettings
from veille.i18n import _
from veille.models import Outcome
from veille.sources.answers import seconds
from veille.sources.guard import ForbiddenAddressError
from veille.sources.mailbox.imapwire import ExpiredError, InsecureError, OversizeError


class RefusedError(Exception):
    """The server does not let us in."""


class FolderError(Exception):
    """The folder cannot be opened; the argument says whether it may be there another time."""


FAILURES = (
    OSError,
    imaplib.IMAP4.error,
    OversizeError,
    ExpiredError,
    RefusedError,
    FolderError,
    ValueError,
)
_ENDINGS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (ForbiddenAddressError, Outcome.REFUSED, _("adresse privée ou réservée, non autorisée dans http.allow_private")),
    (InsecureError, Outcome.REFUSED, _("connexion sans chiffrement refusée hors des réseaux autorisés : imaps://")),
    (OversizeError, Outcome.TOO_BIG, _("le serveur envoie plus que la taille annoncée ou permise")),
    (socket.gaierror, Outcome.UNREACHABLE, _("nom de domaine introuvable")),
    (UnicodeError, Outcome.UNREACHABLE, _("nom de domaine invalide")),
    (ssl.SSLCertVerificationError, Outcome.UNREACHABLE, _("certificat TLS refusé")),
    (ssl.SSLError, Outcome.UNREACHABLE, _("échec de la connexion TLS")),
    (ConnectionRefusedError, Outcome.UNREACHABLE, _("connexion refusée")),
    (OSError, Outcome.UNREACHABLE, _("connexion coupée par le serveur")),
    (imaplib.IMAP4.abort, Outcome.UNREACHABLE, _("connexion coupée par le serveur")),
)


def explain(error: Exception, settings: HttpSettings, *, whole: float, variable: str) -> tuple[Outcome, str]:
    """Return the outcome and sentence of a failure. The server's own words stay out: some repeat the account.

    `whole` is how long a visit may take, in seconds; `variable` as in `read_imap`.
    """
    if isinstance(error, RefusedError):
        detail = _("le serveur refuse le compte ou le mot de passe (mailbox.user, {variable})")
        return Outcome.BLOCKED, detail.format(variable=variable)
    if isinstance(error, FolderError):
        if error.args[0]:
            return Outcome.UNREACHABLE, _("le serveur n’ouvre pas ce dossier pour l’instant")
        return Outcome.GONE, _("dossier introuvable sur le serveur")
    if isinstance(error, (TimeoutError, ExpiredError)):
        return Outcome.TIMEOUT, _("délai dépassé ({read} sans données, ou {total} en tout)").format(
            read=seconds(settings.read_timeout), total=seconds(whole)
        )
    for kind, outcome, detail in _ENDINGS:
        if isinstance(error, kind):
            return outcome, detail
    return Outcome.MALFORMED, _("réponse qui n’est pas de l’IMAP correct")
