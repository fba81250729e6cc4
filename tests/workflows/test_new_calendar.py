"""A calendar adopted in the middle of a workflow's life: its clock rings by the new one from then on."""

from datetime import UTC, date, datetime, timedelta

from schemas import commands as c
from schemas.calendar_commands import AdoptCalendar, CalendarFacts
from schemas.calendars import PLAIN, WorkCalendar
from schemas.clock import ReminderKind as Kind
from schemas.packs import STANDARD
from tests.fixtures.skipping import SkippingServer
from tests.workflows.asks import LIAISON, OFFICE, drafted, envelope
from tests.workflows.shop import Shop
from tests.workflows.test_clock import days, told

# The agreed day, Wednesday 30 June 2027, and the two after it are off: the due date is Saturday the 3rd, worked.
OFF = tuple(date(2027, month, day) for month, day in ((6, 30), (7, 1), (7, 2)))
NEW = WorkCalendar(version="new", decreed_years=(2026, 2027), days_off=OFF, days_worked=(date(2027, 7, 3),))


async def test_case_10_letters_ring_on_the_days_of_the_new_calendar(skipping_server: SkippingServer) -> None:
    """Each once, none on the days before; the run holds the new calendar without being started anew."""
    shop = Shop(skipping_server.client)
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        workflow = shop.workflow(measure)
        begun = await skipping_server.time_of(workflow)
        shop.ledger.setting = STANDARD.model_copy(update={"calendar": NEW})
        adopt = AdoptCalendar(version="new", facts=CalendarFacts(before=PLAIN, after=NEW))
        await shop.deliver(envelope(measure, OFFICE, adopt, at=begun))
        head = await shop.head(measure)
        await skipping_server.forward(workflow, datetime(2027, 7, 12, tzinfo=UTC) - begun)

    letters = told(shop.ledger, measure)
    assert head.setting
    assert head.setting.calendar == NEW
    assert days(letters, Kind.DAY_MOVED) == [(begun + timedelta(hours=8)).date()]
    assert days(letters, Kind.DUE_SOON) == [date(2027, 6, 13), date(2027, 6, 23)]
    assert days(letters, Kind.OVERDUE) == [date(2027, 7, 4), date(2027, 7, 11)]
