"""What outcomes are called, and which of them are failures, wherever the command line tells of fetches."""

from veille.i18n import _
from veille.models import Outcome

FAILURES = frozenset(Outcome) - {
    Outcome.OK,
    Outcome.UNCHANGED,
    Outcome.EMPTY,
    Outcome.NOT_DUE,
    Outcome.TOO_OLD,
    Outcome.DUPLICATE,
}
"""Outcomes that mean a source or page could not be read this time."""


def outcome_name(outcome: Outcome) -> str:
    """Return the outcome as people say it."""
    return {
        Outcome.OK: _("lu"),
        Outcome.UNCHANGED: _("inchangé"),
        Outcome.EMPTY: _("vide"),
        Outcome.REDIRECTED: _("redirection sans fin"),
        Outcome.GONE: _("disparu"),
        Outcome.BLOCKED: _("bloqué par le site"),
        Outcome.REFUSED: _("refusé par sécurité"),
        Outcome.UNREACHABLE: _("injoignable"),
        Outcome.TIMEOUT: _("trop lent"),
        Outcome.TOO_BIG: _("trop gros"),
        Outcome.NOT_A_FEED: _("n’est pas un flux"),
        Outcome.MALFORMED: _("illisible"),
        Outcome.NOT_DUE: _("en attente"),
        Outcome.TOO_OLD: _("trop ancien"),
        Outcome.DUPLICATE: _("déjà vu"),
    }[outcome]
