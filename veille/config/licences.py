"""The free licences under which a site may give its own data, by their SPDX identifiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from veille.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence as pages and exports name it."""

    id: str
    """As https://spdx.org/licenses/ writes it."""
    name: str
    url: str
    condition: str
    """What it asks of who takes the data, in French."""


_CREDIT = _("dire d’où viennent les données et de quel jour elles sont")

LICENCES: Mapping[str, Licence] = MappingProxyType(
    {
        licence.id: licence
        for licence in (
            Licence(
                id="etalab-2.0",
                name=_("Licence Ouverte 2.0"),
                url="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
                condition=_CREDIT,
            ),
            Licence(
                id="CC-BY-4.0",
                name=_("Creative Commons Attribution 4.0"),
                url="https://creativecommons.org/licenses/by/4.0/deed.fr",
                condition=_CREDIT,
            ),
            Licence(
                id="ODbL-1.0",
                name=_("Open Database License 1.0 (ODbL)"),
                url="https://opendatacommons.org/licenses/odbl/1-0/",
                condition=_(
                    "dire d’où viennent les données et de quel jour elles sont, et partager sous la même licence une "
                    "base que vous en tirez"
                ),
            ),
            Licence(
                id="CC0-1.0",
                name=_("Creative Commons Zéro 1.0"),
                url="https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
                condition=_("rien ; dire d’où viennent les données reste une politesse"),
            ),
        )
    }
)
