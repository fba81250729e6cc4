"""How measures stood at a past moment, folded from their ledgers: what was asked after it is not seen."""

from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, select

from schemas.events import Event
from schemas.figures import Standing
from schemas.tables.campaigns import PROBLEMS
from schemas.tables.record import LEDGER, MEASURES
from services.errors import ProblemError
from workflows.counting import standing
from workflows.evolution.fold import fold
from workflows.periods import CHINA, china_day

# A statement may take a second: some thousands of rows with their bodies.
MEASURES_A_STATEMENT = 200
ONE_DAY = timedelta(days=1)


class _InLedger(BaseModel):
    event: Event


def cut_off_of(day: date, now: datetime) -> datetime:
    """The last instant of a day in China, or now while the day lasts.

    Raises:
        ProblemError: the day is still to come.
    """
    if day > china_day(now):
        raise ProblemError("as_of.future", str(day))
    end = datetime.combine(day + ONE_DAY, time(), CHINA) - timedelta(microseconds=1)
    return min(end, now)


def standings(
    connection: Connection, campaign_id: str, cut_off: datetime, seen: ColumnElement[bool]
) -> tuple[Standing, ...]:
    """Each measure of the campaign that was there by `cut_off`, in the order of the notice.

    Args:
        connection: where to read.
        campaign_id: whose measures.
        cut_off: events received later are left out.
        seen: condition on `measures`: the caller's scope of today.
    """
    rows = connection.execute(_measures(campaign_id, seen)).all()
    found: list[Standing] = []
    for start in range(0, len(rows), MEASURES_A_STATEMENT):
        some = rows[start : start + MEASURES_A_STATEMENT]
        streams = _events(connection, [row.id for row in some], cut_off)
        for row in some:
            snapshot = fold(streams.get(row.id, []))
            if snapshot is not None:
                found.append(standing(snapshot, (row.problem_ordinal, row.title), row.text, china_day(cut_off)))
    return tuple(found)


def _measures(campaign_id: str, seen: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a select of columns
    return (
        select(MEASURES.c.id, MEASURES.c.text, PROBLEMS.c.ordinal.label("problem_ordinal"), PROBLEMS.c.title)
        .join(PROBLEMS, PROBLEMS.c.id == MEASURES.c.problem_id)
        .where(MEASURES.c.campaign_id == campaign_id, seen)
        .order_by(MEASURES.c.ordinal)
    )


def _events(connection: Connection, streams: list[str], cut_off: datetime) -> dict[str, list[Event]]:
    rows = select(LEDGER.c.stream, LEDGER.c.body).where(LEDGER.c.stream.in_(streams))
    found: dict[str, list[Event]] = {}
    for row in connection.execute(rows.order_by(LEDGER.c.stream, LEDGER.c.seq)):
        event = _InLedger.model_validate_json(row.body).event
        if event.at <= cut_off:
            found.setdefault(row.stream, []).append(event)
    return found
