"""Compare-and-append in one statement: the same rows as the transaction writes, once, whoever else appends."""

import asyncio
import uuid
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, insert, select, update

from activities.connection import Connection
from activities.heads import Heads
from activities.ledger import LedgerBrokenError, append
from activities.one_statement import append_at_once
from activities.writing import Held
from schemas.commands import ClaimMeasure, Command, Envelope
from schemas.ledger import AppendRequest, AppendResult, SubmissionStatus
from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.order_commands import IssueOrder
from schemas.packs import STANDARD
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER, MEASURES, SUBMISSIONS
from services.verification import verify_ledger
from tests.fixtures.platform import World
from tests.services.ledgers import issued, one_issued
from workflows.lifecycle import decide

pytestmark = pytest.mark.parametrize("world", ["postgresql"], indirect=True, scope="module")
LIAISON = Actor(
    id="p-shui-lianluo",
    name="联络员",
    kind=ActorKind.PERSON,
    grants=(Grant(role=Role.UNIT_LIAISON, unit_id="water"),),
)
OFFICE = Actor(id="p-zhenggaiban", name="整改办", kind=ActorKind.PERSON, grants=(Grant(role=Role.OFFICE),))
Rows = list[list[dict[str, Any]]]
TABLES = tuple(
    select(table).where(of == bindparam("measure")).order_by(*table.primary_key.columns)
    for table, of in ((MEASURES, MEASURES.c.id), (LEDGER, LEDGER.c.stream), (SUBMISSIONS, SUBMISSIONS.c.measure_id))
)


async def request_of(world: World, measure: str, command: Command, actor: Actor) -> AppendRequest:
    """What the workflow would ask to be written for a submission that is in the inbox."""
    now, submission = world.clock(), uuid.uuid4().hex
    said = Envelope(
        submission_id=submission,
        measure_id=measure,
        actor=actor,
        received_at=now,
        expected_seq=None,
        command=command,
    )
    received = {
        "id": submission,
        "principal_id": actor.id,
        "key": submission,
        "request_hash": "x",
        "measure_id": measure,
        "command": command.type,
        "envelope": said.model_dump_json(),
        "status": SubmissionStatus.RECEIVED,
        "attempts": 0,
        "received_at": now,
    }
    async with world.platform.database.write() as connection:
        await connection.execute(insert(SUBMISSIONS), received)
        row = (await connection.execute(select(MEASURES).where(MEASURES.c.id == measure))).one()
    events = decide(MeasureSnapshot.model_validate_json(row.snapshot), command, actor, now, setting=STANDARD)
    assert not isinstance(events, Refused), events
    return AppendRequest(measure_id=measure, submission_id=submission, expected_seq=row.seq, events=events)


async def at_once(world: World, request: AppendRequest) -> AppendResult | None:
    now = request.events[0].at
    return await world.platform.database.hot_statement(
        lambda connection: append_at_once(connection, request, now, Heads())
    )


async def in_a_transaction(world: World, request: AppendRequest) -> AppendResult:
    now = request.events[0].at
    return await world.platform.database.hot_write(lambda connection: append(connection, request, now, Heads()))


def rows_in(connection: Connection, measure: str) -> Rows:
    """All that a measure has in the tables, without what is counted across measures."""
    return [
        [{**row._asdict(), "position": None} for row in connection.execute(one, {"measure": measure}).all()]
        for one in TABLES
    ]


async def rows_of(world: World, measure: str) -> Rows:
    return await world.platform.database.hot_read(lambda connection: rows_in(connection, measure))


async def set_hash(world: World, measure: str, value: str) -> None:
    async with world.platform.database.write() as connection:
        await connection.execute(update(MEASURES).where(MEASURES.c.id == measure).values(hash=value))


class UndoneError(Exception):
    """Rolls a transaction back."""


async def test_the_rows_are_those_of_the_transaction(world: World) -> None:
    """Ledger, read model and inbox, field by field: what the statement wrote is undone, and written the long way."""
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)
    before = await rows_of(world, measure)
    seen: list[tuple[AppendResult | None, Rows]] = []

    def undone(connection: Connection) -> None:
        fast = append_at_once(connection, request, request.events[0].at, Heads())
        seen.append((fast, rows_in(connection, measure)))
        raise UndoneError

    with pytest.raises(UndoneError):
        await world.platform.database.hot_write(undone)
    assert await rows_of(world, measure) == before
    slow = await in_a_transaction(world, request)

    assert seen == [(slow, await rows_of(world, measure))]
    assert seen[0][1] != before


async def test_the_same_submission_is_written_once(world: World) -> None:
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)

    first = await at_once(world, request)
    written = await rows_of(world, measure)
    second = await at_once(world, request)
    told = await in_a_transaction(world, request)

    assert first
    assert second is None
    assert told.own == first.own
    assert await rows_of(world, measure) == written


async def test_what_is_in_no_inbox_is_not_written(world: World) -> None:
    """As after a standby that took over without its last rows: its sender has to repeat it."""
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)
    async with world.platform.database.write() as connection:
        await connection.execute(delete(SUBMISSIONS).where(SUBMISSIONS.c.id == request.submission_id))
    before = await rows_of(world, measure)

    assert await at_once(world, request) is None
    with pytest.raises(LedgerBrokenError, match="no submission"):
        await in_a_transaction(world, request)
    assert await rows_of(world, measure) == before


async def test_rivals_for_one_head_leave_one_winner(world: World) -> None:
    """Eight at the same instant, by either way: one is written, the others write nothing."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    order = IssueOrder(demand="请说明进展。")
    requests = [await request_of(world, measure, order, OFFICE) for _ in range(8)]

    found = await asyncio.gather(
        *(at_once(world, one) if place % 2 else in_a_transaction(world, one) for place, one in enumerate(requests))
    )

    assert sum(one is not None and one.own is not None for one in found) == 1
    assert len((await rows_of(world, measure))[1]) == requests[0].expected_seq + 1
    assert (await verify_ledger(world.platform.database)).flaw is None


@pytest.mark.parametrize("behind", [0, 1])
async def test_what_was_decided_on_another_row_is_not_written(world: World, behind: int) -> None:
    """The same number is not the same ledger: by either way nothing is written, and the caller is told."""
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)
    lost = {"expected_seq": request.expected_seq - behind, "expected_hash": "0" * 64}
    before = await rows_of(world, measure)

    assert await at_once(world, request.model_copy(update=lost)) is None
    found = await in_a_transaction(world, request.model_copy(update=lost))
    assert (found.own, found.missing, found.diverged) == (None, (), True)
    assert await rows_of(world, measure) == before


@pytest.mark.parametrize("behind", [0, 1])
async def test_a_read_model_that_is_not_its_ledgers_is_told(world: World, behind: int) -> None:
    """Somebody changed the measure's row by hand: nothing is written behind it, and a caller who lags believes none."""
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)
    ledger = (await rows_of(world, measure))[1]
    expected = ledger[-1 - behind]
    request = request.model_copy(update={"expected_seq": expected["seq"], "expected_hash": expected["hash"]})
    await set_hash(world, measure, "0" * 64)
    before = await rows_of(world, measure)

    assert await at_once(world, request) is None
    with pytest.raises(LedgerBrokenError, match="read model"):
        await in_a_transaction(world, request)
    assert await rows_of(world, measure) == before
    await set_hash(world, measure, ledger[-1]["hash"])


async def test_a_measure_that_is_not_there_is_left_to_the_transaction(world: World) -> None:
    measure = await one_issued(world)
    request = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)

    assert await at_once(world, request.model_copy(update={"measure_id": "nowhere"})) is None
    assert await at_once(world, request.model_copy(update={"expected_seq": request.expected_seq + 1})) is None
    assert await at_once(world, request.model_copy(update={"events": request.events * 2})) is None
    assert (await rows_of(world, measure))[0][0]["state"] == "issued"


async def test_a_remembered_head_is_used_only_where_it_is_the_true_one(world: World) -> None:
    """What this process wrote last is not read again; what another one wrote behind it is not overwritten."""
    database, heads = world.platform.database, Heads()
    measure = await one_issued(world)
    order = IssueOrder(demand="请说明进展。")
    claim = await request_of(world, measure, ClaimMeasure(unit_id="water"), LIAISON)
    at = claim.events[0].at
    first = await database.hot_statement(lambda connection: append_at_once(connection, claim, at, heads))
    ours = await request_of(world, measure, order, OFFICE)
    theirs = await request_of(world, measure, order, OFFICE)
    remembered = heads.of(measure)
    assert first
    assert remembered
    assert first.hash == remembered.hash

    written = (await in_a_transaction(world, theirs)).own
    assert written
    assert await database.hot_statement(lambda connection: append_at_once(connection, ours, at, heads)) is None
    again = ours.model_copy(update={"expected_seq": written.seq})
    forged = Held(remembered.snapshot.model_copy(update={"seq": again.expected_seq}), remembered.hash)
    heads.keep(forged)

    assert await database.hot_statement(lambda connection: append_at_once(connection, again, at, heads)) is None
    told = await database.hot_write(lambda connection: append(connection, again, at, heads))
    assert told.own
    assert (await verify_ledger(database)).flaw is None
    twice = again.model_copy(update={"expected_seq": told.own.seq})
    assert await database.hot_statement(lambda connection: append_at_once(connection, twice, at, heads)) is None
