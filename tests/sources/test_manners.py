"""Turns are taken one at a time per host with a pause, and headers are read as the RFCs say."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.models import Validators
from veille.sources.manners import Manners, clean, fresh_until, retry_after

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def manners(*, host_delay: float = 0.0, max_crawl_delay: float = 30.0, concurrency: int = 100) -> Manners:
    return Manners(host_delay=host_delay, max_crawl_delay=max_crawl_delay, concurrency=concurrency)


async def test_one_host_serves_one_request_at_a_time_in_order() -> None:
    turns, log = manners(), []

    async def visit(number: int) -> None:
        async with turns.turn("a.fr"):
            log.append(f"in {number}")
            await asyncio.sleep(0.001)
            log.append(f"out {number}")

    await asyncio.gather(*map(visit, range(3)))

    assert log == ["in 0", "out 0", "in 1", "out 1", "in 2", "out 2"]


async def test_the_pause_runs_from_the_end_of_one_request_to_the_start_of_the_next() -> None:
    turns, ends, starts = manners(host_delay=0.05), [], []

    async def visit() -> None:
        async with turns.turn("a.fr"):
            starts.append(time.monotonic())
            await asyncio.sleep(0.03)
            ends.append(time.monotonic())

    await asyncio.gather(visit(), visit(), visit())

    pauses = [start - end for end, start in zip(ends, starts[1:], strict=False)]
    assert len(pauses) == 2
    assert all(0.049 <= pause < 10 for pause in pauses)


async def test_hosts_do_not_wait_for_each_other() -> None:
    turns = manners(host_delay=30)

    async def visit(host: str) -> None:
        async with turns.turn(host):
            pass

    async with asyncio.timeout(20):
        await asyncio.gather(*(visit(f"{number}.fr") for number in range(50)))


async def test_no_more_than_concurrency_hosts_are_visited_at_once() -> None:
    turns, inside, most = manners(concurrency=3), 0, 0

    async def visit(host: str) -> None:
        nonlocal inside, most
        async with turns.turn(host):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.005)
            inside -= 1

    await asyncio.gather(*(visit(f"{number}.fr") for number in range(12)))

    assert most == 3


async def test_waiting_for_a_host_holds_no_slot() -> None:
    """With two slots, many requests to one slow host leave the other hosts free."""
    turns, done = manners(host_delay=30, concurrency=2), asyncio.Event()

    async def visit(host: str) -> None:
        async with turns.turn(host):
            pass

    crowd = [asyncio.create_task(visit("slow.fr")) for _ in range(10)]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await asyncio.gather(visit("a.fr"), visit("b.fr"), visit("c.fr"))
        done.set()
    for task in crowd:
        task.cancel()

    assert done.is_set()


async def test_a_cancelled_visitor_leaves_the_host_to_the_next() -> None:
    turns = manners()
    holding, waiting = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with turns.turn("a.fr"):
            holding.set()
            await waiting.wait()

    async def visit() -> bool:
        async with turns.turn("a.fr"):
            return True

    first = asyncio.create_task(hold())
    await holding.wait()
    second, third = asyncio.create_task(visit()), asyncio.create_task(visit())
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()

    async with asyncio.timeout(20):
        assert await third


async def test_crawl_delay_lengthens_the_pause_up_to_the_maximum() -> None:
    turns = manners(host_delay=0.02, max_crawl_delay=0.6)
    turns.slow_down("a.fr", 3_600)
    turns.slow_down("b.fr", 0.001)
    pauses = {}

    for host in ("a.fr", "b.fr"):
        async with turns.turn(host):
            pass
        end = time.monotonic()
        async with turns.turn(host):
            pauses[host] = time.monotonic() - end

    assert 0.599 <= pauses["a.fr"] < 10
    assert 0.019 <= pauses["b.fr"] < 0.599


async def test_a_connection_is_kept_open_only_while_others_wait_for_the_host() -> None:
    turns, kept = manners(), []

    async def visit() -> None:
        async with turns.turn("a.fr") as turn:
            await asyncio.sleep(0)
            kept.append(turn.keep_open)

    await asyncio.gather(visit(), visit(), visit())
    await visit()

    assert kept == [False, True, False, False]


async def test_a_closed_host_says_so_at_every_turn_without_pausing() -> None:
    turns = manners(host_delay=30)
    turns.close("a.fr", NOW)

    async with asyncio.timeout(20):
        for _ in range(3):
            async with turns.turn("a.fr") as turn:
                assert turn.closed
                assert turn.closed_until == NOW
    async with turns.turn("b.fr") as turn:
        assert not turn.closed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        (" 120 ", NOW + timedelta(seconds=120)),
        ("Mon, 02 Mar 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("999999999999999999999", NOW + timedelta(days=30)),
        ("Tue, 02 Mar 2106 13:00:00 GMT", NOW + timedelta(days=30)),
        ("0", None),
        ("-5", None),
        ("Sun, 01 Mar 2026 13:00:00 GMT", None),
        ("bientôt", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, expected: datetime | None) -> None:
    assert retry_after(value, NOW) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"cache-control": "max-age=600"}, timedelta(seconds=600)),
        ({"cache-control": "public, Max-Age=600, s-maxage=5"}, timedelta(seconds=600)),
        ({"cache-control": 'max-age="600"'}, timedelta(seconds=600)),
        ({"cache-control": "max-age=600", "age": "500"}, timedelta(seconds=100)),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600", "expires": "Mon, 02 Mar 2026 20:00:00 GMT"}, timedelta(seconds=600)),
        ({"cache-control": "max-age=31536000"}, timedelta(days=1)),
        ({"cache-control": "max-age=9999999999999999999999999"}, timedelta(days=1)),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=0", "expires": "Mon, 02 Mar 2026 20:00:00 GMT"}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"expires": "Mon, 02 Mar 2026 12:10:00 GMT"}, timedelta(minutes=10)),
        (
            {"expires": "Mon, 02 Mar 2026 10:10:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"},
            timedelta(minutes=10),  # a server whose clock is wrong
        ),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({}, None),
    ],
)
def test_freshness_is_what_cache_control_or_expires_say(headers: dict[str, str], expected: timedelta | None) -> None:
    assert fresh_until(headers, NOW) == (NOW + expected if expected else None)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_header_value_raises(control: str, age: str, expires: str, date: str) -> None:
    headers = {"cache-control": control, "age": age, "expires": expires, "date": date}

    assert fresh_until(headers, NOW) is None or fresh_until(headers, NOW) > NOW  # type: ignore[operator]
    assert retry_after(control, NOW) is None or retry_after(control, NOW) > NOW  # type: ignore[operator]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"abc"', '"abc"'),
        ('  W/"abc"\t', 'W/"abc"'),
        ('"a"\r\nX-Injected: yes', None),
        ('"é"', None),
        ("x" * 5_000, None),
        ("", None),
        (None, None),
    ],
)
def test_validators_are_kept_only_when_they_can_be_sent_safely(value: str | None, expected: str | None) -> None:
    assert clean(Validators(etag=value, last_modified=value)) == Validators(etag=expected, last_modified=expected)
