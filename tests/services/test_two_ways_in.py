"""A command alone and a row of a batch: the same is looked up, the same refused, and no sender says what was found."""

from typing import Any, get_args

import pytest

from schemas.commands import Command
from services.app import application
from services.batch import HAS_ITS_OWN_ROUTE
from services.preparing import LOOKED_UP, Body
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_in_progress, upload
from tests.services.ledgers import fresh_key, one_issued, problem, show
from tests.services.test_rounds import looked, struck
from tests.services.test_units_end import bureau, ended, said

COMMANDS = get_args(get_args(Command)[0])
GIVEN = {"lead_unit": "housing", "reason": "职责调整。", "principals_consulted": True}
NOWHERE = {**GIVEN, "joint_units": ["nowhere", "market"], "special_group": "no-group"}


async def row(world: World, who: str, measure: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a batch of this one command."""
    rows = [{"measure_id": measure, "command": {"type": action.replace("-", "_"), **body}}]
    sent = await world.client(who).post("/api/v1/measures:batch", json={"rows": rows}, headers=fresh_key())
    (found,) = ok(sent).json()["rows"]
    return dict(found)


@pytest.mark.parametrize(
    ("who", "action", "given", "code", "about"),
    [
        ("inspector_one", "pass-look-back", {"participants": ["p-x", "m-shui"]}, "member_unknown", "p-x,m-shui"),
        ("inspector_one", "pass-look-back", {"participants": ["p-shui-lianluo"]}, "member_of_unit", "p-shui-lianluo"),
        ("inspector_two", "fail-look-back", {"participants": ["p-x"], "kind": "sham"}, "member_unknown", "p-x"),
        ("inspector_two", "fail-look-back", {"participants": ["p-ducha-yi"], "kind": "sham"}, "nobody_new", None),
    ],
)
async def test_s5_alone_and_in_a_batch(  # noqa: PLR0917 - one row of the table
    world: World, who: str, action: str, given: dict[str, Any], code: str, about: str | None
) -> None:
    measure = await one_issued(world)
    await struck(world, measure)
    body = looked(world, **given)

    alone = problem(await world.command(who, measure, action, body), 409, f"look_back.{code}")
    batched = await row(world, who, measure, action, body)

    assert (batched["problem"], batched["rule"], batched["about"]) == (alone["code"], "S5", alone["about"])
    assert about in {None, alone["about"]}


@pytest.mark.parametrize("unit", ["unknown", "ended"])
async def test_m16_alone_and_in_a_batch(world: World, unit: str) -> None:
    measure = await one_issued(world)
    body, about = NOWHERE, "nowhere,no-group"
    if unit == "ended":
        old, new = await bureau(world), await bureau(world)
        await ended(world, old, said("merged", new))
        body, about = {**GIVEN, "lead_unit": old.id}, f"{old.id} → {new.id}"

    alone = problem(await world.command("office", measure, "reassign", body), 409, f"unit.{unit}")
    batched = await row(world, "office", measure, "reassign", body)

    assert (alone["rule"], alone["about"]) == ("M16", about)
    assert (batched["problem"], batched["rule"], batched["about"]) == (alone["code"], "M16", about)


@pytest.mark.parametrize(("who", "action"), [("water_liaison", "submit-report"), ("discipline", "propose-revocation")])
async def test_a_file_of_another_measure_alone_and_in_a_batch(world: World, who: str, action: str) -> None:
    measure, other = await one_issued(world), await one_issued(world)
    file = await upload(world, "water_liaison", other)
    body = {
        "submit-report": {"period": this_period(world), "text": "进展。"},
        "propose-revocation": {"reason": "反弹。"},
    }
    forged = {"id": file, "sha256": "0" * 64, "name": "好.pdf", "media_type": "text/plain", "size": 1}

    alone = problem(
        await world.command(who, measure, action, {**body[action], "evidence": [file]}), 409, "evidence.not_on_measure"
    )
    batched = await row(world, who, measure, action, {**body[action], "evidence": [forged]})

    assert (batched["problem"], batched["about"]) == (alone["code"], alone["about"]) == (alone["code"], file)


async def test_facts_of_a_sender_are_refused_alone_and_not_believed_in_a_batch(world: World) -> None:
    """Neither those that would let a command pass nor those that would have it refused."""
    measure = await one_issued(world)
    await struck(world, measure)
    innocent = looked(world, participants=["p-shui-lianluo"], facts={})
    accused = looked(world, facts={"unknown": ["p-ducha-san"]})

    for body in (innocent, accused):
        problem(await world.command("inspector_one", measure, "pass-look-back", body), 422, "request.invalid")
    passing = await row(world, "inspector_one", measure, "pass-look-back", innocent)
    failing = await row(world, "inspector_one", measure, "pass-look-back", accused)

    assert (passing["problem"], failing["ok"]) == ("look_back.member_of_unit", True)


async def test_facts_of_units_are_not_a_senders_either(world: World) -> None:
    measure = await one_issued(world)
    innocent = {**GIVEN, "lead_unit": "nowhere", "facts": {}}
    accused = {**GIVEN, "facts": {"unknown": ["housing"], "ended": []}}

    for body in (innocent, accused):
        problem(await world.command("office", measure, "reassign", body), 422, "request.invalid")
    assert (await row(world, "office", measure, "reassign", innocent))["problem"] == "unit.unknown"
    assert (await row(world, "office", measure, "reassign", accused))["ok"]


@pytest.mark.parametrize("batched", [False, True])
async def test_m16_units_that_are_left_out_stay(world: World, *, batched: bool) -> None:
    """On the way through inbox and workflow too; null clears them."""
    measure = await one_issued(world, support_units=["market"], special_group="sg1")
    await to_in_progress(world, measure)
    body = {**GIVEN, "special_group": None}

    if batched:
        assert (await row(world, "office", measure, "reassign", body))["ok"]
    else:
        ok(await world.command("office", measure, "reassign", body))

    shown = (await show(world, measure))["assignment"]
    assert (shown["lead_unit"]["id"], shown["special_group"]) == ("housing", None)
    assert [unit["id"] for unit in shown["support_units"]] == ["market"]


async def test_the_same_key_again_is_the_same_request_whatever_the_directory_says_by_now(world: World) -> None:
    """What was looked up is no part of what was asked."""
    unit, heir = await bureau(world), await bureau(world)
    measure, key = await one_issued(world), fresh_key()["Idempotency-Key"]
    body = {**GIVEN, "lead_unit": unit.id}
    first = ok(await world.command("office", measure, "reassign", body, idempotency_key=key)).json()
    await ended(world, unit, said("merged", heir))

    again = ok(await world.command("office", measure, "reassign", body, idempotency_key=key))

    assert (again.json(), again.headers["idempotency-replayed"]) == (first, "true")


def test_every_command_with_something_to_look_up_is_prepared_or_has_a_route_of_its_own() -> None:
    lacking = {one for one in COMMANDS if {"facts", "evidence"} & set(one.model_fields)}

    assert lacking <= {*LOOKED_UP, *HAS_ITS_OWN_ROUTE}
    assert set(get_args(Body)) <= set(LOOKED_UP)
    assert {command for command, _ in LOOKED_UP.values()} <= set(COMMANDS)


def test_no_route_takes_facts() -> None:
    document = application().openapi()
    bodies = [
        operation["requestBody"]["content"].get("application/json", {}).get("schema", {}).get("$ref", "")
        for methods in document["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    ]
    named = [document["components"]["schemas"][ref.rsplit("/", 1)[-1]] for ref in bodies if ref]

    assert len(named) > 40
    assert not [schema["title"] for schema in named if "facts" in schema.get("properties", {})]
