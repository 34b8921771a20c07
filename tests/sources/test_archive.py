"""The folder of the official journal: what is new is read once, oldest first, and nothing holds it up for ever."""

from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from tests.support import asking
from tests.support.asking import collect_from
from tests.support.faultserver import FaultServer, Request, Wire
from tests.support.jorf import delivery, folder, packed
from veille.config.settings import HttpSettings
from veille.kinds import ArchiveOptions
from veille.models import Outcome, Source, Validators
from veille.sources.archive import MAX_TRIES

STAMPS = tuple(f"202611{day:02d}-013045" for day in range(10, 16))


class Folder:
    """A folder of deliveries on a real server; each may be changed while it runs."""

    def __init__(self, server: FaultServer, *stamps: str) -> None:
        self.server, self.etag = server, '"1"'
        self.files: dict[str, bytes | int] = {stamp: delivery(int(stamp[6:8])) for stamp in stamps}
        server.on("/JORF/", self._index)
        for stamp in STAMPS:
            server.on(f"/JORF/JORF_{stamp}.tar.gz", self._archive)

    async def _index(self, request: Request, wire: Wire) -> None:
        if request.headers.get("if-none-match") == self.etag:
            await wire.send(f"HTTP/1.1 304 Not Modified\r\netag: {self.etag}\r\n\r\n".encode())
        else:
            await wire.reply(folder(*self.files), content_type="text/html", etag=self.etag)

    async def _archive(self, request: Request, wire: Wire) -> None:
        body = self.files[request.path.removeprefix("/JORF/JORF_").removesuffix(".tar.gz")]
        if isinstance(body, int):
            await wire.reply(b"", body)
        else:
            await wire.reply(body, content_type="application/x-gzip")

    @property
    def asked(self) -> list[str]:
        """The days of the archives asked for so far."""
        return [request.path[17:19] for request in self.server.requests if request.path.endswith(".tar.gz")]

    async def collect(self, cursor: str = "", *, files: int = 3, **kept: Any) -> Any:
        options = ArchiveOptions(files=files)
        source = Source(id="jorf", name="JO", url=self.server.url("JORF/"), type="archive", options=options)
        return await collect_from(source, cursor=cursor, **kept)


@pytest.fixture
async def web() -> AsyncIterator[Folder]:
    async with FaultServer() as server:
        yield Folder(server, *STAMPS)


async def test_a_first_look_takes_the_newest_archives_alone(web: Folder) -> None:
    collected = await web.collect(files=2)

    assert web.asked == ["14", "15"]
    assert (collected.outcome, collected.detail, collected.cursor) == (Outcome.OK, "", STAMPS[-1])
    assert [lead.title for lead in collected.leads] == ["Arrêté n° 14", "Arrêté n° 15"]
    assert collected.page.validators.etag == '"1"'


async def test_later_looks_go_on_from_there_oldest_first(web: Folder) -> None:
    collected = await web.collect(cursor=STAMPS[0], files=2)

    assert web.asked == ["11", "12"]
    assert collected.cursor == STAMPS[2]
    # more wait: the folder must not answer « unchanged » before they were read
    assert collected.page.validators == Validators()

    rest = await web.collect(cursor=collected.cursor, files=9)
    assert web.asked[2:] == ["13", "14", "15"]
    assert rest.page.validators.etag == '"1"'


async def test_a_folder_without_anything_new_is_unchanged(web: Folder) -> None:
    by_name = await web.collect(cursor=STAMPS[-1])
    by_etag = await web.collect(cursor=STAMPS[0], kept={web.server.url("JORF/"): Validators(etag='"1"')})

    assert (by_name.outcome, by_etag.outcome) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert web.asked == []


async def test_an_archive_too_big_is_passed_over_and_told(web: Folder) -> None:
    web.files[STAMPS[1]] = packed(("x", bytes(range(256)) * 200), mode="w")
    small = HttpSettings(contact="a@b.fr", host_delay=0, allow_private=("127.0.0.0/8",), max_bytes=20_000)
    collected = await web.collect(cursor=STAMPS[0], files=2, http=small)

    assert collected.outcome is Outcome.OK
    assert [lead.title for lead in collected.leads] == ["Arrêté n° 12"]
    assert collected.detail.startswith(f"JORF_{STAMPS[1]}.tar.gz, laissée de côté : ")
    assert collected.cursor == STAMPS[2]


async def test_an_archive_that_went_away_is_passed_over(web: Folder) -> None:
    web.files[STAMPS[1]] = 404
    collected = await web.collect(cursor=STAMPS[0], files=1)

    assert (collected.outcome, collected.cursor, collected.leads) == (Outcome.GONE, STAMPS[1], ())


async def test_an_archive_that_fails_is_tried_again_before_those_after_it_but_not_for_ever(web: Folder) -> None:
    web.files[STAMPS[2]] = 503
    cursor, outcomes = STAMPS[0], []
    for _run in range(MAX_TRIES + 1):
        collected = await web.collect(cursor=cursor, files=2)
        cursor, outcomes = collected.cursor, [*outcomes, collected.outcome]
        assert collected.page.validators == Validators() or cursor == STAMPS[-1]

    assert web.asked == ["11", *["12"] * MAX_TRIES, "13", "14", "15"]
    assert outcomes == [Outcome.OK, *[Outcome.UNREACHABLE] * (MAX_TRIES - 2), Outcome.OK, Outcome.OK]
    assert cursor == STAMPS[-1]


async def test_a_first_look_that_fails_does_not_skip_anything(web: Folder) -> None:
    web.files[STAMPS[4]] = 503
    first = await web.collect(files=2)
    web.files[STAMPS[4]] = delivery(14)
    second = await web.collect(cursor=first.cursor, files=2)

    assert (first.outcome, second.outcome) == (Outcome.UNREACHABLE, Outcome.OK)
    assert len(second.leads) == 2


async def test_an_archive_still_on_its_way_to_the_folder_is_read_when_it_is_whole(web: Folder) -> None:
    whole = web.files[STAMPS[5]]
    assert isinstance(whole, bytes)
    web.files[STAMPS[5]] = whole[:-60]
    first = await web.collect(cursor=STAMPS[4])
    web.files[STAMPS[5]] = whole
    second = await web.collect(cursor=first.cursor)

    assert (first.outcome, first.leads) == (Outcome.MALFORMED, ())
    assert (second.outcome, len(second.leads), second.cursor) == (Outcome.OK, 1, STAMPS[5])


async def test_an_archive_that_kills_its_reader_does_not_come_back_for_ever(
    web: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_args: Any) -> Any:
        raise BrokenProcessPool

    monkeypatch.setattr(asking, "here", dies)
    cursor = STAMPS[4]
    for _run in range(MAX_TRIES):
        collected = await web.collect(cursor=cursor)
        cursor = collected.cursor

    assert collected.outcome is Outcome.MALFORMED
    assert cursor == STAMPS[5]


@pytest.mark.parametrize("cursor", ["rubbish", "20261110-013045 x", "20261110-013045 99999", " 3"])
async def test_a_cursor_nobody_can_read_does_no_harm(web: Folder, cursor: str) -> None:
    assert (await web.collect(cursor=cursor)).outcome is Outcome.OK


async def test_a_page_without_archives_is_no_folder(web: Folder) -> None:
    web.files.clear()
    collected = await web.collect()

    assert collected.outcome is Outcome.NOT_A_FEED
    assert "aucune archive" in collected.detail
    assert collected.cursor is None


async def test_names_that_lead_out_of_the_folder_are_not_followed(web: Folder) -> None:
    async def hostile(_request: Request, wire: Wire) -> None:
        links = ("//ailleurs.exemple/JORF_20261115-013045.tar.gz", "../JORF_20261115-013045.tar.gz", "javascript:x")
        await wire.reply("".join(f'<a href="{link}">x</a>' for link in links).encode(), content_type="text/html")

    web.server.on("/JORF/", hostile)
    collected = await web.collect()

    assert collected.outcome is Outcome.OK
    assert {request.path for request in web.server.requests} == {"/JORF/", "/JORF/JORF_20261115-013045.tar.gz"}
