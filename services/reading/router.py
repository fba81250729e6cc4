"""What everyone may read, each within their scope: who am I, measures, ledger, clocks, letters, statistics, queue."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from schemas.api import LedgerAsOf, LedgerEntry, MeasureDetail, Page, Statistics
from schemas.clock_api import ClockView, NoticePage
from schemas.measure import Day, MeasureState
from schemas.organisation_api import WhoAmI
from schemas.problems import ProblemExplained, ProblemWording
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.preconditions import etag
from services.reading import queue as waiting
from services.reading.clock import clock
from services.reading.notices import mark_read, notices
from services.reading.pages import ledger, one_measure, page
from services.reading.statistics import ledger_as_of, statistics
from services.reads import Filters
from services.wording.catalogue import WORDINGS

router = APIRouter(prefix="/api/v1", tags=["reading 查询"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/whoami")
async def whoami(caller: CallerDep) -> WhoAmI:
    """我是谁: who this token is, with the roles in force today and, for a machine, its scopes."""
    return WhoAmI(**caller.actor.model_dump(), scopes=tuple(sorted(caller.scopes)))


@router.get("/problems")
async def problem_catalogue() -> dict[str, ProblemWording]:
    """问题代码总表: every problem code with its status and what it says, in both languages."""
    return {code: ProblemWording(**wording._asdict()) for code, wording in WORDINGS.items()}


@router.get("/problems/{code}")
async def problem_explained(code: str) -> ProblemExplained:
    """问题代码说明: what the `type` of a problem leads to: its status and its words."""
    if code not in WORDINGS:
        raise ProblemError("not_found", code)
    return ProblemExplained(code=code, **WORDINGS[code]._asdict())


@router.get("/measures")
async def list_measures(  # noqa: PLR0917 - one parameter a filter, named by its caller
    platform: PlatformDep,
    caller: Reader,
    now: Now,
    campaign: str | None = None,
    problem: str | None = None,
    unit: str | None = None,
    state: Annotated[list[MeasureState] | None, Query()] = None,
    light: Literal["green", "yellow", "red"] | None = None,
    due_from: Day | None = None,
    due_to: Day | None = None,
    overdue: bool | None = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Limit = 50,
) -> Page:
    """台账: the ledger, narrowed by any filters together, in the order of the notice."""
    filters = Filters(campaign, problem, unit, tuple(state or ()), light, due_from, due_to, overdue, text)
    return await page(platform.database, caller.actor, filters, (cursor, limit), now)


@router.get("/measures/{measure_id}")
async def get_measure(
    measure_id: str, platform: PlatformDep, caller: Reader, now: Now, response: Response
) -> MeasureDetail:
    """措施详情: one measure whole, with what you may do now and, for all else, why not. The ETag is its sequence."""
    found = await one_measure(platform.database, caller.actor, measure_id, now)
    response.headers["ETag"] = etag(found.seq)
    return found


@router.get("/measures/{measure_id}/ledger")
async def get_ledger(measure_id: str, platform: PlatformDep, caller: Reader) -> list[LedgerEntry]:
    """措施时间线: the timeline: every event, who and when, chained by hash so that a change would show."""
    return await ledger(platform.database, caller.actor, measure_id)


@router.get("/campaigns/{campaign_id}/statistics")
async def get_statistics(
    campaign_id: str, platform: PlatformDep, caller: Reader, now: Now, as_of: Day | None = None
) -> Statistics:
    """统计: counts by state, light and lead unit, completion rate with its basis; `as_of` a past day in China."""
    return await statistics(platform.database, campaign_id, caller.actor, now, as_of)


@router.get("/campaigns/{campaign_id}/ledger")
async def get_campaign_ledger(
    campaign_id: str, platform: PlatformDep, caller: Reader, now: Now, as_of: Day | None = None
) -> LedgerAsOf:
    """某日台账: as it stood at the end of a day in China, folded from the record: what came later is not seen."""
    return await ledger_as_of(platform.database, campaign_id, caller.actor, now, as_of)


@router.get("/queue")
async def get_queue(platform: PlatformDep, caller: Reader, now: Now, limit: Limit = 50) -> list[waiting.Waiting]:
    """待我办理: what waits for you: measures on which you may take a step now, most pressing first."""
    return await waiting.queue(platform.database, caller.actor, now, limit)


@router.get("/measures/{measure_id}/clock")
async def get_clock(measure_id: str, platform: PlatformDep, caller: Reader, now: Now) -> ClockView:
    """时限说明: the due date explained step by step and day by day, and what the clock will send next."""
    return await clock(platform.database, caller.actor, measure_id, now)


@router.get("/notices")
async def get_notices(
    platform: PlatformDep,
    caller: Reader,
    unread: bool = False,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Limit = 50,
) -> NoticePage:
    """提醒: letters addressed to a role you hold, newest first; `unread=true` leaves out what you have read."""
    return await notices(platform.database, caller.actor, (cursor, limit), unread_only=unread)


@router.post("/notices/{notice_id}:read", status_code=204)
async def read_notice(notice_id: str, platform: PlatformDep, caller: Reader, now: Now) -> None:
    """已读: for you alone; others who hold the role keep it unread."""
    await mark_read(platform.database, caller.actor, notice_id, now)
