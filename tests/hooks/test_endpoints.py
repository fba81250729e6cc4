"""Endpoints over HTTP and what reaches their receivers: signed, in scope, once verified."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import WebhookVerificationError

from tests.fixtures.platform import World
from tests.fixtures.receiver import Receiver, answer, receiving, well
from tests.fixtures.stories import ok, to_in_progress, to_signed_off
from tests.hooks.subscriber import ENDPOINTS, SUBSCRIBER, Endpoint, add_subscriber, check, make, verified
from tests.services.ledgers import issued, ledger_of, problem


def claims_told(receiver: Receiver) -> list[str]:
    return [one.body["subject"] for one in receiver.events if one.body["type"] == "measure.claimed.v1"]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def endpoint(world: World, receiver: Receiver) -> Endpoint:
    return await verified(world, receiver)


async def test_every_event_reaches_the_receiver_signed(world: World, receiver: Receiver, endpoint: Endpoint) -> None:
    """A measure's whole life arrives once each, with good signatures, as the feed tells it."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    await to_signed_off(world, measure)
    rows = await ledger_of(world, measure)
    await receiver.until(lambda: any(one.body["type"] == "measure.signed_off.v1" for one in receiver.events))

    bodies = [check(request, endpoint.secret) for request in receiver.events if request.body["subject"] == measure]
    # The plan was the office's alone until it was issued; what is looked at later than that is the unit's too.
    told_of = [body["sequence"] for body in bodies]
    assert [seq for seq in told_of if seq > 2] == [row["seq"] for row in rows[2:]]
    fed = ok(await world.client(SUBSCRIBER).get("/api/v1/events", params={"campaign": campaign, "limit": 500})).json()
    told = {event["id"]: event for event in fed["items"]}
    assert [told[body["id"]] for body in bodies] == bodies
    assert all(request.id == request.body["id"] for request in receiver.events)


async def test_a_receiver_that_does_not_echo_gets_nothing(world: World, receiver: Receiver) -> None:
    """Until the challenge comes back the endpoint is pending, whatever else the receiver answers."""
    receiver.behave = answer(200, "thanks")
    endpoint = await make(world, receiver.url)
    first = await endpoint.do("verify")
    await to_in_progress(world, f"{await issued(world)}-1-1")

    (log,) = await endpoint.until_settled(1)
    assert (log["id"], log["status"]) == (first["id"], "failed")
    assert (await endpoint.delivery(log["id"]))["attempts"][0]["error"] == "challenge_not_echoed"
    assert (await endpoint.show())["status"] == "pending"
    assert receiver.events == []
    receiver.behave = well
    await endpoint.do("verify")
    await endpoint.until_status("active")


async def test_a_ping_is_logged_with_request_and_response(receiver: Receiver, endpoint: Endpoint) -> None:
    """The log shows what was sent and the first 2 KiB of what came back."""
    receiver.behave = answer(200, "好" * 2000)
    sent = await endpoint.do("ping")
    await endpoint.until_settled(2)

    shown = await endpoint.delivery(sent["id"])
    (attempt,) = shown["attempts"]
    assert (shown["status"], shown["type"], attempt["status_code"]) == ("delivered", "endpoint.ping.v1", 200)
    assert attempt["address"] == "127.0.0.1"
    assert attempt["response"].startswith("好好")
    assert len(attempt["response"].encode()) <= 2048 + 3
    assert shown["request"]["body"] == receiver.requests[-1].text
    assert endpoint.secret not in str(shown)


async def test_during_a_rotation_both_secrets_are_good(receiver: Receiver, endpoint: Endpoint) -> None:
    """While they overlap each of the two verifies; afterwards only the new one does."""
    old = endpoint.secret
    new = (await endpoint.do("rotate-secret", {"overlap_hours": 1}))["secret"]
    await endpoint.do("ping")
    await receiver.until(lambda: len(receiver.requests) == 2)
    await endpoint.do("rotate-secret", {"overlap_hours": 0, "secret": new})
    await endpoint.do("ping")
    await receiver.until(lambda: len(receiver.requests) == 3)

    both, one = receiver.requests[1:]
    assert check(both, old) == check(both, new)
    check(one, new)
    with pytest.raises(WebhookVerificationError):
        check(one, old)
    assert (await endpoint.show())["secret"] is None


async def test_a_paused_endpoint_loses_nothing(world: World, receiver: Receiver, endpoint: Endpoint) -> None:
    """What happened meanwhile is sent when it is resumed; a ping is answered all the time."""
    await endpoint.do("pause")
    measure = f"{await issued(world)}-1-1"
    await to_in_progress(world, measure)
    await endpoint.do("ping")
    await receiver.until(lambda: receiver.requests[-1].body["type"] == "endpoint.ping.v1")
    paused = [request.body["subject"] for request in receiver.events]
    await endpoint.do("resume")
    await receiver.until(lambda: claims_told(receiver) == [measure])

    assert measure not in paused


async def test_filters_hold_and_can_be_changed(world: World, receiver: Receiver, endpoint: Endpoint) -> None:
    """Only the types asked for, from the moment they are asked for."""
    changed = await world.client(SUBSCRIBER).patch(
        endpoint.path, json={"types": ["measure.claimed"], "payload": "full"}
    )
    campaign = await issued(world)
    await to_in_progress(world, f"{campaign}-1-1")
    await to_in_progress(world, f"{campaign}-1-2")
    mine = [f"{campaign}-1-1", f"{campaign}-1-2"]
    await receiver.until(lambda: len([one for one in receiver.events if one.body["subject"] in mine]) == 2)

    bodies = [request.body for request in receiver.events if request.body["data"]["campaign_id"] == campaign]
    assert ok(changed).json()["types"] == ["measure.claimed.v1"]
    assert {body["type"] for body in bodies} == {"measure.claimed.v1"}
    assert all(body["data"]["event"]["unit_id"] == "water" for body in bodies)


async def test_events_are_sent_again_on_request(world: World, receiver: Receiver, endpoint: Endpoint) -> None:
    """One by its delivery, or everything since a moment, under the same ids and with the same bodies."""
    since = datetime.now(UTC)
    measure = f"{await issued(world)}-1-1"
    await to_in_progress(world, measure)
    await receiver.until(lambda: claims_told(receiver) != [])
    await endpoint.until_settled(len(receiver.requests))
    once = list(receiver.events)
    (claimed,) = [one for one in await endpoint.log() if one["type"] == "measure.claimed.v1"]
    sent = await world.client(SUBSCRIBER).post(f"{endpoint.path}/deliveries/{claimed['id']}:redeliver")
    await receiver.until(lambda: len(receiver.events) == len(once) + 1)
    await endpoint.until_settled(len(once))
    again = await endpoint.do("redeliver", {"since": since.isoformat()})
    behind = len(once) + 1
    wanted = {one.id for one in once}
    await receiver.until(lambda: wanted <= {one.id for one in receiver.events[behind:]})

    assert ok(sent).json()["tries"] == 0
    assert again["events"] >= len(once)
    assert receiver.events[len(once)].id == claimed["event_id"]
    # Drafts that the unit did not see at the time are now of a measure of theirs, and come as well.
    repeated = {one.id: one.text for one in receiver.events[behind:] if one.id in wanted}
    assert repeated == {one.id: one.text for one in once}


async def test_a_role_that_ended_is_told_nothing_more(world: World, receiver: Receiver) -> None:
    """What an endpoint gets is what its owner may see when it is sent."""
    endpoint = await verified(world, receiver, "inspector_three")
    before = f"{await issued(world)}-1-1"
    await to_in_progress(world, before)
    await receiver.until(lambda: claims_told(receiver) == [before])
    people = ok(await world.client("admin").get("/api/v1/principals")).json()
    (held,) = [one["memberships"][0] for one in people if one["id"] == "p-ducha-san"]
    yesterday = str((datetime.now(UTC) - timedelta(days=2)).date())
    ok(await world.client("admin").post(f"/api/v1/memberships/{held['id']}:end", json={"valid_to": yesterday}))
    after = f"{await issued(world)}-1-1"
    await to_in_progress(world, after)
    await endpoint.until_level()

    assert not [one for one in receiver.events if one.body["subject"] == after]


async def test_a_revoked_key_stops_its_endpoints(world: World, receiver: Receiver) -> None:
    """The endpoint is disabled and says why; another key of the same owner takes it over."""
    key = await add_subscriber(world, "short_lived")
    endpoint = await verified(world, receiver, "short_lived")
    ok(await world.client("admin").post(f"/api/v1/credentials/{key}:revoke"))
    measure = f"{await issued(world)}-1-1"
    await to_in_progress(world, measure)
    endpoint.who = SUBSCRIBER
    stopped = await endpoint.until_status("disabled")
    told = [one.body["subject"] for one in receiver.events]
    await endpoint.do("resume")
    await receiver.until(lambda: claims_told(receiver) != [])

    assert (stopped["reason"], measure in told) == ("credential", False)
    assert "resume" in stopped["notice"]
    assert (await endpoint.show())["notice"] is None


async def test_an_endpoint_is_its_owners_alone(world: World, endpoint: Endpoint) -> None:
    """For everybody else it does not exist, the office and the administrator included."""
    for who in ("office", "admin", "auditor"):
        client = world.client(who)
        assert ok(await client.get(ENDPOINTS)).json() == []
        problem(await client.get(endpoint.path), 404, "not_found")
        problem(await client.delete(endpoint.path), 404, "not_found")
        problem(await client.post(f"{endpoint.path}:pause"), 404, "not_found")
        problem(await client.get(f"{endpoint.path}/deliveries"), 404, "not_found")


async def test_what_is_deleted_is_gone(world: World, receiver: Receiver) -> None:
    """Secret and log go with it, and its receiver hears no more."""
    endpoint = await verified(world, receiver)
    gone = await world.client(SUBSCRIBER).delete(endpoint.path)
    heard = len(receiver.requests)
    other = await verified(world, receiver)
    await to_in_progress(world, f"{await issued(world)}-1-1")
    await receiver.until(lambda: claims_told(receiver) != [])

    assert gone.status_code == 204
    problem(await world.client(SUBSCRIBER).get(endpoint.path), 404, "not_found")
    for request in receiver.requests[heard:]:
        check(request, other.secret)
