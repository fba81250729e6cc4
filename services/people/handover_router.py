"""Handover of office: the certificate to read, to print and sign, and to put on record."""

import asyncio
from datetime import date

from fastapi import APIRouter, Response

from schemas.handover import Certificate, HandOver, HandoverView
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.evidence.names import content_disposition
from services.people.handovers import certificate, hand_over, of_unit
from services.people.refusals import demand
from workflows.people_rules import may_read_handover

router = APIRouter(prefix="/api/v1", tags=["people 人员"])


@router.get("/units/{unit_id}/handover")
async def get_certificate(
    unit_id: str, platform: PlatformDep, caller: Reader, now: Now, as_of: date | None = None
) -> Certificate:
    """交接书: what the unit is charged with and has not finished, as the ledger stood at the end of a day."""
    return await certificate(platform.database, caller.actor, unit_id, as_of, now)


@router.get("/units/{unit_id}/handover.docx", response_class=Response)
async def get_document(
    unit_id: str, platform: PlatformDep, caller: Reader, now: Now, as_of: date | None = None
) -> Response:
    """交接证明: the certificate to sign: by both, and by discipline, organisation, finance and audit as witnesses."""
    shown = await certificate(platform.database, caller.actor, unit_id, as_of, now)
    name = content_disposition(f"{shown.unit.name}-交接书-{shown.as_of}.docx")
    # 8 MiB of libraries, needed now and then.
    from services.people import certificate as paper  # noqa: PLC0415

    made = await asyncio.to_thread(paper.write, shown)
    return Response(made, media_type=paper.DOCX, headers={"Content-Disposition": name})


@router.post("/units/{unit_id}:hand-over", status_code=201)
async def record_handover(
    unit_id: str, platform: PlatformDep, caller: CallerDep, now: Now, body: HandOver
) -> HandoverView:
    """登记交接: by the office or the unit's principal: both names and the certificate, never changed afterwards."""
    return await hand_over(platform.database, caller.actor, unit_id, body, now)


@router.get("/units/{unit_id}/handovers")
async def list_handovers(unit_id: str, platform: PlatformDep, caller: Reader) -> list[HandoverView]:
    """交接记录: handovers on record, oldest first, each chained to the one before by its hash."""
    demand(may_read_handover(caller.actor, unit_id))
    async with platform.database.read() as connection:
        return await of_unit(connection, unit_id)
