"""A calendar adopted in the middle of a workflow's life: its clock rings by the new one from then on."""

from datetime import timedelta

from schemas import commands as c
from schemas.calendar_commands import AdoptCalendar, CalendarFacts
from schemas.calendars import PLAIN, WorkCalendar
from schemas.clock import ReminderKind as Kind
from schemas.packs import STANDARD
from tests.fixtures.days import DUE
from tests.fixtures.skipping import SkippingServer
from tests.workflows.asks import LIAISON, NOW, OFFICE, drafted, envelope
from tests.workflows.shop import Shop
from tests.workflows.test_clock import days, morning, told
from workflows.periods import china_day

# The agreed day, a Wednesday, and the two after it are off: the due date is the Saturday that follows, worked.
OFF = tuple(DUE + timedelta(days=days) for days in range(3))
WORKED = DUE + timedelta(days=3)
NEW = WorkCalendar(version="new", decreed_years=(DUE.year,), days_off=OFF, days_worked=(WORKED,))


async def test_case_10_letters_ring_on_the_days_of_the_new_calendar(skipping_server: SkippingServer) -> None:
    """Each once, none on the days before; the run holds the new calendar without being started anew."""
    shop = Shop(skipping_server.client)
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        workflow = shop.workflow(measure)
        shop.ledger.setting = STANDARD.model_copy(update={"calendar": NEW})
        adopt = AdoptCalendar(version="new", facts=CalendarFacts(before=PLAIN, after=NEW))
        await shop.deliver(envelope(measure, OFFICE, adopt))
        head = await shop.head(measure)
        begun = await skipping_server.time_of(workflow)
        await skipping_server.forward(workflow, morning(WORKED + timedelta(days=9)) - begun)

    letters = told(shop.ledger, measure)
    assert head.setting
    assert head.setting.calendar == NEW
    assert days(letters, Kind.DAY_MOVED) == [china_day(NOW)]
    assert days(letters, Kind.DUE_SOON) == [WORKED - timedelta(days=left) for left in (20, 10)]
    assert days(letters, Kind.OVERDUE) == [WORKED + timedelta(days=late) for late in (1, 8)]
