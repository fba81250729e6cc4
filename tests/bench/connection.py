"""A client that costs next to nothing: HTTP/1.1 over one kept connection, for the loop that is timed.

The load generator sits on the same cores as what it measures. httpx takes one to two milliseconds of
CPU a request, a tenth of a whole transition, which no caller on another machine would take from it.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from tests.bench.processes import BenchError

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    status: int
    text: str


class Connection:
    """One connection, used by one client at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        """Send a JSON body; the whole reply. Every reply of ours names its length."""
        data = json.dumps(body, ensure_ascii=False).encode()
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(data)}", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise BenchError(f"a reply without a length: {head!r}")
        text = (await self._reader.readexactly(int(length[1]))).decode()
        return Reply(int(head.split(b" ", 2)[1]), text)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()
