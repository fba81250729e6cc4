"""Counts that explain themselves: numerator, denominator, basis, and the ids behind them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from schemas.api import Share, Statistics, UnitCount
from schemas.measure import Actor, MeasureState
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.reading.names import Names, load_names
from services.reads import campaign, counts
from services.scope import visible
from workflows.periods import china_day

SIGNED_OFF = MeasureState.SIGNED_OFF


async def statistics(database: Database, campaign_id: str, actor: Actor, now: datetime) -> Statistics:
    """Counts over the measures of a campaign that the caller may see."""
    signed = select(MEASURES.c.id).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == SIGNED_OFF, visible(actor)
    )
    async with database.read() as connection:
        if (await connection.execute(campaign(campaign_id, actor))).first() is None:
            raise ProblemError("not_found", campaign_id)
        rows = (await connection.execute(counts(campaign_id, actor, china_day(now)))).all()
        ids = (await connection.scalars(signed.order_by(MEASURES.c.ordinal))).all()
    total = sum(row.number for row in rows)
    return Statistics(
        campaign_id=campaign_id,
        as_of=now,
        total=total,
        by_state=_sum((row.state, row.number) for row in rows),
        by_light=_sum((row.light, row.number) for row in rows),
        completion=_completion(tuple(ids), total),
        by_unit=_by_unit(rows, await load_names(database)),
    )


def _sum(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for name, number in pairs:
        totals[name] += number
    return dict(sorted(totals.items()))


def _completion(ids: tuple[str, ...], total: int) -> Share:
    return Share(
        numerator=len(ids),
        denominator=total,
        rate=len(ids) / total if total else None,
        basis="signed_off_over_all",
        basis_zh="已销号措施数 ÷ 您可见的全部措施数(含未下达、长期坚持)",
        basis_en="measures signed off / all measures you may see (drafts and long-term ones included)",
        numerator_ids=ids,
    )


def _by_unit(rows: Iterable[Any], names: Names) -> tuple[UnitCount, ...]:
    by_unit: dict[str | None, list[Any]] = {}
    for row in rows:
        by_unit.setdefault(row.lead_unit, []).append(row)
    return tuple(
        UnitCount(
            unit=names.unit_or_none(unit),
            total=sum(row.number for row in mine),
            by_state=_sum((row.state, row.number) for row in mine),
            overdue=sum(row.number for row in mine if row.light == "red"),
            signed_off=sum(row.number for row in mine if row.state == SIGNED_OFF),
        )
        for unit, mine in sorted(by_unit.items(), key=lambda pair: pair[0] or "")
    )
