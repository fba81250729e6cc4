"""Three years of one measure in virtual time, on the real server: the story that a test judges and a bench times.

Issued, claimed, reported on every month but one; two extensions; signed off; looked back at after half a year
and found relapsed; revoked; a second round, signed off, looked back at again, and filed away.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from schemas import commands as c
from schemas import events as e
from schemas.calendars import PLAIN
from schemas.change_commands import ApproveChange, RequestChange
from schemas.changes import ChangeKind, NewDue
from schemas.ledger import Applied
from schemas.measure import Actor, Role
from schemas.packs import Span
from schemas.pause_events import Reminded
from schemas.round_commands import ArchiveMeasure, FailLookBack, FindingKind, PassLookBack, RevokeSignOff
from schemas.round_events import SignOffRevoked
from tests.fixtures.polling import until
from tests.fixtures.skipping import SkippingServer
from tests.workflows.asks import FILE, INSPECTOR, LEADER, LIAISON, OFFICE, PLAN, PRINCIPAL, SECOND, by, envelope, person
from tests.workflows.shop import Shop
from workflows.deadlines import due_of
from workflows.lifecycle import draft
from workflows.periods import CHINA, china_day, next_period, period_end, period_of
from workflows.working_days import add_span

FRESH, FRESHER = person("fresh", Role.SUPERVISOR), person("fresher", Role.SUPERVISOR)
ONE_DAY = timedelta(days=1)
MORNING = time(10)
CONTINUE_AFTER = 120
# Months from the issue: agreed, extended to, and extended to again.
FIRST_DUE, SECOND_DUE, LAST_DUE = 9, 13, 16
MISSED, ASKED = 4, (6, 10)
HALF_A_YEAR = Span(months=6)


@dataclass
class ThreeYears:
    """One measure, its clock and what was seen of its runs: the longest history of each."""

    server: SkippingServer
    shop: Shop
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    runs: dict[str, int] = field(default_factory=dict)

    @property
    def measure(self) -> str:
        return f"c{self.began:%H%M%S%f}-1-1"

    @property
    def events(self) -> list[e.Event]:
        return self.shop.ledger.streams[self.measure].events

    def month(self, number: int) -> str:
        """The period that is `number` months after the one of the issue."""
        period = period_of(china_day(self.began))
        for _ in range(number):
            period = next_period(period)
        return period

    def end(self, number: int) -> date:
        return period_end(self.month(number))

    def of(self, kind: type[e.Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def rung(self) -> list[Reminded]:
        return self.of(Reminded)

    async def told(self) -> None:
        """From issue to archive."""
        plan = PLAN.model_copy(update={"due": self.end(FIRST_DUE)})
        command = c.DraftMeasure(campaign_id="c1", problem_id="c1-1", number="1-1", text="加快建设。", assignment=plan)
        issued = e.MeasureIssued(at=self.began, by=by(OFFICE), due=due_of(self.end(FIRST_DUE), PLAIN))
        self.shop.ledger.write(self.measure, (draft(command, self.measure, OFFICE, self.began), issued))
        await self._say((LIAISON, c.ClaimMeasure()), at=self.began)
        await self._reported(0, LAST_DUE)
        signed_off = await self._signed_off()
        await self._until(add_span(PLAIN, signed_off, HALF_A_YEAR).day + ONE_DAY)
        await self._relapsed()
        await self._reported(*self._second_round())
        signed_off = await self._signed_off()
        await self._until(add_span(PLAIN, signed_off, HALF_A_YEAR).day + ONE_DAY)
        looked_back = PassLookBack.model_validate(await self._visit(FRESHER))
        await self._say((FRESHER, looked_back), (OFFICE, ArchiveMeasure()))

    def _second_round(self) -> tuple[int, int]:
        """First and last month of its reports."""
        first = self.of(SignOffRevoked)[0].period
        number = next(one for one in range(40) if self.month(one) == first)
        return number, number + 5

    async def _reported(self, first: int, last: int) -> None:
        """On the last day of each month; one is missed and comes a day late."""
        for number in range(first, last + 1):
            await self._until(self.end(number) + (ONE_DAY if number == MISSED else timedelta()))
            period = self.month(number)
            await self._say(
                (LIAISON, c.SubmitReport(period=period, text="按计划推进。", evidence=(FILE,))),
                (PRINCIPAL, c.CountersignReport(period=period, version=1)),
                (OFFICE, c.AcceptReport(period=period, version=1)),
            )
            if number in ASKED:
                wanted = NewDue(due=self.end(SECOND_DUE if number == ASKED[0] else LAST_DUE))
                await self._say(
                    (PRINCIPAL, RequestChange(wanted=wanted, reason="施工受汛期影响。")),
                    (LEADER, ApproveChange(kind=ChangeKind.EXTENSION)),
                )

    async def _signed_off(self) -> date:
        """From the request to the signature in a morning; the day of it."""
        today = china_day(await self._time())
        await self._say(
            (PRINCIPAL, c.RequestClosure(statement="申请销号。")),
            (OFFICE, c.PassGate()),
            (INSPECTOR, c.PassVerification.model_validate(await self._visit())),
            (SECOND, c.SignOff()),
        )
        return today

    async def _relapsed(self) -> None:
        """The look-back proposes, the leading group decides a week later."""
        failed = FailLookBack.model_validate({**await self._visit(FRESH), "kind": FindingKind.RELAPSE})
        await self._say((FRESH, failed))
        today = china_day(await self._time())
        await self._until(today + timedelta(days=7))
        await self._say((LEADER, RevokeSignOff(reason="问题反弹。", due=today + timedelta(days=240))))

    async def _visit(self, *team: Actor) -> dict[str, Any]:
        said = {"visited_on": china_day(await self._time()), "place": "工地", "findings": "现场查看。"}
        members = {"participants": tuple(one.id for one in team)} if team else {}
        return {**said, **members, "no_conflict_declared": True}

    async def _say(self, *said: tuple[Actor, c.Command], at: datetime | None = None) -> None:
        for actor, command in said:
            moment = at or await self._time()
            answer = await self.shop.settle(envelope(self.measure, actor, command, at=moment))
            assert isinstance(answer, Applied), (command.type, answer)

    async def _time(self) -> datetime:
        return await self.server.time_of(self.shop.workflow(self.measure))

    async def _until(self, day: date) -> None:
        await until(self._armed)
        described = await self.shop.described(self.measure)
        self.runs[described.run_id] = max(described.history_length, self.runs.get(described.run_id, 0))
        ahead = datetime.combine(day, MORNING, CHINA) - await self._time()
        # On the last day of a month the first report is due on the day of issue, whose morning may be over.
        if ahead > timedelta():
            await self.server.forward(self.shop.workflow(self.measure), ahead)

    async def _armed(self) -> bool:
        """A run that has just begun arms its timer before it answers; the server would skip over one that is not."""
        try:
            await self.shop.head(self.measure)
        except RPCError as error:
            if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                raise
            return False
        return True
