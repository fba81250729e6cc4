"""A successor takes a unit's place on one measure, and is told what it took over."""

from schemas.clock import Reminder, ReminderKind
from schemas.measure import MeasureState
from schemas.packs import Colour
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode
from schemas.succession_commands import SucceedUnitHere
from schemas.succession_events import UnitSucceeded
from workflows.case import Case, Decision
from workflows.decisions.judged import begins_anew, fallen
from workflows.duties import refused
from workflows.letters.road import UNIT
from workflows.periods import period_of
from workflows.steps.succession import SUCCESSION
from workflows.succession import claimed_after, succeeded


def succeed(case: Case, command: SucceedUnitHere) -> Decision:
    snapshot, (old, new) = case.snapshot, (command.unit_id, command.successor_id)
    if old not in snapshot.assignment.all_units or old == new:
        rule = SUCCESSION[command.type].number
        return refused(snapshot, RefusalCode.UNIT_ABSENT, rule=rule, about=old)
    assignment = succeeded(snapshot.assignment, old, new)
    charged, claimed = assignment.charged_units, claimed_after(snapshot, old, new)
    acts = fallen(case, command)
    back_to = begins_anew(snapshot, acts)
    event = UnitSucceeded(
        **case.said(),
        **command.model_dump(exclude={"type", "facts"}),
        back_to=back_to,
        fallen=acts if back_to else (),
        assignment=assignment,
        complete=bool(charged) and set(charged) <= set(claimed),
        period=period_of(case.day, case.setting.rules.cadence),
    )
    # Of a draft no unit knows yet.
    return (event,) if snapshot.state is MeasureState.DRAFT else (event, _told(case, command))


def _told(case: Case, command: SucceedUnitHere) -> Reminded:
    letter = Reminder(
        kind=ReminderKind.UNIT_SUCCEEDED,
        colour=Colour.YELLOW,
        to=UNIT,
        units=(command.successor_id,),
        about=command.unit_id,
        date=case.day,
        days=0,
        times=1,
    )
    # Letters of the clock that fall due meanwhile are still its own to send.
    until = case.snapshot.clock.rang_until if case.snapshot.clock else case.at
    return Reminded(**case.said(), until=until, reminders=(letter,))
