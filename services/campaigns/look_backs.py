"""Look-back activities: a sample is drawn once, recorded with its seed, and followed until all of it was looked at."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.campaigns import append_campaign
from schemas.campaigns import LookBackDrawn
from schemas.look_backs import LookBackDraw, LookBackSample, LookBackView
from schemas.measure import Actor, MeasureState
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER, MEASURES
from schemas.tables.rounds import LOOK_BACK_SAMPLES, LOOK_BACKS
from services.campaigns.stream import case_of, find
from services.errors import ProblemError
from workflows.canonical import canonical, sha256
from workflows.guards.rounds import look_back_open
from workflows.periods import china_day
from workflows.persons import person
from workflows.sampling import Candidate, Portion, draw

Row = Any
ID_DIGITS = 32
RESULTS = {"measure.look_back_passed": "passed", "measure.look_back_failed": "failed"}


async def draw_look_back(
    connection: AsyncConnection, actor: Actor, place: tuple[str, str], wanted: LookBackDraw, now: datetime
) -> str:
    """`place` is the campaign and the request's key; the same key draws nothing twice. The activity's id."""
    campaign_id, key = place
    row = await find(connection, campaign_id, actor, lock=True)
    made = sha256(canonical([actor.id, campaign_id, key]))[:ID_DIGITS]
    spec = canonical(wanted.model_dump(mode="json"))
    before = await connection.scalar(select(LOOK_BACKS.c.spec).where(LOOK_BACKS.c.id == made))
    if before is not None:
        if before != spec:
            raise ProblemError("idempotency.reused")
        return made
    heads = await _open_to_it(connection, campaign_id, china_day(now))
    if not heads:
        raise ProblemError("look_back.nothing_to_draw", campaign_id)
    seed = wanted.seed or secrets.token_hex(16)
    drawn = draw((candidate for candidate, _ in heads.values()), seed, Portion(wanted.percent, wanted.per_unit))
    activity = {"id": made, "campaign_id": campaign_id, "title": wanted.title, "spec": spec, "seed": seed}
    await _keep(connection, {**activity, "population": len(heads), "drawn_by": actor.id, "drawn_at": now}, drawn, heads)
    case, row = await connection.run_sync(case_of, row, now)
    event = _drawn(made, (seed, drawn), len(heads), actor, now)
    await connection.run_sync(append_campaign, row, case.snapshot, (event,), now)
    return made


async def _keep(
    connection: AsyncConnection, activity: dict[str, Any], drawn: tuple[Candidate, ...], heads: dict[str, Any]
) -> None:
    """The activity and its sample, each measure with the ledger's head it had when it was drawn."""
    await connection.execute(insert(LOOK_BACKS), activity)
    samples = [
        {"look_back_id": activity["id"], "measure_id": one.id, "unit_id": one.stratum, "seq": heads[one.id][1]}
        for one in drawn
    ]
    await connection.execute(insert(LOOK_BACK_SAMPLES), samples)


def _drawn(
    look_back_id: str, sample: tuple[str, tuple[Candidate, ...]], population: int, actor: Actor, now: datetime
) -> LookBackDrawn:
    """Proof without a warning: neither seed nor measures are in the ledger, which units might read beforehand."""
    seed, drawn = sample
    return LookBackDrawn(
        at=now,
        by=person(actor),
        look_back_id=look_back_id,
        population=population,
        drawn=len(drawn),
        sample_sha256=sha256(canonical([seed, *sorted(one.id for one in drawn)])),
    )


async def _open_to_it(connection: AsyncConnection, campaign_id: str, today: date) -> dict[str, tuple[Candidate, int]]:
    """Signed-off measures whose look-back is open today, each with its ledger's head."""
    statement = select(MEASURES.c.id, MEASURES.c.lead_unit, MEASURES.c.seq, MEASURES.c.snapshot).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == MeasureState.SIGNED_OFF
    )
    rows = (await connection.execute(statement)).all()
    return {
        row.id: (Candidate(row.id, row.lead_unit), row.seq)
        for row in rows
        if look_back_open(MeasureSnapshot.model_validate_json(row.snapshot), today) is None
    }


async def look_backs_of(connection: AsyncConnection, campaign_id: str) -> list[LookBackView]:
    """The activities of a campaign, newest first."""
    rows = await connection.execute(
        select(LOOK_BACKS).where(LOOK_BACKS.c.campaign_id == campaign_id).order_by(LOOK_BACKS.c.drawn_at.desc())
    )
    return [await _view(connection, row) for row in rows.all()]


async def _view(connection: AsyncConnection, row: Row) -> LookBackView:
    wanted = LookBackDraw.model_validate_json(row.spec)
    samples = await _samples(connection, row.id)
    results = [sample.result for sample in samples]
    return LookBackView(
        id=row.id,
        campaign_id=row.campaign_id,
        title=row.title,
        percent=wanted.percent,
        per_unit=wanted.per_unit,
        seed=row.seed,
        population=row.population,
        drawn=len(samples),
        held=sum(result is not None for result in results),
        failed=results.count("failed"),
        drawn_by=row.drawn_by,
        drawn_at=row.drawn_at,
        samples=samples,
    )


async def _samples(connection: AsyncConnection, look_back_id: str) -> tuple[LookBackSample, ...]:
    """With the first result after the draw; later ones belong to later activities."""
    held = and_(
        LEDGER.c.stream == LOOK_BACK_SAMPLES.c.measure_id,
        LEDGER.c.seq > LOOK_BACK_SAMPLES.c.seq,
        LEDGER.c.type.in_(RESULTS),
    )
    statement = (
        select(LOOK_BACK_SAMPLES.c.measure_id, LOOK_BACK_SAMPLES.c.unit_id, LEDGER.c.type)
        .outerjoin(LEDGER, held)
        .where(LOOK_BACK_SAMPLES.c.look_back_id == look_back_id)
        .order_by(LOOK_BACK_SAMPLES.c.measure_id, LEDGER.c.seq)
    )
    found: dict[str, LookBackSample] = {}
    for row in (await connection.execute(statement)).all():
        result = RESULTS.get(row.type) if row.type else None
        found.setdefault(row.measure_id, LookBackSample(measure_id=row.measure_id, unit_id=row.unit_id, result=result))
    return tuple(found.values())
