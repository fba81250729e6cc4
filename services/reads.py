"""Select statements for lists, detail, history and queues. Every one of them carries the caller's scope."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from schemas.measure import Actor, MeasureState
from schemas.tables.campaigns import CAMPAIGNS, PROBLEMS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from services.cursors import LARGEST_PLAIN, cursor_of, parts_of
from services.scope import campaigns_of, visible
from workflows.flags import WITHOUT_LIGHT, YELLOW_DAYS


@dataclass(frozen=True)
class Filters:
    """What a person narrows the ledger by. All given ones hold together."""

    campaign: str | None = None
    problem: str | None = None
    unit: str | None = None
    state: tuple[MeasureState, ...] = ()
    light: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool | None = None
    text: str | None = None


def overdue_on(today: date) -> ColumnElement[bool]:
    return and_(MEASURES.c.due.is_not(None), MEASURES.c.due < today, MEASURES.c.state.not_in(WITHOUT_LIGHT))


def light_on(today: date) -> ColumnElement[str]:
    """The same lights as `workflows.flags.light`, for filters and counts."""
    near = and_(MEASURES.c.due <= today + timedelta(days=YELLOW_DAYS), MEASURES.c.state.not_in(WITHOUT_LIGHT))
    return case((overdue_on(today), "red"), (near, "yellow"), else_="green")


def conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool] | None] = [
        MEASURES.c.campaign_id == filters.campaign if filters.campaign else None,
        MEASURES.c.problem_id == filters.problem if filters.problem else None,
        _of_unit(filters.unit) if filters.unit else None,
        MEASURES.c.state.in_(filters.state) if filters.state else None,
        light_on(today) == filters.light if filters.light else None,
        MEASURES.c.due >= filters.due_from if filters.due_from else None,
        MEASURES.c.due <= filters.due_to if filters.due_to else None,
        overdue_on(today).is_(filters.overdue) if filters.overdue is not None else None,
        _holds_text(filters.text) if filters.text else None,
    ]
    return [condition for condition in wanted if condition is not None]


def _of_unit(unit: str) -> ColumnElement[bool]:
    return exists().where(MEASURE_UNITS.c.measure_id == MEASURES.c.id, MEASURE_UNITS.c.unit_id == unit)


def _holds_text(text: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = or_(
        MEASURES.c.text.icontains(text, autoescape=True),
        MEASURES.c.number == text,
        PROBLEMS.c.title.icontains(text, autoescape=True),
    )
    return found


def measures(actor: Actor) -> Select[Any]:
    """Rows of the ledger view in the caller's scope, in the order of the notice."""
    return (
        select(MEASURES, PROBLEMS.c.ordinal.label("problem_ordinal"), PROBLEMS.c.title.label("problem_title"))
        .join(PROBLEMS, PROBLEMS.c.id == MEASURES.c.problem_id)
        .where(visible(actor))
        .order_by(MEASURES.c.campaign_id, MEASURES.c.ordinal)
    )


def after(statement: Select[Any], cursor: str | None) -> Select[Any]:
    """Continue behind the row a cursor names: rows that appear or go meanwhile shift nothing."""
    if cursor is None:
        return statement
    campaign, ordinal = parts_of(cursor, str, int, below=LARGEST_PLAIN)
    return statement.where(
        or_(
            MEASURES.c.campaign_id > campaign,
            and_(MEASURES.c.campaign_id == campaign, MEASURES.c.ordinal > ordinal),
        )
    )


def next_after(row: Any) -> str:  # noqa: ANN401 - a database row
    return cursor_of(row.campaign_id, row.ordinal)


def campaign(campaign_id: str, actor: Actor) -> Select[Any]:
    return select(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign_id, campaigns_of(actor))


def ledger_of(stream: str) -> Select[Any]:
    return select(LEDGER).where(LEDGER.c.stream == stream).order_by(LEDGER.c.seq)


def counts(campaign_id: str, actor: Actor, today: date) -> Select[Any]:
    """One row per lead unit, state, outcome, light and whether they are offspring, with its number of measures."""
    alike = (
        MEASURES.c.lead_unit,
        MEASURES.c.state,
        MEASURES.c.outcome,
        light_on(today).label("light"),
        MEASURES.c.origin.is_not(None).label("born"),
    )
    return (
        select(*alike, func.count().label("number"))
        .where(MEASURES.c.campaign_id == campaign_id, visible(actor))
        .group_by(*alike)
    )
