"""A world behind HTTP that may vanish: clients that insist until their command is settled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.crash.process import PlatformProcess
from tests.fixtures.platform import Clock, World
from tests.invariants.record import AnswerLog

INSIST_SECONDS = 60.0
PAUSE_SECONDS = 0.1


class InsistentClient(httpx.AsyncClient):
    """Sends the same request, with the same key, until it is answered for good.

    It does what the integrator's guide tells integrators to do: a broken connection, 503, 202 and
    "still running" all mean to send again. Everything else is an answer.
    """

    def __init__(self, log: AnswerLog, **given: Any) -> None:
        super().__init__(**given)
        self._log = log

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        async with asyncio.timeout(INSIST_SECONDS):
            while True:
                try:
                    response = await super().send(request, **options)
                except httpx.TransportError:
                    response = None
                if response is not None and settled(self._log.note(response)):
                    return response
                await asyncio.sleep(PAUSE_SECONDS)


def settled(response: httpx.Response) -> bool:
    if response.status_code in (202, 503):
        return False
    return response.status_code != 409 or response.json()["code"] != "idempotency.running"


class RemoteWorld(World):
    """The stories of `tests.fixtures.stories` told to a platform in another process.

    `client` insists; `once` asks a single time and lets the connection break.
    """

    def __init__(self, process: PlatformProcess) -> None:
        self.tokens = process.tokens
        self.clock = Clock()
        self.log = AnswerLog()
        self._url = process.url
        self._clients = {}

    def client(self, who: str | None) -> httpx.AsyncClient:
        assert who
        if who not in self._clients:
            self._clients[who] = InsistentClient(self.log, **self._given(who))
        return self._clients[who]

    async def once(self, who: str, path: str, key: str, body: dict[str, object]) -> httpx.Response:
        async with httpx.AsyncClient(**self._given(who)) as client:
            answer = await client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key})
            return self.log.note(answer)

    def _given(self, who: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return {"base_url": self._url, "headers": headers, "timeout": 30}


@asynccontextmanager
async def remote_world(process: PlatformProcess) -> AsyncIterator[RemoteWorld]:
    world = RemoteWorld(process)
    try:
        yield world
    finally:
        await world.close()
