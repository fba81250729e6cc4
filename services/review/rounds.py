"""The long life of a measure: stage results, reviews, look-backs, revocations. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.round_commands import (
    AcceptInterim,
    ArchiveMeasure,
    DismissRevocation,
    FailLookBackBody,
    PassLookBackBody,
    ProposalBody,
    ReviewSustained,
    RevokeSignOff,
)
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["rounds 持续整改与回头看"])


@router.post("/measures/{measure_id}:accept-interim", **COMMAND)
async def accept_interim(measure_id: str, desk: DeskDep, body: AcceptInterim) -> Response:
    """M10 阶段性认定: one signature under a long-term measure's stage result; the last makes it sustained."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:review-sustained", **COMMAND)
async def review_sustained(measure_id: str, desk: DeskDep, body: ReviewSustained) -> Response:
    """M10 持续整改评估: findings, and the day of the next review."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:pass-look-back", **COMMAND)
async def pass_look_back(measure_id: str, desk: DeskDep, body: PassLookBackBody) -> Response:
    """M13 回头看通过: what was signed off still holds; without `next_on` no further look-back follows."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:fail-look-back", **COMMAND)
async def fail_look_back(measure_id: str, desk: DeskDep, body: FailLookBackBody) -> Response:
    """M13 回头看不通过: 反弹、敷衍或虚假整改; this proposes to revoke the sign-off."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:propose-revocation", **COMMAND)
async def propose_revocation(measure_id: str, desk: DeskDep, body: ProposalBody) -> Response:
    """M14 建议取消销号: by a supervisor, the discipline organ or the office, with reason and files of the measure."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:revoke-sign-off", **COMMAND)
async def revoke_sign_off(measure_id: str, desk: DeskDep, body: RevokeSignOff) -> Response:
    """M14 取消销号: by the leading group, never by a proposer (S11); a new round begins."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:dismiss-revocation", **COMMAND)
async def dismiss_revocation(measure_id: str, desk: DeskDep, body: DismissRevocation) -> Response:
    """M14 维持销号: by the leading group, with the reason."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:archive", **COMMAND)
async def archive(measure_id: str, desk: DeskDep, body: ArchiveMeasure) -> Response:
    """M20 归档: by the office, once look-backs have ended."""
    return await desk.hand_in(measure_id, body)
