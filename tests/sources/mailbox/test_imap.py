"""An IMAP folder is read once, in order, without a trace; every failure has its outcome and loses nothing."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import imapserver
from tests.support.imapserver import PASSWORD, ImapServer, Stored
from tests.support.mailing import LIMITS, collect, mailbox, message, titles
from veille.config.settings import HttpSettings
from veille.models import Outcome
from veille.sources.base import Collected
from veille.sources.mailbox.base import MAX_MESSAGE

CERTIFICATE = Path(__file__).parents[2] / "data" / "tls" / "loopback.pem"
SECRETS = {"VEILLE_IMAP_PASSWORD": PASSWORD}


def folder(count: int) -> list[Stored]:
    return [Stored(uid=10 * number, raw=message(number)) for number in range(1, count + 1)]


async def read(server: ImapServer, cursor: str | None = None, **options: object) -> Collected:
    return await collect(mailbox(server.url(), **options), cursor=cursor, secrets=SECRETS)


async def test_messages_are_read_in_order_and_never_twice() -> None:
    with ImapServer({"INBOX": folder(3)}) as server:
        first = await read(server, messages=2)
        second = await read(server, first.cursor, messages=2)
        third = await read(server, second.cursor)

    assert titles(first) == ["Article 1 de la lettre", "Article 2 de la lettre"]
    assert "attendent" in first.detail
    assert titles(second) == ["Article 3 de la lettre"]
    assert (third.outcome, third.leads, third.cursor) == (Outcome.UNCHANGED, (), second.cursor)


async def test_nothing_is_marked_moved_or_deleted() -> None:
    with ImapServer({"INBOX": folder(2)}) as server:
        await read(server)

    said = " ".join(server.commands)
    assert "EXAMINE" in said
    assert not {"SELECT", "STORE", "COPY", "MOVE", "EXPUNGE", "CLOSE", "DELETE"} & set(said.split())
    assert "BODY[" not in said  # without PEEK it would mark messages as read


async def test_login_serves_where_authenticate_is_not_offered() -> None:
    with ImapServer({"INBOX": folder(1)}) as server:
        server.capabilities = "IMAP4rev1"
        imapserver_password = {"VEILLE_IMAP_PASSWORD": "faux"}
        refused = await collect(mailbox(server.url()), secrets=imapserver_password)

    assert refused.outcome is Outcome.BLOCKED
    assert any(command.startswith("LOGIN") for command in server.commands)


async def test_a_wrong_password_is_told_without_saying_it() -> None:
    with ImapServer({"INBOX": folder(1)}) as server:
        collected = await collect(mailbox(server.url()), secrets={"VEILLE_IMAP_PASSWORD": "hunter2"})

    assert collected.outcome is Outcome.BLOCKED
    assert "VEILLE_IMAP_PASSWORD" in collected.detail
    assert "hunter2" not in repr(collected)


async def test_a_missing_password_names_its_variable_and_nobody_is_called() -> None:
    with ImapServer({"INBOX": folder(1)}) as server:
        collected = await collect(mailbox(server.url(), password="VEILLE_BOITE"), secrets=SECRETS)

    assert collected.outcome is Outcome.REFUSED
    assert "VEILLE_BOITE" in collected.detail
    assert server.commands == []


async def test_only_listed_senders_are_read_and_the_others_are_passed_over() -> None:
    stored = [*folder(1), Stored(uid=50, raw=message(5, sender="ami@b.example"))]
    with ImapServer({"INBOX": stored}) as server:
        collected = await read(server, senders=("@B.example",))
        again = await read(server, collected.cursor, senders=("@b.example",))

    assert titles(collected) == ["Article 5 de la lettre"]
    assert again.outcome is Outcome.UNCHANGED
    assert not any(command.startswith("UID FETCH 10 ") for command in server.commands)


async def test_a_new_uidvalidity_rereads_a_week_and_loses_nothing() -> None:
    stored = folder(3)
    stored[0].arrived -= timedelta(days=300)
    with ImapServer({"INBOX": stored}) as server:
        first = await read(server)
        server.validity = 8
        for number, one in enumerate(stored, 1):
            one.uid = number
        stored.append(Stored(uid=4, raw=message(4)))
        second = await read(server, first.cursor)

    assert titles(second) == [f"Article {number} de la lettre" for number in (2, 3, 4)]
    assert {lead.entry_id for lead in second.leads} & {lead.entry_id for lead in first.leads}


async def test_a_first_reading_leaves_what_is_older_than_wanted_then_and_later() -> None:
    stored = folder(2)
    stored[0].arrived = datetime(2020, 1, 1, tzinfo=UTC)
    with ImapServer({"INBOX": stored}) as server:
        source = mailbox(server.url())
        first = await collect(source, secrets=SECRETS, since=datetime(2026, 10, 22, tzinfo=UTC))
        second = await collect(source, cursor=first.cursor, secrets=SECRETS)

    assert titles(first) == ["Article 2 de la lettre"]
    assert second.outcome is Outcome.UNCHANGED


async def test_folder_names_are_quoted_and_written_in_modified_utf7() -> None:
    with ImapServer({"Lettres &AOk-conomie": folder(1)}) as server:
        collected = await collect(mailbox(server.url("Lettres%20%C3%A9conomie")), secrets=SECRETS)

    assert titles(collected) == ["Article 1 de la lettre"]


async def test_a_folder_that_is_not_there_is_gone() -> None:
    with ImapServer({"INBOX": []}) as server:
        collected = await collect(mailbox(server.url("Absent")), secrets=SECRETS)

    assert (collected.outcome, collected.detail) == (Outcome.GONE, "dossier introuvable sur le serveur")


async def test_a_message_that_is_too_big_is_told_and_passed_over() -> None:
    stored = folder(3)
    stored[1].size = MAX_MESSAGE + 1
    with ImapServer({"INBOX": stored}) as server:
        collected = await read(server)

    assert titles(collected) == ["Article 1 de la lettre", "Article 3 de la lettre"]
    assert collected.detail == "1 message trop gros laissé de côté"
    assert not any(command.startswith("UID FETCH 20 ") for command in server.commands)


async def test_a_server_that_lies_about_a_size_is_cut_and_does_not_block_the_rest() -> None:
    with ImapServer({"INBOX": folder(3)}) as server:
        server.fault = imapserver.huge_literal(20, MAX_MESSAGE + 1)
        first = await read(server)
        second = await read(server, first.cursor)

    assert first.outcome is Outcome.TOO_BIG
    assert titles(first) == ["Article 1 de la lettre"]
    assert titles(second) == ["Article 3 de la lettre"]


@pytest.mark.parametrize(
    ("fault", "limits", "outcome"),
    [
        (imapserver.reset_in_literal(20), LIMITS, Outcome.UNREACHABLE),
        (imapserver.silent(2.5, "UID FETCH 20 "), replace(LIMITS, read_timeout=1), Outcome.TIMEOUT),
        (imapserver.drip("UID FETCH 20 ", 0.05), replace(LIMITS, total_timeout=1), Outcome.TIMEOUT),
    ],
)
async def test_a_visit_that_breaks_off_keeps_what_came_and_goes_on_there(
    fault: object, limits: HttpSettings, outcome: Outcome
) -> None:
    with ImapServer({"INBOX": folder(3)}) as server:
        server.fault = fault  # type: ignore[assignment]
        first = await collect(mailbox(server.url()), secrets=SECRETS, http=limits)
        server.fault = lambda _command, _session: False
        second = await read(server, first.cursor)

    assert (first.outcome, titles(first)) == (outcome, ["Article 1 de la lettre"])
    assert titles(second) == ["Article 2 de la lettre", "Article 3 de la lettre"]


async def test_one_message_that_nobody_can_read_does_not_block_the_others() -> None:
    stored = [Stored(uid=1, raw=b"\0" * 10), *folder(2)]
    with ImapServer({"INBOX": stored}) as server:
        collected = await read(server)
        again = await read(server, collected.cursor)

    assert titles(collected) == ["Article 1 de la lettre", "Article 2 de la lettre"]
    assert collected.detail == "1 message illisible laissé de côté"
    assert again.outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* BYE too busy\r\n", b"\xff\xfe\r\n" * 20])
async def test_what_is_no_imap_server_is_told_apart(greeting: bytes) -> None:
    with ImapServer({"INBOX": []}) as server:
        server.greeting = greeting
        collected = await read(server)

    assert collected.outcome in (Outcome.MALFORMED, Outcome.UNREACHABLE)
    assert collected.detail


async def test_nobody_there_is_unreachable() -> None:
    with ImapServer({"INBOX": []}) as server:
        pass
    collected = await read(server)

    assert (collected.outcome, collected.detail) == (Outcome.UNREACHABLE, "connexion refusée")


async def test_a_private_address_is_refused_before_a_byte_is_sent() -> None:
    with ImapServer({"INBOX": folder(1)}) as server:
        collected = await collect(mailbox(server.url()), secrets=SECRETS, http=HttpSettings())

    assert collected.outcome is Outcome.REFUSED
    assert "allow_private" in collected.detail
    assert server.commands == []


async def test_a_password_never_crosses_the_internet_in_clear() -> None:
    collected = await collect(mailbox("imap://1.1.1.1/INBOX"), secrets=SECRETS)

    assert collected.outcome is Outcome.REFUSED
    assert "imaps://" in collected.detail


async def test_tls_is_spoken_and_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with ImapServer({"INBOX": folder(1)}, tls=context) as server:
        unknown = await read(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        known = await read(server)

    assert (unknown.outcome, unknown.detail) == (Outcome.UNREACHABLE, "certificat TLS refusé")
    assert titles(known) == ["Article 1 de la lettre"]
