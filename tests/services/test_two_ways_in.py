"""A command alone and a row of a batch: the same is looked up, the same refused, and no sender says what was found."""

from typing import Any, get_args

import pytest

from schemas.commands import Command
from services.app import application
from services.batch import HAS_ITS_OWN_ROUTE
from services.preparing import BODIES, LOOKED_UP, Body
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_in_progress, to_verifying, upload
from tests.services.ledgers import fresh_key, grounds_of, issued, one_issued, problem, show
from tests.services.test_rounds import looked, struck
from tests.services.test_units_end import bureau, ended, said

COMMANDS = get_args(get_args(Command)[0])
GIVEN = {"lead_unit": "housing", "reason": "职责调整。", "principals_consulted": True}
NOWHERE = {**GIVEN, "joint_units": ["nowhere", "market"], "special_group": "no-group"}


async def batch(
    world: World, who: str, rows: list[dict[str, Any]], key: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """What becomes of each row."""
    sent = await world.client(who).post("/api/v1/measures:batch", json={"rows": rows}, headers=key or fresh_key())
    return [dict(one) for one in ok(sent).json()["rows"]]


async def rows_of(
    world: World, who: str, rows: list[tuple[str, dict[str, Any]]], key: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    return await batch(world, who, [{"measure_id": measure, "command": command} for measure, command in rows], key)


async def row(world: World, who: str, measure: str, action: str, body: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a batch of this one command."""
    (found,) = await rows_of(world, who, [(measure, {"type": action.replace("-", "_"), **body})])
    return found


def without_type(command: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in command.items() if name != "type"}


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
    named = {**body[action], "evidence": [file]}

    alone = problem(await world.command(who, measure, action, named), 409, "evidence.not_on_measure")
    batched = await row(world, who, measure, action, named)

    assert (batched["problem"], batched["about"]) == (alone["code"], alone["about"]) == (alone["code"], file)


async def test_facts_are_never_a_senders(world: World) -> None:
    """Neither those that would let a command pass nor those that would have it refused."""
    measure = await one_issued(world)
    innocent = {**GIVEN, "lead_unit": "nowhere", "facts": {}}
    accused = {**GIVEN, "facts": {"unknown": ["housing"], "ended": []}}
    for body in (innocent, accused):
        problem(await world.command("office", measure, "reassign", body), 422, "request.invalid")
        assert (await row(world, "office", measure, "reassign", body))["problem"] == "request.invalid"

    await struck(world, measure)
    for found in ({}, {"unknown": ["p-ducha-san"]}):
        body = looked(world, facts=found)
        problem(await world.command("inspector_one", measure, "pass-look-back", body), 422, "request.invalid")
        assert (await row(world, "inspector_one", measure, "pass-look-back", body))["problem"] == "request.invalid"


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
    lacking = {one for one in COMMANDS if {"facts", "evidence", "referral_id"} & set(one.model_fields)}
    prepared = {command for command, _ in LOOKED_UP.values()}

    assert lacking <= {*prepared, *HAS_ITS_OWN_ROUTE}
    assert set(get_args(Body)) == set(LOOKED_UP)
    assert prepared <= set(COMMANDS)


def test_a_row_of_a_batch_is_read_as_the_route_of_its_command_reads_it() -> None:
    """Every command but those that are done in bulk elsewhere."""
    document = application().openapi()
    types = {one: one.model_fields["type"].default for one in COMMANDS}
    read = {kind: BODIES.get(kind, one) for one, kind in types.items()}
    elsewhere = {types[one] for one in HAS_ITS_OWN_ROUTE}
    routes = {"merge": document["paths"]["/api/v1/measures:merge"]["post"]}
    routes |= {
        path.partition("}:")[2].replace("-", "_"): methods["post"]
        for path, methods in document["paths"].items()
        if path.startswith("/api/v1/measures/{measure_id}:")
    }

    assert set(routes) == set(read) - elsewhere
    for action, operation in routes.items():
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].rsplit("/", 1)[-1] == read[action].__name__, action


async def test_m17_in_a_batch(world: World) -> None:
    """Two measures of a problem become one, a third is split; a measure stands in one row, as a parent too."""
    campaign = await issued(world)
    first, second, third = (f"{campaign}-{number}" for number in ("2-1", "2-2", "1-1"))
    texts = {one: (await show(world, one))["text"] for one in (first, second, third)}
    merged = {"text": texts[first] + texts[second], "lead_unit": "water"}
    merge = {"type": "merge", "parents": [second, first], "child": merged, "reason": "一并办理。"}
    children = [{"text": text, "lead_unit": "water"} for text in (texts[third], "建立台账。")]
    split = {"type": "split", "children": children, "reason": "分开办理。"}

    refused = await rows_of(world, "leader", [(first, merge), (second, {"type": "suspend", "reason": "停。"})])
    assert [one["problem"] for one in refused] == ["batch.duplicate"] * 2
    (elsewhere,) = await rows_of(world, "leader", [(second, merge)])
    assert (elsewhere["problem"], elsewhere["about"]) == ("request.invalid", f"measure_id: {first}")
    lacking = {**split, "children": [children[1], children[1]]}
    (uncovered,) = await rows_of(world, "leader", [(third, lacking)])
    alone = problem(await world.command("leader", third, "split", without_type(lacking)), 409, uncovered["problem"])
    assert uncovered["rule"] == alone["rule"]
    applied = await rows_of(world, "leader", [(first, merge), (third, split)])

    assert [one["ok"] for one in applied] == [True, True], applied
    assert (await show(world, f"{second}-1"))["text"] == merged["text"]
    assert (await show(world, f"{third}-2"))["text"] == "建立台账。"


async def test_m19_in_a_batch(world: World) -> None:
    """The grounds are kept for what is in the ledger, and for nothing else; the same batch again says the same."""
    measure, other = await one_issued(world), await one_issued(world)
    refer = {"type": "refer", "kind": "perfunctory", "grounds": "三次通报仍无进展。"}
    await to_in_progress(world, measure)
    rows, key = [(measure, refer), (f"{other}-none", refer)], fresh_key()

    applied, unknown = await rows_of(world, "office", rows, key)
    again = await rows_of(world, "office", rows, key)
    (stranger,) = await rows_of(world, "water_principal", [(measure, refer)])
    forged = {**refer, "referral_id": "0" * 32}
    (believed,) = await rows_of(world, "office", [(measure, forged)])
    stale = {"measure_id": other, "command": refer, "expected_seq": 1}
    (late,) = await batch(world, "office", [stale], key)
    assert await batch(world, "office", [stale], key) == [late]

    assert (applied["ok"], unknown["problem"], again) == (True, "not_found", [applied, unknown])
    assert (stranger["problem"], believed["problem"]) == ("auth.role", "request.invalid")
    assert late["problem"] == "measure.stale"
    assert len(await grounds_of(world, measure)) == 1
    assert await grounds_of(world, other) == [""]


async def test_s6_in_a_batch(world: World) -> None:
    measure = await one_issued(world)
    await to_verifying(world, measure)
    body = {"part": "verifier", "person_id": PEOPLE["discipline"].id, "reason": "须回避。"}

    alone = problem(await world.command("office", measure, "name-substitute", body), 409, "substitute.not_needed")
    batched = await row(world, "office", measure, "name-substitute", body)

    assert (batched["problem"], batched["rule"]) == (alone["code"], "S6")


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
