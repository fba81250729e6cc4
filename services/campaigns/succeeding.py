"""A unit ends: recorded once with who follows it, then each of its open measures passes on in a row of its own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.directory_facts import SuccessorFacts
from schemas.measure import MeasureState
from schemas.succession import SucceedUnit, SuccessionResult, SuccessionRow
from schemas.succession_commands import SucceedUnitHere
from schemas.tables.people import MEMBERSHIPS, UNITS
from schemas.tables.record import MEASURE_UNITS, MEASURES
from schemas.tables.succession import UNIT_SUCCESSIONS
from services.auth import Caller
from services.bulk import hand_in_all, row_key, summary
from services.campaigns.drafts import held, write
from services.dependencies import Platform
from services.errors import ProblemError
from services.inbox import Ask
from services.organisation.ended import succession_of
from services.organisation.lookup import load_directory
from services.people.attached import successor_facts
from services.people.refusals import demand
from services.reading.rules import load_settings
from workflows.canonical import canonical
from workflows.periods import china_day
from workflows.steps.succession import OVER
from workflows.succession import told_of
from workflows.unit_rules import fitting, heir_of, mapped, successors

CHARGED = ("lead", "joint", "support")


@dataclass(frozen=True)
class Succeeding:
    """One request. Sent again it repeats nothing, and moves what was left or has come to the unit since."""

    platform: Platform
    caller: Caller
    now: datetime
    key: str
    unit_id: str
    body: SucceedUnit

    async def run(self) -> SuccessionResult:
        """Record, then move.

        Raises:
            ProblemError: unknown units, successors that do not fit, or the unit ended otherwise before.
        """
        try:
            async with self.platform.database.write() as connection:
                await self._record(connection)
        except IntegrityError as error:
            raise ProblemError("organisation.conflict", str(error.orig)[:200]) from error
        async with self.platform.database.read() as connection:
            waiting = await _open(connection, self.unit_id)
        return await self._result(await self._move(waiting))

    async def _record(self, connection: AsyncConnection) -> None:
        mine = select(UNITS.c.id).where(UNITS.c.id == self.unit_id).with_for_update()
        if await connection.scalar(mine) is None:
            raise ProblemError("not_found", self.unit_id)
        recorded = await _recorded(connection, self.unit_id)
        text = canonical(self.body.model_dump(mode="json"))
        if recorded is not None and recorded.body != text:
            raise ProblemError("unit.ended", told_of(self.unit_id, succession_of(recorded).successors))
        if recorded is not None:
            return
        demand(fitting(self.unit_id, self.body, china_day(self.now)))
        await self._make_units(connection)
        demand(mapped(self.body, [row.id for row in await _open(connection, self.unit_id)]))
        row = {
            "unit_id": self.unit_id,
            "kind": self.body.kind,
            "on_day": self.body.on,
            "document": self.body.document,
            "successors": json.dumps(successors(self.body)),
            "body": text,
            "recorded_by": self.caller.actor.id,
            "recorded_at": self.now,
        }
        await connection.execute(insert(UNIT_SUCCESSIONS), row)

    async def _make_units(self, connection: AsyncConnection) -> None:
        """Those with a name that are not there yet; no name belongs to two units."""
        directory = await load_directory(connection)
        for one in self.body.successors:
            if one.id in directory.ended:
                raise ProblemError("unit.ended", directory.ended[one.id])
            present = directory.units.get(one.id) == one.id
            if not present and one.name is None:
                raise ProblemError("not_found", one.id)
            if one.name and directory.units.get(one.name, "" if present else one.id) != one.id:
                raise ProblemError("organisation.conflict", one.name)
            if not present:
                await connection.execute(insert(UNITS), {"id": one.id, "name": one.name, "aliases": "[]"})

    async def _move(self, waiting: Sequence[Any]) -> list[SuccessionRow]:
        heirs = {row.id: heir_of(self.body, row.id) for row in waiting}
        facts = {heir: await self._facts(heir) for heir in dict.fromkeys(heirs.values()) if heir}
        commands = {one: self._command(heir, facts[heir]) for one, heir in heirs.items() if heir}
        moved, others = [], []
        for row in (row for row in waiting if row.id in commands):
            written = await self._write_draft(row, commands[row.id]) if row.state == MeasureState.DRAFT else None
            if written:
                moved.append(written)
            else:
                others.append(row.id)
        asks = [Ask(one, row_key(self.key, one), commands[one], None) for one in others]
        answers = await hand_in_all(self.platform.inbox, self.caller, asks, self.now)
        for row in summary(others, answers).rows:
            said = row.model_dump(include={"ok", "problem", "about"})
            moved.append(SuccessionRow(measure_id=row.number, successor_id=commands[row.number].successor_id, **said))
        return [*moved, *_left(heirs)]

    def _command(self, heir: str, facts: SuccessorFacts) -> SucceedUnitHere:
        said = self.body.model_dump(include={"kind", "on", "document", "reason"})
        return SucceedUnitHere(unit_id=self.unit_id, successor_id=heir, facts=facts, **said)

    async def _facts(self, heir: str) -> SuccessorFacts:
        return await successor_facts(self.platform.database, heir, self.unit_id, china_day(self.now))

    async def _write_draft(
        self,
        row: Any,  # noqa: ANN401 - a database row
        command: SucceedUnitHere,
    ) -> SuccessionRow | None:
        """None when it was issued meanwhile: then it has a workflow, which alone may write."""
        async with self.platform.database.write() as connection:
            setting = (await load_settings(connection, [row.campaign_id]))[row.campaign_id]
            snapshot = await held(connection, row.id)
            assert snapshot is not None  # noqa: S101 - measures are never taken away
            if snapshot.state is not MeasureState.DRAFT:
                return None
            refused = await write(connection, snapshot, command, self.caller.actor, setting, now=self.now)
        return SuccessionRow(
            measure_id=row.id,
            successor_id=command.successor_id,
            ok=refused is None,
            problem=refused.code if refused else None,
            about=refused.about if refused else None,
        )

    async def _result(self, rows: Sequence[SuccessionRow]) -> SuccessionResult:
        today, table = china_day(self.now), MEMBERSHIPS.c
        held_now = or_(table.valid_to.is_(None), table.valid_to >= today)
        members = select(table.principal_id).where(table.unit_id == self.unit_id, held_now).distinct()
        async with self.platform.database.read() as connection:
            recorded = await _recorded(connection, self.unit_id)
            people = (await connection.scalars(members.order_by(table.principal_id))).all()
        moved = sum(row.ok for row in rows)
        return SuccessionResult(
            **succession_of(recorded).model_dump(),
            unit_id=self.unit_id,
            recorded_by=recorded.recorded_by,
            recorded_at=recorded.recorded_at,
            moved=moved,
            refused=len(rows) - moved,
            rows=tuple(rows),
            members=tuple(people),
        )


def _left(heirs: dict[str, str | None]) -> Iterator[SuccessionRow]:
    """Given to the unit since it was recorded, and nobody said to whom they go."""
    for one, heir in heirs.items():
        if heir is None:
            problem = "succession.unmapped"
            yield SuccessionRow(measure_id=one, successor_id="", ok=False, problem=problem, about=one)


async def _recorded(connection: AsyncConnection, unit_id: str) -> Any:  # noqa: ANN401 - a database row
    mine = select(UNIT_SUCCESSIONS).where(UNIT_SUCCESSIONS.c.unit_id == unit_id)
    return (await connection.execute(mine)).one_or_none()


async def _open(connection: AsyncConnection, unit_id: str) -> Sequence[Any]:
    """Measures that are not over and that the unit leads, shares or supports."""
    mine = (MEASURE_UNITS.c.unit_id == unit_id, MEASURE_UNITS.c.relation.in_(CHARGED), MEASURES.c.state.not_in(OVER))
    columns = select(MEASURES.c.id, MEASURES.c.campaign_id, MEASURES.c.state)
    joined = columns.join(MEASURE_UNITS, MEASURE_UNITS.c.measure_id == MEASURES.c.id).where(*mine)
    return (await connection.execute(joined.order_by(MEASURES.c.campaign_id, MEASURES.c.ordinal))).all()
