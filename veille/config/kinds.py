"""What feeds.yml may say for each kind of source: the keys of its own block, and the forms of its address."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from yaml.nodes import Node

from veille.config import checks
from veille.config.reading import WrongValueError, http_url, shown
from veille.i18n import _
from veille.kinds import MailboxOptions
from veille.models import Source
from veille.text import normalise_url, url_key

FLAVOURS = ("generique", "opendatasoft", "wordpress")
FORMATS = ("jorf",)
MAX_PAGES = 50
_VARIABLE = re.compile(r"VEILLE_[A-Z0-9_]{1,60}")
_variable = checks.matching(_VARIABLE, _("nom de variable d’environnement commençant par VEILLE_"))


def _selector(node: Node) -> str:
    from veille.config.selectors import css  # noqa: PLC0415 - cssselect only where a source has selectors

    return css(node)


OPTION_KEYS: Mapping[str, Mapping[str, Callable[[Node], Any]]] = MappingProxyType(
    {
        "sitemap": {"children": checks.texts(_("motifs d’adresse, par exemple [/sitemap-news]"))},
        "listing": {
            "item": _selector,
            "link": _selector,
            "title": _selector,
            "date": _selector,
            "summary": _selector,
            "next": _selector,
            "pages": checks.number(1, MAX_PAGES),
            "pdf": checks.flag,
        },
        "api": {
            "flavour": checks.one_of(*FLAVOURS),
            "items": checks.text,
            "id": checks.text,
            "title": checks.text,
            "link": checks.text,
            "published": checks.text,
            "updated": checks.text,
            "summary": checks.text,
            "content": checks.text,
            "next": checks.text,
            "page": checks.text,
            "offset": checks.text,
            "pages": checks.number(1, MAX_PAGES),
            "token": _variable,
        },
        "mailbox": {
            "user": checks.text,
            "password": _variable,
            "senders": checks.texts(_("adresses ou @domaines")),
            "messages": checks.number(1, 1000),
        },
        "archive": {
            "format": checks.one_of(*FORMATS),
            "keep": checks.texts(_("mots ou expressions")),
            "files": checks.number(1, 100),
        },
    }
)
"""By type, the keys of the block that bears its name (`veille.kinds` says what they mean)."""

_FEEDBURNER = ("feeds.feedburner.com", "feeds2.feedburner.com", "feedproxy.google.com")
_MAIL_SCHEMES = ("imaps", "imap", "maildir", "eml")


def source_address(source: Source, folder: Path) -> str:
    """Return the source's address when its type can be asked there; raises WrongValueError.

    Paths of `maildir:` and `eml:` are made absolute, taken from `folder`, where feeds.yml is.
    """
    if source.type != "mailbox":
        return http_url(source.url)
    scheme, _sep, rest = source.url.partition(":")
    if scheme not in _MAIL_SCHEMES or not rest:
        expected = _("imaps://serveur/DOSSIER, maildir:chemin ou eml:chemin attendu, reçu {value}")
        raise WrongValueError(expected.format(value=shown(source.url)))
    if not source.home:
        raise WrongValueError(_("home manque : la page que le site montre pour un courriel qui n’a pas d’adresse"))
    if scheme not in ("imap", "imaps"):
        return f"{scheme}:{(folder / rest).resolve()}"
    return _server_address(source)


def _server_address(source: Source) -> str:
    try:
        parts = urlsplit(source.url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.query or parts.fragment:
        raise WrongValueError(_("serveur absent ou illisible dans {value}").format(value=shown(source.url)))
    if parts.username is not None or parts.password is not None:
        raise WrongValueError(_("le compte s’écrit dans mailbox.user, le mot de passe dans l’environnement, pas ici"))
    if not isinstance(source.options, MailboxOptions) or not source.options.user:
        raise WrongValueError(_("une boîte IMAP demande aussi le compte : mailbox.user"))
    return source.url


def address_key(source: Source) -> str:
    """Return what two sources may not share: their address, whatever its scheme, "www." and last slash.

    FeedBurner's hosts are one, and its `format` says only how a feed is dressed.
    """
    if source.type == "mailbox":
        return source.url
    key = url_key(normalise_url(source.url))
    host, slash, path = key.partition("/")
    if host not in _FEEDBURNER:
        return key
    path = path.partition("?")[0].removeprefix("~r/")
    return f"{_FEEDBURNER[0]}{slash}{path}"
