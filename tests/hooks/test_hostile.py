"""Receivers as bad as they come: each event is delivered or a dead letter, and no closed door is tried."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.platform import World
from tests.fixtures.receiver import Behaviour, Received, Receiver, answer, receiving, well
from tests.fixtures.stories import to_in_progress
from tests.hooks.certificates import make_certificates
from tests.hooks.names import Names
from tests.hooks.subscriber import Endpoint, make, verified
from tests.services.ledgers import issued

CLAIMS: dict[str, Any] = {"types": ["measure.claimed"]}
TRIES = 4


async def claim(world: World) -> str:
    """One event for whoever wants claims."""
    measure = f"{await issued(world)}-1-1"
    await to_in_progress(world, measure)
    return measure


async def the_delivery(endpoint: Endpoint) -> dict[str, Any]:
    """The only claim in the log, once it is settled."""
    async with asyncio.timeout(30):
        while True:
            found = [one for one in await endpoint.log() if one["type"] == "measure.claimed.v1"]
            if found and found[0]["status"] != "waiting":
                return await endpoint.delivery(found[0]["id"])
            await asyncio.sleep(0.02)


def then_well(*behaviours: Behaviour) -> Behaviour:
    """One after the other, and then as it should be."""
    left = list(behaviours)

    async def behave(request: Received, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if left else well)(request, writer)

    return behave


async def hang(_: Received, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def dribble(_: Received, writer: asyncio.StreamWriter) -> None:
    """A byte a second, for as long as somebody listens."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def slam(_: Received, writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()
    raise ConnectionError


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (answer(500), [500, 500, 200]),
        (answer(429, Retry_After="0"), [429, 429, 200]),
        (answer(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), [503, 503, 200]),
        (answer(503, Retry_After="9" * 5000), [503, 503, 200]),
        (answer(503, Retry_After="Wed, 21 Oct 99999999999 07:28:00 GMT"), [503, 503, 200]),
        (hang, [None, None, 200]),
        (dribble, [None, None, 200]),
        (slam, [None, None, 200]),
    ],
    ids=["500", "429", "date", "nonsense", "year", "hang", "dribble", "slam"],
)
async def test_what_passes_is_tried_again(world: World, bad: Behaviour, told: list[int | None]) -> None:
    """Twice bad, then well: the third try delivers, under the same id, each attempt in the log."""
    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = then_well(bad, bad)
        await claim(world)
        delivery = await the_delivery(endpoint)

        assert (delivery["status"], delivery["tries"]) == ("delivered", 3)
        assert [one["status_code"] for one in delivery["attempts"]] == told
        assert {one.id for one in receiver.events} == {delivery["event_id"]}
        assert len({one.text for one in receiver.events}) == 1
        assert len(receiver.events) == 3


async def test_an_endless_body_is_not_read(world: World) -> None:
    """The status counts; 2 KiB are kept and the connection is closed, so the other side can't go on."""
    sent = 0

    async def endless(_: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = endless
        await claim(world)
        delivery = await the_delivery(endpoint)

        assert delivery["status"] == "delivered"
        assert delivery["attempts"][0]["response"] == "x" * 2048
        # What the buffers of both sides hold, and no more.
        assert sent < 50_000_000


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(world: World, status: int) -> None:
    """To loopback or to a cloud's metadata: a redirect is a failure, and nobody goes there."""
    async with receiving() as receiver, receiving() as trap:
        endpoint = await verified(world, receiver, **CLAIMS)
        for place in (trap.url, "http://169.254.169.254/latest/meta-data/"):
            receiver.behave = answer(status, Location=place)
            await endpoint.do("ping")
        log = await endpoint.until_settled(3)

        assert [one["status"] for one in log] == ["failed", "failed", "delivered"]
        assert trap.requests == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refusal_is_a_dead_letter_at_once(world: World, status: int) -> None:
    """One attempt; the endpoint stays active, and the event can be asked for again."""
    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = then_well(answer(status, "no"))
        await claim(world)
        delivery = await the_delivery(endpoint)

        assert (delivery["status"], len(delivery["attempts"])) == ("failed", 1)
        assert (await endpoint.show())["status"] == "active"


async def test_gone_is_gone_at_once(world: World) -> None:
    """410 disables the endpoint with the first answer; it says why, and other endpoints of the owner are told."""
    async with receiving() as receiver, receiving() as other:
        watcher = await verified(world, other, **CLAIMS)
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = answer(410)
        await claim(world)
        shown = await endpoint.until_status("disabled")
        await other.until(lambda: "endpoint.disabled.v1" in [one.body["type"] for one in other.requests])

        (told,) = [one.body for one in other.requests if one.body["type"] == "endpoint.disabled.v1"]
        assert (shown["reason"], len(receiver.events)) == ("gone", 1)
        assert "410" in shown["notice"]
        assert told["data"] == {"endpoint_id": endpoint.id, "reason": "gone", "challenge": None}
        assert (await watcher.show())["status"] == "active"


async def test_a_receiver_that_stays_away_is_switched_off(world: World) -> None:
    """After the last try of an event without any success the endpoint is disabled; resumed, it goes on."""
    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = answer(500)
        measure = await claim(world)
        shown = await endpoint.until_status("disabled")
        delivery = await the_delivery(endpoint)
        receiver.behave = well
        missed = await claim(world)
        await endpoint.do("resume")
        await receiver.until(lambda: receiver.events[-1].body["subject"] == missed)

        assert (shown["reason"], shown["failing_since"] is None) == ("failing", False)
        assert (delivery["status"], len(delivery["attempts"])) == ("failed", TRIES)
        assert {one.body["subject"] for one in receiver.events} == {measure, missed}


async def test_a_dead_neighbour_delays_nobody(world: World) -> None:
    """While one receiver hangs and another is gone for good, a third gets everything, before they are done."""
    async with receiving() as dead, receiving() as good:
        slow = await verified(world, dead, **CLAIMS)
        await verified(world, good, **CLAIMS)
        dead.behave = hang
        measures = [await claim(world) for _ in range(3)]
        await good.until(lambda: [one.body["subject"] for one in good.events] == measures)
        waiting = [
            one for one in await slow.log() if one["type"] == "measure.claimed.v1" and one["status"] == "delivered"
        ]

        assert waiting == []


async def test_a_name_that_flips_is_never_followed(world: World, names: Names) -> None:
    """Open when it was registered and verified, closed when it is sent to: nobody is connected to."""
    async with receiving() as receiver:
        names.answers["flip.test"] = [("127.0.0.1",)]
        endpoint = await verified(world, Receiver(url=receiver.url.replace("127.0.0.1", "flip.test")), **CLAIMS)
        names.answers["flip.test"] = [("::ffff:10.0.0.1",), ("127.0.0.1", "169.254.169.254"), ("10.0.0.1",), ("::1",)]
        await claim(world)
        delivery = await the_delivery(endpoint)

        assert [one["error"] for one in delivery["attempts"]] == [
            "address_private",
            "address_metadata",
            "address_private",
            "address_loopback",
        ]
        assert [one["address"] for one in delivery["attempts"]] == [None] * TRIES
        assert receiver.events == []


async def test_a_name_is_looked_up_once_for_each_attempt(world: World, names: Names) -> None:
    """Between the check and the connection nobody is asked again, so there is nothing to flip."""
    async with receiving() as receiver:
        names.answers["twice.test"] = [("127.0.0.1",)]
        endpoint = await verified(world, Receiver(url=receiver.url.replace("127.0.0.1", "twice.test")), **CLAIMS)
        asked = names.asked["twice.test"]
        names.answers["twice.test"] = [("127.0.0.1",), ("10.0.0.1",)]
        await claim(world)
        delivery = await the_delivery(endpoint)

        assert (delivery["status"], names.asked["twice.test"] - asked) == ("delivered", 1)
        assert receiver.events[0].headers["host"].startswith("twice.test:")


async def test_a_certificate_nobody_knows(world: World, names: Names, tmp_path: Path) -> None:
    """A TLS error is a network error: tried again, never sent without."""
    _, context = make_certificates(tmp_path, "tls.test")
    async with receiving(tls=context) as receiver:
        names.answers["tls.test"] = [("127.0.0.1",)]
        endpoint = await make(world, receiver.url.replace("127.0.0.1", "tls.test"), **CLAIMS)
        await endpoint.do("verify")
        (log,) = await endpoint.until_settled(1)
        attempts = (await endpoint.delivery(log["id"]))["attempts"]

        assert [one["error"] for one in attempts] == ["tls"] * TRIES
        assert receiver.requests == []
