"""Letters about who is charged: late claims, and contests that nobody decides."""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.clock import ReminderKind as Kind
from schemas.measure import MeasureState as S
from schemas.measure import Role
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from workflows.letters.road import UNIT, late, overstayed
from workflows.letters.shape import Letter
from workflows.steps.shape import AT_WORK

CLAIMABLE = AT_WORK | {S.ISSUED}


def claim(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Who was charged and has not signed for receipt. A unit that contests is not late until it is answered."""
    if snapshot.state not in CLAIMABLE:
        return
    for since, units in _answerable(snapshot).items():
        last_day = overstayed(since, setting.rules.claim_due, setting)
        yield late(Kind.CLAIM_LATE, last_day, (*UNIT, Role.OFFICE), setting, units)


def _answerable(snapshot: MeasureSnapshot) -> dict[date, tuple[str, ...]]:
    """Units that have to claim, by the day from which their time runs."""
    found: dict[date, tuple[str, ...]] = {}
    contests = {contest.unit_id: contest for contest in snapshot.contests}
    for unit in snapshot.assignment.charged_units:
        since = contests[unit].decided_on if unit in contests else snapshot.assigned_on
        if unit not in snapshot.claimed_units and since:
            found[since] = (*found.get(since, ()), unit)
    return found


def contested(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Contests that nobody answered in time go to the leading group, again and again; silence accepts none."""
    if snapshot.state is not S.ISSUED:
        return
    for contest in snapshot.open_contests:
        last_day = overstayed(contest.on, setting.rules.contest_decide, setting)
        yield Letter(
            Kind.CONTEST_UNDECIDED,
            last_day + timedelta(days=1),
            last_day,
            (Role.OFFICE, Role.LEADING_GROUP),
            setting.rules.overdue_every,
            about=contest.unit_id,
        )
