"""M17: a family is written whole or not at all, whatever stops the writing."""

import uuid

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from activities.heads import Heads
from activities.ledger import append
from schemas.commands import Envelope
from schemas.ledger import AppendRequest
from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.offspring import Offspring, OffspringFacts
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.packs import STANDARD
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES, WAKINGS
from services.waking import wake_measures
from tests.fixtures.platform import World
from tests.services.ledgers import count, issued, one_issued, show
from tests.services.offspring import rows_of
from workflows.lifecycle import decide

LEADER = Actor(id="p-lingdao", name="领导", kind=ActorKind.PERSON, grants=(Grant(role=Role.LEADING_GROUP),))


async def request_of(world: World, measure: str, command: SplitMeasure | MergeMeasures) -> AppendRequest:
    """What the measure's workflow would ask to be written."""
    async with world.platform.database.read() as connection:
        row = (await connection.execute(select(MEASURES).where(MEASURES.c.id == measure))).one()
    now = world.clock()
    envelope = Envelope(
        submission_id=uuid.uuid4().hex,
        measure_id=measure,
        actor=LEADER,
        received_at=now,
        expected_seq=None,
        command=command,
    )
    snapshot = MeasureSnapshot.model_validate_json(row.snapshot)
    events = decide(snapshot, command, LEADER, now, setting=STANDARD)
    assert not isinstance(events, Refused), events
    return AppendRequest(measure_id=measure, submission_id=None, expected_seq=row.seq, events=events, envelope=envelope)


async def written(world: World, request: AppendRequest) -> None:
    now = world.clock()
    await world.platform.database.hot_write(lambda connection: append(connection, request, now, Heads()))


async def occupy(world: World, measure: str, taken: str) -> None:
    """Another row has the id of a child: writing it fails when everything before it is written."""
    async with world.platform.database.write() as connection:
        row = (await connection.execute(select(MEASURES).where(MEASURES.c.id == measure))).one()
        await connection.execute(insert(MEASURES), {**row._mapping, "id": taken, "ordinal": 900})


async def splitting(world: World, measure: str) -> SplitMeasure:
    text = (await show(world, measure))["text"]
    children = (Offspring(text=text, lead_unit="water"), Offspring(text="建立台账。", lead_unit="market"))
    return SplitMeasure(children=children, reason="分别落实。", facts=OffspringFacts(texts={measure: text}))


async def test_a_split_that_fails_midway_leaves_nothing(world: World) -> None:
    """The second child can't be written: neither is the first, nor is the parent superseded."""
    measure = await one_issued(world)
    request = await request_of(world, measure, await splitting(world, measure))
    await occupy(world, measure, f"{measure}-2")
    before = await rows_of(world)

    with pytest.raises(IntegrityError):
        await written(world, request)

    assert await rows_of(world) == before
    assert (await show(world, measure))["state"] == "issued"


async def test_a_merge_that_fails_midway_leaves_nothing(world: World) -> None:
    """The other parent's row was written by then, and is gone with the rest."""
    campaign = await issued(world)
    parents = (f"{campaign}-1-1", f"{campaign}-1-2")
    texts = {one: (await show(world, one))["text"] for one in parents}
    child = Offspring(text="".join(texts.values()), lead_unit="water")
    command = MergeMeasures(parents=parents, child=child, reason="相近。", facts=OffspringFacts(texts=texts))
    request = await request_of(world, parents[0], command)
    await occupy(world, parents[0], f"{parents[0]}-1")
    before = await rows_of(world)

    with pytest.raises(IntegrityError):
        await written(world, request)

    assert await rows_of(world) == before
    assert [(await show(world, one))["state"] for one in parents] == ["issued", "issued"]


async def test_what_was_written_and_never_heard_of_is_called(world: World) -> None:
    """The ledger has the split and no workflow has heard of it, as after a crash: waking puts all right."""
    measure = await one_issued(world)
    door = world.platform.inbox.door
    await written(world, await request_of(world, measure, await splitting(world, measure)))

    while await count(world, WAKINGS):
        await wake_measures(world.platform.database, door)

    for one in (measure, f"{measure}-1", f"{measure}-2"):
        held = await door.head(one)
        assert held is not None
        assert held.hash == (await show(world, one))["hash"]
