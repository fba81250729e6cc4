"""A measure's clock on the real server, in virtual time: every letter once, none early, none lost."""

from datetime import UTC, date, datetime, time, timedelta

from schemas import commands as c
from schemas import events as e
from schemas.clock import ReminderKind as Kind
from schemas.measure import MeasureState
from schemas.pause_commands import ResumeMeasure, SuspendMeasure
from schemas.pause_events import Reminded
from tests.fixtures.days import DUE, LATER
from tests.fixtures.skipping import SkippingServer
from tests.workflows.asks import LEADER, LIAISON, NOW, PLAN, by, drafted, envelope
from tests.workflows.memory_ledger import MemoryLedger
from tests.workflows.shop import Shop
from workflows.periods import china_day

LATE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
Told = list[tuple[date, Kind, int]]


def rung(ledger: MemoryLedger, measure: str) -> list[Reminded]:
    return [event for event in ledger.streams[measure].events if isinstance(event, Reminded)]


def told(ledger: MemoryLedger, measure: str) -> Told:
    """The day each letter was written, what it was about, and how many it stands for."""
    return [
        (china_day(event.at), letter.kind, letter.times)
        for event in rung(ledger, measure)
        for letter in event.reminders
    ]


def days(letters: Told, kind: Kind) -> list[date]:
    return [day for day, about, _ in letters if about is kind]


def morning(day: date) -> datetime:
    """Eight o'clock in China."""
    return datetime.combine(day, time.min, UTC)


def of_each_month(number: int, last: date) -> list[date]:
    """The days with this number after the day of the issue, up to `last`."""
    ahead = (NOW.date() + n * ONE_DAY for n in range(1, (last - NOW.date()).days + 1))
    return [day for day in ahead if day.day == number]


async def test_the_ladder_of_a_claimed_measure(skipping_server: SkippingServer) -> None:
    """Twenty and ten days before, when it is over, then weekly; a month without a report once each."""
    shop = Shop(skipping_server.client)
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        workflow = shop.workflow(measure)
        begun = await skipping_server.time_of(workflow)
        await skipping_server.forward(workflow, morning(DUE + 16 * ONE_DAY) - begun)

    letters = told(shop.ledger, measure)
    assert days(letters, Kind.DUE_SOON) == [DUE - 20 * ONE_DAY, DUE - 10 * ONE_DAY]
    assert days(letters, Kind.OVERDUE) == [DUE + late * ONE_DAY for late in (1, 8, 15)]
    assert days(letters, Kind.REPORT_MISSING) == of_each_month(1, DUE + 16 * ONE_DAY)
    assert {times for _, _, times in letters} == {1}
    for event in rung(shop.ledger, measure):
        midnight = datetime.combine(china_day(event.at), datetime.min.time(), UTC) - timedelta(hours=8)
        assert timedelta() <= event.at - midnight < LATE


async def test_a_clock_nobody_heard_for_months_tells_everything_once(skipping_server: SkippingServer) -> None:
    """A worker that was down collapses what fell due to one letter a matter, with the true days overdue."""
    shop = Shop(skipping_server.client)
    measure = drafted(shop.ledger, issued=False)
    long_ago = datetime(2026, 3, 2, 2, tzinfo=UTC)
    plan = PLAN.model_copy(update={"due": date(2026, 5, 29)})
    events: tuple[e.Event, ...] = (
        e.PlanAmended(at=long_ago, by=by(LIAISON), assignment=plan),
        e.MeasureIssued(at=long_ago, by=by(LIAISON)),
        e.MeasureClaimed(at=long_ago, by=by(LIAISON), unit_id="water", period="2026-03", complete=True),
    )
    shop.ledger.write(measure, events)
    async with shop.open():
        await shop.door.catch_up(measure)
        workflow = shop.workflow(measure)
        today = china_day(await skipping_server.time_of(workflow))
        await skipping_server.forward(workflow, timedelta(minutes=1))

    (event,) = rung(shop.ledger, measure)
    overdue = next(letter for letter in event.reminders if letter.kind is Kind.OVERDUE)
    assert overdue.days == (date(2026, 5, 29) - today).days
    assert overdue.times > 20
    assert [letter.kind for letter in event.reminders].count(Kind.REPORT_MISSING) == 1
    assert Kind.DUE_SOON not in {letter.kind for letter in event.reminders}


async def test_a_stopped_clock_rings_for_nothing_but_itself(skipping_server: SkippingServer) -> None:
    """No ladder while suspended, a reminder a month; after it the due date has moved by the days stopped."""
    shop = Shop(skipping_server.client)
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        workflow = shop.workflow(measure)
        stop = SuspendMeasure(reason="等待上级批复", planned_end=LATER)
        await shop.deliver(envelope(measure, LEADER, stop))
        begun = await skipping_server.time_of(workflow)
        await skipping_server.forward(workflow, morning(DUE + 20 * ONE_DAY) - begun)
        stopped = told(shop.ledger, measure)
        now = await skipping_server.time_of(workflow)
        answer = await shop.deliver(envelope(measure, LEADER, ResumeMeasure(reason="已批复"), at=now))
        head = await shop.head(measure)

    assert {kind for _, kind, _ in stopped} == {Kind.STILL_SUSPENDED}
    assert days(stopped, Kind.STILL_SUSPENDED) == of_each_month(NOW.day, DUE + 20 * ONE_DAY)
    assert answer.state is MeasureState.IN_PROGRESS
    assert head.snapshot
    assert head.snapshot.clock
    assert head.snapshot.clock.due.target - DUE == china_day(now) - china_day(NOW)
