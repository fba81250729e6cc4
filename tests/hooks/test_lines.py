"""Lines by themselves: what is kept, what is dropped, and what a stranger may write."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import h11
import httpx
import pytest

from activities.addresses import Target
from activities.lines import Connection, Line, Reply
from tests.fixtures.receiver import Behaviour, Received, Receiver, receiving

WELL = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
NO = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"


def says(*told: bytes) -> Behaviour:
    """One after the other, whatever is asked; the last one over and over."""
    left = list(told)

    async def behave(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])
        await writer.drain()

    return behave


@asynccontextmanager
async def line_to(behave: Behaviour) -> AsyncIterator[tuple[Line, Receiver]]:
    line = Line(ssl.create_default_context())
    async with receiving(behave) as receiver:
        yield line, receiver
        line.close()


async def ask(line: Line, receiver: Receiver) -> Reply:
    async with asyncio.timeout(10):
        return await line.exchange(Target(httpx.URL(receiver.url), "127.0.0.1"), {"webhook-id": "evt_1"}, b"{}")


async def connections(receiver: Receiver, number: int) -> None:
    await receiver.until(lambda: len(receiver.handling) == number)


async def test_a_connection_is_kept() -> None:
    """Three requests one after the other are three on one connection; two at once are two."""
    async with line_to(says(WELL)) as (line, receiver):
        for _ in range(3):
            assert (await ask(line, receiver)).status == 200
        await connections(receiver, 1)
        await asyncio.gather(ask(line, receiver), ask(line, receiver))
        await connections(receiver, 2)
        line.close()
        await connections(receiver, 0)


@pytest.mark.parametrize(
    "told",
    [
        WELL + NO,
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000,
    ],
    ids=["two-answers", "close", "1.0", "long"],
)
async def test_a_connection_is_dropped(told: bytes) -> None:
    """What was answered to nothing, or can't go on, is no answer to the next request."""
    async with line_to(says(told)) as (line, receiver):
        for _ in range(2):
            assert (await ask(line, receiver)).status == 200
            await connections(receiver, 0)


async def test_a_connection_the_other_side_closed_is_not_used() -> None:
    """It closes when it has answered: the next request has a new one."""

    async def leave(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(WELL)
        await writer.drain()
        writer.close()

    async with line_to(leave) as (line, receiver):
        await ask(line, receiver)
        await connections(receiver, 0)
        # What the kernel knows reaches the loop with its next turns.
        await receiver.until(lambda: not any(one.usable for idle in line._idle.values() for one in idle))
        assert (await ask(line, receiver)).status == 200


class Late:
    """Answers every request well; what else it writes is written when a test says so."""

    def __init__(self) -> None:
        self.writers: list[asyncio.StreamWriter] = []

    async def __call__(self, _: Received, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        await says(WELL)(_, writer)


@pytest.mark.parametrize("late", [NO, b"H", b"\r\n"], ids=["an-answer", "a-byte", "an-empty-line"])
async def test_what_comes_while_nothing_is_asked(late: bytes) -> None:
    """An answer too many, arriving between two requests: it answers neither, and its connection is done."""
    behave = Late()
    async with line_to(behave) as (line, receiver):
        assert (await ask(line, receiver)).status == 200
        behave.writers[0].write(late)
        # Written to the socket at once; nobody here has looked yet.
        assert not behave.writers[0].transport.get_write_buffer_size()
        assert (await ask(line, receiver)).status == 200

        assert behave.writers[0] is not behave.writers[1]
        await connections(receiver, 1)


async def test_what_came_with_nobody_reading() -> None:
    """It lies in a buffer of ours before the connection is kept: nothing else will tell of it."""
    behave = Late()
    async with line_to(behave) as (line, receiver):
        keep = line._keep

        def late(target: Target, connection: Connection) -> None:
            connection.reader.feed_data(NO)
            keep(target, connection)

        line._keep = late  # type: ignore[method-assign] # between the last byte and the keeping there is no turn
        assert (await ask(line, receiver)).status == 200
        await connections(receiver, 0)


async def test_nothing_is_kept_for_a_line_that_was_closed() -> None:
    """Closed while something is being asked: it is answered, and then its connection goes too."""
    asked, told = asyncio.Event(), asyncio.Event()

    async def behave(_: Received, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await told.wait()
        await says(WELL)(_, writer)

    async with line_to(behave) as (line, receiver):
        asking = asyncio.create_task(ask(line, receiver))
        await asked.wait()
        line.close()
        told.set()

        assert (await asking).status == 200
        await connections(receiver, 0)


async def test_hints_come_before_an_answer() -> None:
    async with line_to(says(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20 + WELL)) as (line, receiver):
        assert (await ask(line, receiver)).status == 200


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, h11.RemoteProtocolError),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", h11.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", h11.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", h11.RemoteProtocolError),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", h11.RemoteProtocolError),
    ],
    ids=["head", "ssh", "negative", "two-lengths", "switching"],
)
async def test_what_is_no_answer(told: bytes, error: type[Exception]) -> None:
    async with line_to(says(told)) as (line, receiver):
        with pytest.raises(error):
            await ask(line, receiver)
        await connections(receiver, 0)


async def test_closed_before_an_answer() -> None:
    """Before the first byte and in the middle of the head."""
    for told in (b"", b"HTTP/1.1 200 OK\r\nContent-"):

        async def leave(_: Received, writer: asyncio.StreamWriter, told: bytes = told) -> None:
            writer.write(told)
            await writer.drain()
            writer.close()
            raise ConnectionError

        async with line_to(leave) as (line, receiver):
            with pytest.raises(ConnectionResetError):
                await ask(line, receiver)
