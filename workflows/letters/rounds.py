"""Letters of the long life of a measure: reviews, look-backs, withdrawn evidence, proposals nobody decides."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.clock import ReminderKind as Kind
from schemas.measure import MeasureState as S
from schemas.measure import Role
from schemas.packs import Setting, Span
from schemas.snapshot import MeasureSnapshot
from workflows.letters.road import late, overstayed
from workflows.letters.shape import Letter

LOOKING = (Role.SUPERVISOR, Role.OFFICE)
# A look-back may be held any time from its day on, so nobody is urged every week.
LOOK_BACK_AGAIN = Span(months=1)
ONE_DAY = timedelta(days=1)


def review(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """A sustained measure on the day of its review, and again until somebody reviews it."""
    if snapshot.state is S.SUSTAINED and snapshot.stage:
        day = snapshot.stage.next_review
        yield Letter(Kind.REVIEW_DUE, day, day, LOOKING, setting.rules.overdue_every)


def look_back(snapshot: MeasureSnapshot, _: Setting) -> Iterator[Letter]:
    """A signed-off measure on the day its look-back opens, and every month until it was held."""
    day = snapshot.look_back.next_on if snapshot.look_back else None
    if snapshot.state is S.SIGNED_OFF and day:
        yield Letter(Kind.LOOK_BACK_DUE, day, day, LOOKING, LOOK_BACK_AGAIN)


def evidence_check(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Evidence withdrawn after the sign-off: the office has to have it looked at (domain.md 7, case 14)."""
    if snapshot.state is S.SIGNED_OFF and snapshot.check_since:
        day = snapshot.check_since
        yield Letter(Kind.EVIDENCE_CHECK, day + ONE_DAY, day, (Role.OFFICE,), setting.rules.overdue_every)


def revocation(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """A proposal to revoke a sign-off that the leading group has not decided within its time."""
    if snapshot.revocation:
        last_day = overstayed(snapshot.revocation.since, setting.rules.change_decide, setting)
        yield late(Kind.REVOCATION_UNDECIDED, last_day, (Role.LEADING_GROUP, Role.OFFICE), setting)
