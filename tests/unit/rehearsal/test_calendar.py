"""A plan in virtual time: its calendar is what the clocks would write, counted by day, month and recipient."""

from datetime import date
from typing import Any

import pytest

from schemas.clock import ReminderKind as Kind
from schemas.ledger_sheet import AssignmentNames, LedgerSheetRow, Light
from schemas.measure import Assignment, Category, MeasureState, Role
from schemas.packs import Cadence, RulePack
from schemas.rehearsal import Habit, Plan, PlannedRow, Recipient, Rehearsal
from services.ledger_sheet.write import write_ledger
from services.packs.calendars import shipped_calendar
from services.packs.sources import shipped_packs
from services.rehearsal.collect import Terms, Unready, rehearse
from services.rehearsal.plans import NOBODY_YET, FileFault, completed, read_plan
from tests.fixtures.platform import REAL_NOTICE

ISSUED, UNTIL = date(2026, 1, 5), date(2027, 1, 5)
# The last day of the Spring Festival of 2026, which the decree gives as off.
FESTIVAL = date(2026, 2, 23)
STANDARD = shipped_packs()["standard"].pack


def row(number: str, due: date, unit: str = "水务局", **more: object) -> PlannedRow:
    given = {"lead_unit": unit, "category": Category.DEADLINE, "due": due, **more}
    return PlannedRow(number=number, text="建设管网。", assignment=Assignment.model_validate(given))


def ran(*rows: PlannedRow, habit: Habit = Habit.NOBODY, pack: RulePack = STANDARD) -> Rehearsal:
    plan = Plan(title="方案", feedback_on=date(2026, 1, 4), rows=rows)
    found = rehearse(plan, Terms(pack, shipped_calendar(), ISSUED, UNTIL, habit), lambda _: None)
    assert isinstance(found, Rehearsal), found
    return found


def days(found: Rehearsal, kind: Kind, role: Role) -> list[date]:
    return [one.day for one in found.calendar if one.kind is kind and one.recipient.role is role]


def test_nobody_acts() -> None:
    """The claim is late after five working days, and weekly; the ladder goes up to red and on."""
    found = ran(row("1-1", date(2026, 3, 31)))

    assert days(found, Kind.CLAIM_LATE, Role.OFFICE)[:2] == [date(2026, 1, 13), date(2026, 1, 20)]
    assert days(found, Kind.DUE_SOON, Role.UNIT_LIAISON) == [date(2026, 3, 11), date(2026, 3, 21)]
    assert days(found, Kind.DUE_SOON, Role.LEADER_IN_CHARGE) == [date(2026, 3, 21)]
    assert days(found, Kind.OVERDUE, Role.UNIT_PRINCIPAL)[:2] == [date(2026, 4, 1), date(2026, 4, 8)]
    assert all(ISSUED < one.day < UNTIL for one in found.calendar)


def test_everything_on_time_leaves_the_ladder() -> None:
    """No late claim, no missing report, nothing undecided; after the due date the look-back alone."""
    found = ran(row("1-1", date(2026, 3, 31), joint_units=("财政局",)), habit=Habit.ON_TIME)

    assert {one.kind for one in found.calendar if one.day < date(2026, 4, 1)} == {Kind.DUE_SOON}
    assert {one.kind for one in found.calendar if one.day >= date(2026, 4, 1)} == {Kind.LOOK_BACK_DUE}
    assert {one.recipient.unit for one in found.calendar} == {"水务局", "财政局", None}


@pytest.mark.parametrize("pack", sorted(shipped_packs()))
@pytest.mark.parametrize("more", [{}, {"special_group": "组"}, {"category": Category.LONG_TERM}])
def test_what_was_done_on_time_is_looked_back_on_once(pack: str, more: dict[str, Any]) -> None:
    """On the day the look-back of the pack opens, whatever its chain of signatures; held, it is not asked for again."""
    found = ran(row("1-1", date(2026, 3, 31), **more), habit=Habit.ON_TIME, pack=shipped_packs()[pack].pack)

    assert days(found, Kind.LOOK_BACK_DUE, Role.SUPERVISOR) == [date(2026, 9, 30)]
    assert days(found, Kind.LOOK_BACK_DUE, Role.OFFICE) == [date(2026, 9, 30)]


@pytest.mark.parametrize("cadence", list(Cadence))
def test_on_time_holds_under_every_cadence(cadence: Cadence) -> None:
    pack = STANDARD.model_copy(update={"measure": STANDARD.measure.model_copy(update={"cadence": cadence})})
    found = ran(row("1-1", date(2026, 12, 31)), habit=Habit.ON_TIME, pack=pack)

    assert {one.kind for one in found.calendar} == {Kind.DUE_SOON}


@pytest.mark.parametrize("pack", sorted(shipped_packs()))
@pytest.mark.parametrize("first", [date(2026, 1, 31), date(2026, 2, 17)], ids=["last-of-a-month", "on-a-holiday"])
def test_on_time_holds_under_every_shipped_pack(pack: str, first: date) -> None:
    """Whatever the day of issue; and whoever is on time gets no letter that those who do nothing don't get."""
    plan = Plan(title="方案", feedback_on=None, rows=(row("1-1", date(2026, 12, 31)),))
    found = {
        habit: rehearse(
            plan, Terms(shipped_packs()[pack].pack, shipped_calendar(), first, UNTIL, habit), lambda _: None
        )
        for habit in Habit
    }
    on_time, nobody = found[Habit.ON_TIME], found[Habit.NOBODY]

    assert isinstance(on_time, Rehearsal)
    assert isinstance(nobody, Rehearsal)
    assert {one.kind for one in on_time.calendar} == {Kind.DUE_SOON}
    assert set(on_time.calendar) <= set(nobody.calendar)


def test_letters_of_one_day_and_recipient_are_counted_together() -> None:
    """Sums by day and by month both give the total; the busiest day is the one with most."""
    found = ran(row("1-1", date(2026, 3, 31)), row("1-2", date(2026, 3, 31)), row("2-1", date(2026, 4, 30), "财政局"))
    office = Recipient(role=Role.OFFICE, unit=None, group=None)
    first = next(one for one in found.calendar if one.recipient == office)

    assert first.measures == ("1-1", "1-2", "2-1")
    assert sum(len(one.measures) for one in found.calendar) == found.letters
    assert sum(one.letters for one in found.months) == found.letters
    by_day = {one.day: 0 for one in found.calendar}
    for one in found.calendar:
        by_day[one.day] += len(one.measures)
    assert found.busiest
    assert found.busiest.letters == max(by_day.values()) == by_day[found.busiest.day]


def test_case_10_a_due_date_on_a_holiday_is_told() -> None:
    """It moves to the first working day, and the days passed over are named; next year's is provisional."""
    found = ran(row("1-1", FESTIVAL), row("1-2", date(2026, 3, 31)), row("1-3", date(2030, 6, 28)))
    (moved,) = found.moved

    assert (moved.number, moved.target, moved.day) == ("1-1", FESTIVAL, date(2026, 2, 24))
    assert [one.why for one in moved.skipped] == ["holiday"]
    assert found.provisional == ("1-3",)
    assert any(one.day == date(2026, 2, 14) for one in found.calendar)


def test_letters_on_days_off_and_dues_before_the_issue_are_told() -> None:
    found = ran(row("1-1", date(2026, 2, 13)), row("1-2", date(2025, 12, 31)))

    assert date(2026, 1, 24) in {one.day for one in found.rest_days}
    assert all(one.day.weekday() >= 5 or one.day in shipped_calendar().off for one in found.rest_days)
    assert found.past_due == ("1-2",)


def test_the_campaign_has_days_of_its_own() -> None:
    """Under cpc-2024: the concentrated phase, the report and the evaluation on the days of the pack."""
    found = ran(row("1-1", date(2026, 3, 31)), pack=shipped_packs()["cpc-2024"].pack)

    assert [(one.what, one.day) for one in found.campaign] == [
        ("campaign.concentrated_begun", date(2026, 1, 6)),
        ("progress_report", date(2026, 7, 5)),
        ("campaign.concentrated_ended", date(2026, 7, 6)),
        ("evaluation", date(2026, 8, 6)),
    ]


def test_a_row_that_would_not_be_issued_is_named() -> None:
    plan = Plan(title="方案", feedback_on=None, rows=(row("1-1", FESTIVAL, joint_units=("水务局",)),))
    found = rehearse(plan, Terms(STANDARD, shipped_calendar(), ISSUED, UNTIL, Habit.NOBODY), lambda _: None)

    assert found == Unready((("1-1", "measure.plan_incomplete", "水务局"),))


def test_the_real_notice_lacks_units_and_dates() -> None:
    """All 112 rows come out; a lead unit is stood in for, a due date is not made up."""
    plan = read_plan(REAL_NOTICE.name, REAL_NOTICE.read_bytes())

    assert isinstance(plan, Plan)
    assert len(plan.rows) == 112
    assert plan.feedback_on == date(2019, 12, 26)
    stood_in = completed(plan.rows[0], None).assignment
    assert (stood_in.lead_unit, stood_in.due) == (NOBODY_YET, None)
    assert isinstance(read_plan("x.xlsx", b"no workbook"), FileFault)
    assert isinstance(read_plan("x.txt", b""), FileFault)


def sheet_row(number: str, state: MeasureState = MeasureState.DRAFT, due: date | None = FESTIVAL) -> LedgerSheetRow:
    named = AssignmentNames(lead_unit="水务局", joint_units=("财政局",), due=due, category=Category.DEADLINE)
    return LedgerSheetRow(
        number=number, problem="管网", text="建设。", assignment=named, progress="", state=state, light=Light.GREEN
    )


def test_a_ledger_sheet_is_a_plan_without_what_is_over() -> None:
    """Names stay names; cancelled and signed-off rows send no letters any more."""
    ended = (sheet_row("1-2", MeasureState.CANCELLED), sheet_row("1-3", MeasureState.SIGNED_OFF))
    data = write_ledger("台账", [sheet_row("1-1"), *ended, sheet_row("2-1", due=None)])
    plan = read_plan("方案.xlsx", data)

    assert isinstance(plan, Plan)
    assert (plan.title, [one.number for one in plan.rows]) == ("方案", ["1-1", "2-1"])
    assert plan.rows[0].assignment.charged_units == ("水务局", "财政局")
    assert [one.assignment.due for one in plan.rows] == [FESTIVAL, None]
    assert [completed(one, UNTIL).assignment.due for one in plan.rows] == [FESTIVAL, UNTIL]


def test_a_sheet_with_a_faulty_row_is_not_rehearsed() -> None:
    """A number written twice: the line says which row and what is wrong."""
    fault = read_plan("方案.xlsx", write_ledger("台账", [sheet_row("1-1"), sheet_row("1-1")]))

    assert isinstance(fault, FileFault)
    assert [line.split(":")[0].split()[1] for line in fault.lines] == ["3", "4"]
