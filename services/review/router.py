"""What gatekeepers and supervision inspectors decide. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas import commands as c
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["review 把关与督查"])


@router.post("/measures/{measure_id}:accept-report", **COMMAND)
async def accept_report(measure_id: str, desk: DeskDep, body: c.AcceptReport) -> Response:
    """M5 通过报告: by the office or the special group in charge, never by the unit's own people (S1)."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:return-report", **COMMAND)
async def return_report(measure_id: str, desk: DeskDep, body: c.ReturnReport) -> Response:
    """M5 退回报告: with the reason; the unit submits a new version."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:pass-gate", **COMMAND)
async def pass_gate(measure_id: str, desk: DeskDep, body: c.PassGate) -> Response:
    """M8 把关通过: the request for closure goes to verification on the spot."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:return-gate", **COMMAND)
async def return_gate(measure_id: str, desk: DeskDep, body: c.ReturnGate) -> Response:
    """M8 把关退回: with a rework requirement."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:pass-verification", **COMMAND)
async def pass_verification(measure_id: str, desk: DeskDep, body: c.PassVerification) -> Response:
    """M9 核查通过: the visit record of one supervision inspector; fixes what will be signed off."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:fail-verification", **COMMAND)
async def fail_verification(measure_id: str, desk: DeskDep, body: c.FailVerification) -> Response:
    """M9 核查不通过: the measure goes back to work."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:sign-off", **COMMAND)
async def sign_off(measure_id: str, desk: DeskDep, body: c.SignOff) -> Response:
    """M11 销号: by an inspector who played no other part in this round (S2)."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:refuse-sign-off", **COMMAND)
async def refuse_sign_off(measure_id: str, desk: DeskDep, body: c.RefuseSignOff) -> Response:
    """M11 不予销号: with the reason; the measure goes back to work."""
    return await desk.hand_in(measure_id, body)
