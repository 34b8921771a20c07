"""From a list of another program to sources of ours: what is new, what is there already, what cannot be followed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from veille.config.addresses import loose_key, unique_id
from veille.config.editing import HEADINGS
from veille.config.opml import Listed
from veille.i18n import _
from veille.models import Source
from veille.text import fold, is_http_url, shorten

MAX_ADDRESS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What a list brings."""

    new: tuple[Source, ...]
    """Ready for feeds.yml, ids unique; on probation unless a list of ours says otherwise."""
    known: tuple[tuple[Listed, str], ...]
    """What is followed already, with the id it has, in feeds.yml or earlier in the list."""
    unfit: tuple[tuple[Listed, str], ...]
    """What cannot be followed, with the reason."""


def to_sources(listed: Sequence[Listed], existing: Collection[Source], themes: frozenset[str] = frozenset()) -> Import:
    """Return the sources that a list adds to those that exist. `themes` are the ids that may be taken over."""
    by_address = {loose_key(source.url): source.id for source in existing if source.url}
    ids = {source.id for source in existing}
    new: list[Source] = []
    known: list[tuple[Listed, str]] = []
    unfit: list[tuple[Listed, str]] = []
    for one in listed:
        key = loose_key(one.url)
        if key in by_address:
            known.append((one, by_address[key]))
        elif reason := _unfit(one):
            unfit.append((one, reason))
        else:
            source = _source(one, ids, themes)
            new.append(source)
            ids.add(source.id)
            by_address[key] = source.id
    return Import(new=tuple(new), known=tuple(known), unfit=tuple(unfit))


def _unfit(one: Listed) -> str:
    if one.ours is not None and dict(one.ours).get("type") == "mailbox":
        return ""
    if len(one.url) > MAX_ADDRESS:
        return _("adresse trop longue")
    scheme = one.url.partition(":")[0] if ":" in one.url else ""
    if scheme.lower() in ("exec", "filter", "query", "file"):
        return _("commande ou filtre d’un autre logiciel ({scheme}:)").format(scheme=scheme)
    return "" if is_http_url(one.url) else _("ce n’est pas une adresse http(s)")


def _source(one: Listed, ids: Collection[str], themes: frozenset[str]) -> Source:
    name = one.name or urlsplit(one.url).hostname or one.url
    if one.ours is not None:
        ours: dict[str, Any] = {"id": unique_id(name, one.url, ids)} | dict(one.ours)
        if ours["id"] in ids:
            ours["id"] = unique_id(str(ours["id"]), one.url, ids)
        return Source(name=name, url=one.url, home=one.home, **ours)
    return Source(
        id=unique_id(name, one.url, ids),
        name=shorten(name, 120),
        url=one.url,
        home=one.home,
        family=_family(one.folders),
        themes=tuple(dict.fromkeys(word for word in one.folders if word in themes)),
        state="a-verifier",
    )


def _family(folders: Sequence[str]) -> str:
    """Return the family that a folder's name is, innermost first; `autre` where none is one of ours."""
    words = {_word(label): family for family, label in HEADINGS.items()} | {family: family for family in HEADINGS}
    words |= {"medias": "media", "presse": "media", "reseaux": "reseau", "federations": "federation"}
    return next((words[_word(name)] for name in reversed(folders) if _word(name) in words), "autre")


def _word(text: str) -> str:
    return re.sub(r"[^a-z]+", "-", fold(text)).strip("-")
