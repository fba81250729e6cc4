"""Whoever subscribes: endpoints made, verified and looked at over HTTP."""

import asyncio
from typing import Any

from standardwebhooks import Webhook

from tests.fixtures.platform import World
from tests.fixtures.receiver import Received, Receiver
from tests.fixtures.stories import ok

# What an operator never sets but for tests.
LOOPBACK: dict[str, Any] = {
    "hooks_allow_http": True,
    "hooks_allow_loopback": True,
    "hooks_allowed_networks": "127.0.0.0/8",
    "hooks_ports": "1-65535",
    "hooks_deadline_seconds": 1.0,
    "hooks_retry_seconds": "0.05,0.1,0.2",
}
ENDPOINTS = "/api/v1/endpoints"
SUBSCRIBER = "subscriber"


async def add_subscriber(world: World, name: str = SUBSCRIBER, principal: str = "m-shui") -> str:
    """Another key of a machine, one that may subscribe; its id."""
    body = {"scopes": ["read", "subscribe"], "days": 30}
    made = await world.client("admin").post(f"/api/v1/principals/{principal}/credentials", json=body)
    assert made.status_code == 201, made.text
    world.tokens[name] = made.json()["secret"]
    return str(made.json()["id"])


class Endpoint:
    """One endpoint and its owner."""

    def __init__(self, world: World, who: str, made: dict[str, Any]) -> None:
        self.world, self.who = world, who
        self.id: str = made["id"]
        self.secret: str = made["secret"]
        self.path = f"{ENDPOINTS}/{self.id}"

    async def do(self, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        sent = await self.world.client(self.who).post(f"{self.path}:{action}", json=body or {})
        assert sent.status_code in {200, 202}, sent.text
        done: dict[str, Any] = sent.json()
        return done

    async def show(self) -> dict[str, Any]:
        shown: dict[str, Any] = ok(await self.world.client(self.who).get(self.path)).json()
        return shown

    async def log(self, **params: Any) -> list[dict[str, Any]]:
        found = ok(await self.world.client(self.who).get(f"{self.path}/deliveries", params={"limit": 200, **params}))
        items: list[dict[str, Any]] = found.json()["items"]
        return items

    async def delivery(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = ok(await self.world.client(self.who).get(f"{self.path}/deliveries/{number}")).json()
        return found

    async def until_status(self, status: str) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while True:
                shown = await self.show()
                if shown["status"] == status:
                    return shown
                await asyncio.sleep(0.02)

    async def until_level(self) -> None:
        """Everything of the feed was looked at."""
        async with asyncio.timeout(30):
            while True:
                if not (await self.show())["behind"]:
                    return
                await asyncio.sleep(0.02)

    async def until_settled(self, number: int, **params: Any) -> list[dict[str, Any]]:
        """The log once so many deliveries are in it and none waits for another try."""
        async with asyncio.timeout(30):
            while True:
                log = await self.log(**params)
                if len(log) >= number and all(one["status"] != "waiting" for one in log):
                    return log
                await asyncio.sleep(0.02)


async def make(world: World, url: str, who: str = SUBSCRIBER, **wanted: Any) -> Endpoint:
    made = await world.client(who).post(ENDPOINTS, json={"url": url, **wanted})
    assert made.status_code == 201, made.text
    return Endpoint(world, who, made.json())


async def verified(world: World, receiver: Receiver, who: str = SUBSCRIBER, **wanted: Any) -> Endpoint:
    """Active: its receiver echoed the challenge."""
    endpoint = await make(world, receiver.url, who, **wanted)
    await endpoint.do("verify")
    await endpoint.until_status("active")
    return endpoint


def check(request: Received, secret: str) -> dict[str, Any]:
    """What a receiver does first, by the independent package; raises when the signature is not good."""
    body: dict[str, Any] = Webhook(secret).verify(request.text, request.headers)
    return body
