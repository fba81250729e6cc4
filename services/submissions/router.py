"""What lead units ask for: claim, report, request closure, withdraw; and following a submission."""

from fastapi import APIRouter, Response

from schemas import commands as c
from schemas.api import ReportBody, SubmissionView
from services.dependencies import CallerDep, PlatformDep
from services.desk import COMMAND, DeskDep
from services.submissions.follow import follow

router = APIRouter(prefix="/api/v1", tags=["lead units 牵头单位"])


@router.post("/measures/{measure_id}:claim", **COMMAND)
async def claim(measure_id: str, desk: DeskDep, body: c.ClaimMeasure) -> Response:
    """M2 认领: sign for receipt. With joint lead units the measure starts when the last has claimed."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:submit-report", **COMMAND)
async def submit_report(measure_id: str, desk: DeskDep, body: ReportBody) -> Response:
    """M4 报送: progress of one month, with counted targets and evidence uploaded before."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:countersign-report", **COMMAND)
async def countersign_report(measure_id: str, desk: DeskDep, body: c.CountersignReport) -> Response:
    """M4 签署: the unit's principal signs what a liaison or a machine submitted."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:withdraw-evidence", **COMMAND)
async def withdraw_evidence(measure_id: str, desk: DeskDep, body: c.WithdrawEvidence) -> Response:
    """S10 撤回佐证: the file leaves the evidence set; its content and this act stay on record."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:request-closure", **COMMAND)
async def request_closure(measure_id: str, desk: DeskDep, body: c.RequestClosure) -> Response:
    """M7 申请销号: all due reports accepted, evidence present, targets met or explained."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:withdraw-closure", **COMMAND)
async def withdraw_closure(measure_id: str, desk: DeskDep, body: c.WithdrawClosure) -> Response:
    """M12 撤回申请: until the gate has decided."""
    return await desk.hand_in(measure_id, body)


@router.get("/submissions/{submission_id}")
async def follow_submission(submission_id: str, platform: PlatformDep, caller: CallerDep) -> SubmissionView:
    """查询办理结果: what became of a submission of yours: received, applied, refused or quarantined."""
    return await follow(platform.database, caller, submission_id)
