"""A line: HTTP/1.1 connections to one receiver, made to an address that was judged and to no other.

No redirects, proxies, cookies or content encodings, because nothing here knows them. What comes back is
read by h11, which is strict, and only so much of it.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import h11

from activities.addresses import Target

RESPONSE_BYTES = 2048
# An answer's status is what counts; its body is waited for only so long.
BODY_SECONDS = 2.0
CONNECT_SECONDS = 5.0
KEPT_SECONDS = 30.0
HEAD_BYTES = 16_384
READ_BYTES = 65_536
TURNS = 2


@dataclass(frozen=True)
class Reply:
    """`body`: at most 2 KiB as they came, never unpacked."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes


class CountingReader(asyncio.StreamReader):
    """Knows how much came, whether or not somebody has read it."""

    came = 0

    def feed_data(self, data: Any) -> None:  # noqa: ANN401 - bytes, in the standard library's wider words
        self.came += len(data)
        super().feed_data(data)


@dataclass
class Connection:
    """One connection, used by one exchange at a time."""

    reader: CountingReader
    writer: asyncio.StreamWriter
    protocol: h11.Connection = field(
        default_factory=lambda: h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_BYTES)
    )
    idle_since: float = 0.0
    # Bytes handed to h11.
    read: int = 0

    @property
    def usable(self) -> bool:
        """Nothing came that nobody asked for: it would be taken for the answer to the next request."""
        fresh = time.monotonic() - self.idle_since < KEPT_SECONDS
        quiet = self.reader.came == self.read and not self.protocol.trailing_data[0]
        return fresh and quiet and not self.reader.at_eof() and not self.writer.is_closing()

    async def more(self) -> bytes:
        data = await self.reader.read(READ_BYTES)
        self.read += len(data)
        return data

    def drop(self) -> None:
        # Not closed in good order: a receiver could take its time over that.
        self.writer.transport.abort()


class Line:
    """Never shared between receivers: a kept connection was made for one address and one name."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        self._idle: dict[Target, list[Connection]] = {}
        self._closed = False

    async def exchange(self, target: Target, headers: Mapping[str, str], body: bytes) -> Reply:
        """POST the body.

        Raises:
            OSError, TimeoutError, h11.RemoteProtocolError: what the other side can do.
        """
        connection = await self._kept(target) or await self.connect(target)
        try:
            reply = await _exchange(connection, target, headers, body)
        except BaseException:
            connection.drop()
            raise
        self._keep(target, connection)
        return reply

    async def connect(self, target: Target) -> Connection:
        """To the judged address; the name is only what the certificate must be for."""
        secure = target.url.scheme == "https"
        loop = asyncio.get_running_loop()
        reader = CountingReader(limit=READ_BYTES, loop=loop)
        stream = asyncio.StreamReaderProtocol(reader, loop=loop)
        async with asyncio.timeout(CONNECT_SECONDS):
            transport, _ = await loop.create_connection(
                lambda: stream,
                target.address,
                target.port,
                ssl=self._tls if secure else None,
                server_hostname=target.name if secure else None,
            )
        return Connection(reader, asyncio.StreamWriter(transport, stream, reader, loop))

    async def _kept(self, target: Target) -> Connection | None:
        """From the look at what came to the first byte of the request nothing is waited for."""
        if self._idle.get(target):
            # What the kernel has is noticed in the loop's next turn and read before the one after it.
            for _ in range(TURNS):
                await asyncio.sleep(0)
        idle = self._idle.get(target, [])
        while idle:
            connection = idle.pop()
            if connection.usable:
                return connection
            connection.drop()
        return None

    def _keep(self, target: Target, connection: Connection) -> None:
        protocol = connection.protocol
        both_done = protocol.our_state is h11.DONE and protocol.their_state is h11.DONE
        connection.idle_since = time.monotonic()
        if both_done and connection.usable and not self._closed:
            protocol.start_next_cycle()
            self._idle.setdefault(target, []).append(connection)
        else:
            connection.drop()

    def close(self) -> None:
        """What is still being asked is dropped when it is answered."""
        self._closed = True
        for connection in (one for idle in self._idle.values() for one in idle):
            connection.drop()
        self._idle = {}


async def _exchange(connection: Connection, target: Target, headers: Mapping[str, str], body: bytes) -> Reply:
    told = {"Host": target.url.netloc.decode("ascii"), "Content-Length": str(len(body)), **headers}
    request = h11.Request(method="POST", target=target.url.raw_path, headers=list(told.items()))
    events = (request, h11.Data(data=body), h11.EndOfMessage())
    connection.writer.write(b"".join(connection.protocol.send(event) or b"" for event in events))
    await connection.writer.drain()
    response = await _next(connection)
    while isinstance(response, h11.InformationalResponse):
        response = await _next(connection)
    if not isinstance(response, h11.Response):
        raise ConnectionResetError("closed before an answer")
    return Reply(response.status_code, dict(response.headers), await _first_bytes(connection))


async def _first_bytes(connection: Connection) -> bytes:
    """What does not come in time is not waited for."""
    read = b""
    with suppress(TimeoutError, OSError, h11.RemoteProtocolError):
        async with asyncio.timeout(BODY_SECONDS):
            while len(read) < RESPONSE_BYTES and isinstance(event := await _next(connection), h11.Data):
                read += bytes(event.data[: RESPONSE_BYTES - len(read)])
    return read


async def _next(connection: Connection) -> h11.Event | type[h11.PAUSED]:
    while True:
        event = connection.protocol.next_event()
        if not isinstance(event, type) or event is h11.PAUSED:
            return event
        data = await connection.more()
        if not data and connection.protocol.their_state is h11.SEND_RESPONSE:
            raise ConnectionResetError("closed before an answer")
        connection.protocol.receive_data(data)
