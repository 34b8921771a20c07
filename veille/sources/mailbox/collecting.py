"""Asking one mailbox: fetch messages, read each by itself, find where links lead, say how it went."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from veille.i18n import _, ngettext
from veille.kinds import MailboxOptions
from veille.models import Lead, Outcome, Page, Source
from veille.sources.base import Asking, Collected
from veille.sources.mailbox.base import Delivery, Mail
from veille.sources.mailbox.folders import read_folder
from veille.sources.mailbox.leads import addresses, leads_of
from veille.sources.mailbox.newsletters import Newsletter, read_newsletter
from veille.sources.mailbox.tracking import Resolver

MAX_REQUESTS = 100
"""Requests to click counters after which no further message is begun: at one a second to a host, under two minutes."""

_log = logging.getLogger(__name__)


async def collect(source: Source, asking: Asking) -> Collected:
    """Read what is new in a mailbox; every ending is an outcome. See `MailboxReader.collect`."""
    options = source.options if isinstance(source.options, MailboxOptions) else MailboxOptions()
    started = asyncio.get_running_loop().time()
    delivery = await _deliver(source, options, asking)
    dealt, unreadable, leads = await _read(source, options, asking, delivery.mails)
    more = delivery.more or dealt < len(delivery.mails)
    delivery = replace(delivery, unreadable=delivery.unreadable + unreadable, more=more)
    outcome = delivery.outcome
    if outcome is Outcome.OK and not delivery.mails:
        outcome = Outcome.UNCHANGED
    elif outcome is Outcome.OK and not leads:
        outcome = Outcome.MALFORMED if unreadable and unreadable == dealt else Outcome.EMPTY
    detail = _told(delivery, outcome)
    page = Page(
        url=source.url,
        final_url=source.url,
        outcome=outcome,
        detail=detail,
        fetched_at=asking.now,
        seconds=asyncio.get_running_loop().time() - started,
    )
    return Collected(
        source=source, page=page, outcome=outcome, detail=detail, leads=leads, cursor=delivery.cursor(dealt)
    )


async def _deliver(source: Source, options: MailboxOptions, asking: Asking) -> Delivery:
    scheme, _sep, rest = source.url.partition(":")
    cursor, senders = asking.memory.cursor, tuple(one.lower() for one in options.senders)
    if scheme in ("maildir", "eml"):
        return await asyncio.to_thread(
            read_folder,
            scheme,
            Path(rest),
            cursor=cursor,
            since=asking.since,
            senders=senders,
            most=options.messages,
        )
    password = asking.secrets.get(options.password, "")
    if not password or not options.user:
        detail = _("mot de passe absent : définissez la variable d’environnement {variable}")
        return Delivery(outcome=Outcome.REFUSED, detail=detail.format(variable=options.password))
    from veille.sources.mailbox.imap import read_imap  # noqa: PLC0415 - imaplib only for those who have a server

    return await asyncio.to_thread(
        read_imap,
        source.url,
        options.user,
        password,
        variable=options.password,
        settings=asking.http,
        cursor=cursor,
        since=asking.since,
        senders=senders,
        most=options.messages,
    )


async def _read(
    source: Source, options: MailboxOptions, asking: Asking, mails: Sequence[Mail]
) -> tuple[int, int, tuple[Lead, ...]]:
    """Return how many messages were dealt with, how many of them nobody can read, and the leads of all."""
    resolver = Resolver(asking)
    leads: list[Lead] = []
    unreadable = 0
    for dealt, mail in enumerate(mails):
        if resolver.asked >= MAX_REQUESTS:
            return dealt, unreadable, tuple(leads)
        letter = await _newsletter(source, options, asking, mail)
        if letter is None:
            unreadable += 1
            continue
        found = await addresses(letter, resolver)
        leads += leads_of(letter, found, source, arrived=mail.arrived, now=asking.now)
    return len(mails), unreadable, tuple(leads)


async def _newsletter(source: Source, options: MailboxOptions, asking: Asking, mail: Mail) -> Newsletter | None:
    """Read one message elsewhere; None when it fails its reader, kills it, or holds nothing at all."""
    try:
        letter: Newsletter = await asking.run_cpu(read_newsletter, mail.raw, options.user or "")
    except Exception:  # one hostile message must not hold up the others, whatever it finds in us
        _log.warning("%s: a message fails its reader", source.id, exc_info=True)
        return None
    return letter if letter.articles or letter.text else None


def _told(delivery: Delivery, outcome: Outcome) -> str:
    """Say what was passed over, after why it ended if it did not end well."""
    said = [delivery.detail] if delivery.detail else []
    if outcome is Outcome.EMPTY:
        said.append(_("aucun article dans les nouveaux messages"))
    if count := delivery.unreadable:
        one, many = _("{count} message illisible laissé de côté"), _("{count} messages illisibles laissés de côté")
        said.append(ngettext(one, many, count).format(count=count))
    if count := delivery.too_big:
        one, many = _("{count} message trop gros laissé de côté"), _("{count} messages trop gros laissés de côté")
        said.append(ngettext(one, many, count).format(count=count))
    if delivery.more:
        said.append(_("d’autres messages attendent la prochaine collecte"))
    return " ; ".join(said)
