"""Counts that explain themselves: numerator, denominator, basis, and the ids behind them; now or as of a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from schemas.api import LedgerAsOf, Share, Statistics, UnitCount
from schemas.figures import Standing
from schemas.measure import Actor, MeasureState, Outcome
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.reading.as_of import cut_off_of, standings
from services.reading.names import Names, load_names
from services.reads import campaign, counts
from services.scope import visible
from workflows.counting import BASIS, BASIS_EN, BASIS_ZH, Verdict, count, figures, numbers, numbers_of, verdict
from workflows.periods import china_day

SIGNED_OFF = MeasureState.SIGNED_OFF
ENDED_WELL = (MeasureState.SIGNED_OFF, MeasureState.ARCHIVED)


@dataclass(frozen=True)
class Cell:
    """So many measures of one lead unit that stand alike; `born` in place of others."""

    unit: str | None
    state: MeasureState
    outcome: Outcome | None
    light: str
    born: bool
    number: int = 1


async def statistics(
    database: Database, campaign_id: str, actor: Actor, now: datetime, as_of: date | None = None
) -> Statistics:
    """Counts over the measures of a campaign that the caller may see; as of a past day from their ledgers."""
    if as_of is not None:
        past = await ledger_as_of(database, campaign_id, actor, now, as_of)
        cells = [Cell(one.lead_unit, one.state, one.outcome, one.light, bool(one.parents)) for one in past.items]
        done = [one.measure_id for one in past.items if verdict(one.state, one.outcome) is Verdict.DONE]
        return _statistics(campaign_id, past.as_of, cells, done, await load_names(database))
    finished = select(MEASURES.c.id).where(
        MEASURES.c.campaign_id == campaign_id,
        MEASURES.c.state.in_(ENDED_WELL),
        MEASURES.c.outcome == Outcome.DONE,
        visible(actor),
    )
    async with database.read() as connection:
        if (await connection.execute(campaign(campaign_id, actor))).first() is None:
            raise ProblemError("not_found", campaign_id)
        rows = (await connection.execute(counts(campaign_id, actor, china_day(now)))).all()
        ids = (await connection.scalars(finished.order_by(MEASURES.c.ordinal))).all()
    cells = [
        Cell(
            row.lead_unit,
            MeasureState(row.state),
            Outcome(row.outcome) if row.outcome else None,
            row.light,
            bool(row.born),
            row.number,
        )
        for row in rows
    ]
    return _statistics(campaign_id, now, cells, list(ids), await load_names(database))


async def ledger_as_of(
    database: Database, campaign_id: str, actor: Actor, now: datetime, as_of: date | None
) -> LedgerAsOf:
    """Each measure the caller may see as it stood at the end of `as_of`, or now."""
    cut_off = cut_off_of(as_of or china_day(now), now)
    async with database.read() as connection:
        if (await connection.execute(campaign(campaign_id, actor))).first() is None:
            raise ProblemError("not_found", campaign_id)
    found: tuple[Standing, ...] = await database.run_read(
        lambda connection: standings(connection, campaign_id, cut_off, visible(actor))
    )
    return LedgerAsOf(
        campaign_id=campaign_id,
        as_of=cut_off,
        basis_zh=BASIS_ZH,
        basis_en=BASIS_EN,
        figures=figures(found),
        numbers=numbers_of(found),
        items=found,
    )


def _statistics(campaign_id: str, as_of: datetime, cells: Sequence[Cell], done: list[str], names: Names) -> Statistics:
    pairs = [(cell.state, cell.outcome) for cell in cells for _ in range(cell.number)]
    counted = count(pairs, sum(cell.number for cell in cells if cell.light == "red"))
    return Statistics(
        campaign_id=campaign_id,
        as_of=as_of,
        total=counted.total,
        by_state=counted.by_state,
        by_light=_sum((cell.light, cell.number) for cell in cells),
        completion=Share(
            numerator=len(done),
            denominator=counted.denominator,
            rate=len(done) / counted.denominator if counted.denominator else None,
            basis=BASIS,
            basis_zh=BASIS_ZH,
            basis_en=BASIS_EN,
            numerator_ids=tuple(done),
        ),
        figures=counted,
        numbers=numbers((cell.state, cell.outcome, cell.born) for cell in cells for _ in range(cell.number)),
        by_unit=_by_unit(cells, names),
    )


def _sum(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for name, number in pairs:
        totals[name] += number
    return dict(sorted(totals.items()))


def _by_unit(cells: Iterable[Cell], names: Names) -> tuple[UnitCount, ...]:
    by_unit: dict[str | None, list[Cell]] = {}
    for cell in cells:
        by_unit.setdefault(cell.unit, []).append(cell)
    return tuple(
        UnitCount(
            unit=names.unit_or_none(unit),
            total=sum(cell.number for cell in mine),
            by_state=_sum((cell.state.value, cell.number) for cell in mine),
            overdue=sum(cell.number for cell in mine if cell.light == "red"),
            signed_off=sum(cell.number for cell in mine if cell.state is SIGNED_OFF),
        )
        for unit, mine in sorted(by_unit.items(), key=lambda pair: pair[0] or "")
    )
