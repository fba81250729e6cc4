"""What waits for a caller: the rules themselves are asked, so the queue can't promise what they refuse."""

from datetime import date, datetime

from sqlalchemy import Select, and_, exists, or_

from schemas.api import MeasureItem
from schemas.clock import ReminderKind
from schemas.measure import Actor, Frozen, MeasureState
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from schemas.tables.notices import NOTICES
from schemas.tables.record import MEASURES
from services.database import Database
from services.reading.names import load_names
from services.reading.rules import load_settings
from services.reading.views import item
from services.reads import measures
from workflows.lifecycle import allowed
from workflows.periods import china_day

# A report can be written at any time; only steps that somebody waits for belong in a queue.
AWAITED = frozenset(
    {
        "claim",
        "countersign_report",
        "accept_report",
        "pass_gate",
        "pass_verification",
        "accept_interim",
        "sign_off",
        "approve_change",
        "uphold_assignment",
        "acknowledge_order",
        "pass_look_back",
        "revoke_sign_off",
    }
)
ON_A_DESK = (
    MeasureState.ISSUED,
    MeasureState.CLOSURE_REQUESTED,
    MeasureState.VERIFYING,
    MeasureState.AWAITING_SIGN_OFF,
)
# Of these a day comes, and the clock's letter says that it has.
CALLED = (MeasureState.SUSTAINED, MeasureState.SIGNED_OFF)
CALLS = (ReminderKind.REVIEW_DUE, ReminderKind.LOOK_BACK_DUE)


class Waiting(Frozen):
    """A measure and the steps on it that wait for the caller."""

    measure: MeasureItem
    actions: tuple[str, ...]


async def queue(database: Database, actor: Actor, now: datetime, limit: int) -> list[Waiting]:
    """Nearest due date first; measures without one last."""
    called = exists().where(NOTICES.c.measure_id == MEASURES.c.id, NOTICES.c.kind.in_(CALLS))
    statement: Select[tuple[object, ...]] = measures(actor).where(
        or_(
            MEASURES.c.state.in_(ON_A_DESK),
            MEASURES.c.open_reports > 0,
            and_(MEASURES.c.state.in_(CALLED), called),
        )
    )
    ordered = statement.order_by(None).order_by(MEASURES.c.due.is_(None), MEASURES.c.due, MEASURES.c.id)
    async with database.read() as connection:
        rows = (await connection.execute(ordered)).all()
        settings = await load_settings(connection, (row.campaign_id for row in rows))
    names = await load_names(database)
    found: list[Waiting] = []
    for row in rows:
        setting = settings[row.campaign_id]
        actions = _awaited(MeasureSnapshot.model_validate_json(row.snapshot), actor, now, setting)
        if actions:
            found.append(Waiting(measure=item(row, names, china_day(now), setting), actions=actions))
        if len(found) == limit:
            break
    return found


def _awaited(snapshot: MeasureSnapshot, actor: Actor, now: datetime, setting: Setting) -> tuple[str, ...]:
    awaited = AWAITED | ({"review_sustained"} if _review_due(snapshot, china_day(now)) else set())
    return tuple(
        view.action for view in allowed(snapshot, actor, now, setting) if view.allowed and view.action in awaited
    )


def _review_due(snapshot: MeasureSnapshot, today: date) -> bool:
    """A stage may be reviewed at any time; it is waited for from its day on."""
    return snapshot.stage is not None and snapshot.stage.next_review <= today
