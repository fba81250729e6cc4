"""Evidence files of a measure: uploaded by its units, read by those who may see it, never deleted (S10)."""

import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import StreamingResponse
from sqlalchemy import insert, select

from schemas.api import EvidenceView
from schemas.evidence import EvidenceRefused, StoredEvidence
from schemas.measure import Role
from schemas.tables.record import EVIDENCE, MEASURE_UNITS, MEASURES
from services.auth import Caller
from services.database import Database
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.evidence.names import content_disposition
from services.evidence.references import must_see
from services.scope import visible

UPLOADERS = frozenset({Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.SUPPORT_LIAISON, Role.INTEGRATOR})
FILE_LIMIT = 50 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
CHUNK = 1024 * 1024
BYTES = {"schema": {"type": "string", "format": "binary"}}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file; its type is in Content-Type.", "content": {"*/*": BYTES}}
}
router = APIRouter(prefix="/api/v1", tags=["evidence 佐证材料"])


@router.post("/measures/{measure_id}/evidence", status_code=201, max_body_size=FILE_LIMIT + FORM_OVERHEAD)
async def upload_evidence(
    measure_id: str,
    platform: PlatformDep,
    caller: CallerDep,
    now: Now,
    file: Annotated[UploadFile, File(description="at most 50 MiB; type is checked against its content")],
) -> EvidenceView:
    """上传佐证: upload a file by one of the measure's units; name it in a report to make it evidence."""
    caller.require_scope("submit")
    unit = await _uploading_unit(platform.database, caller, measure_id)
    stored = await platform.evidence.put(_chunks(file), file.filename or "file", file.content_type)
    if isinstance(stored, EvidenceRefused):
        raise ProblemError("file.refused", f"{stored.zh} {stored.en}", reason=stored.code, found=stored.found)
    return await _record(platform.database, caller, (measure_id, unit), stored, now)


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk


async def _uploading_unit(database: Database, caller: Caller, measure_id: str) -> str:
    mine = {grant.unit_id for grant in caller.actor.grants if grant.role in UPLOADERS and grant.unit_id}
    await must_see(database, caller, measure_id)
    units = select(MEASURE_UNITS.c.unit_id).where(
        MEASURE_UNITS.c.measure_id == measure_id, MEASURE_UNITS.c.unit_id.in_(mine)
    )
    async with database.read() as connection:
        found = (await connection.scalars(units)).all()
    if not found:
        raise ProblemError("auth.role", ",".join(sorted(UPLOADERS)))
    return str(min(found))


async def _record(
    database: Database, caller: Caller, place: tuple[str, str], stored: StoredEvidence, now: datetime
) -> EvidenceView:
    row = {
        "id": uuid.uuid4().hex,
        "measure_id": place[0],
        "unit_id": place[1],
        **stored.model_dump(include={"sha256", "name", "media_type", "size"}),
        "uploaded_by": caller.actor.id,
        "uploaded_at": now,
    }
    async with database.write() as connection:
        await connection.execute(insert(EVIDENCE), row)
    return _view(row)


def _view(row: dict[str, Any]) -> EvidenceView:
    return EvidenceView.model_validate({name: row[name] for name in EvidenceView.model_fields})


@router.get("/measures/{measure_id}/evidence")
async def list_evidence(measure_id: str, platform: PlatformDep, caller: Reader) -> list[EvidenceView]:
    """佐证清单: files uploaded for a measure, oldest first, whether or not a report names them."""
    await must_see(platform.database, caller, measure_id)
    rows = await _rows(platform.database, caller, measure_id)
    return [_view(row) for row in rows]


@router.get(
    "/measures/{measure_id}/evidence/{evidence_id}/content", response_class=StreamingResponse, responses=CONTENT
)
async def download_evidence(
    measure_id: str, evidence_id: str, platform: PlatformDep, caller: Reader
) -> StreamingResponse:
    """下载佐证: the file as it was uploaded, always as an attachment."""
    rows = await _rows(platform.database, caller, measure_id)
    row = next((row for row in rows if row["id"] == evidence_id), None)
    if row is None:
        raise ProblemError("not_found", evidence_id)
    content = await platform.evidence.open(row["sha256"])
    if content is None:
        raise ProblemError("evidence.content_lost", evidence_id)
    headers = {
        "Content-Disposition": content_disposition(row["name"]),
        "Content-Length": str(row["size"]),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "ETag": f'"{row["sha256"]}"',
    }
    return StreamingResponse(content.chunks, media_type=row["media_type"], headers=headers)


async def _rows(database: Database, caller: Caller, measure_id: str) -> list[dict[str, Any]]:
    statement = (
        select(EVIDENCE)
        .join(MEASURES, MEASURES.c.id == EVIDENCE.c.measure_id)
        .where(EVIDENCE.c.measure_id == measure_id, visible(caller.actor))
        .order_by(EVIDENCE.c.uploaded_at, EVIDENCE.c.id)
    )
    async with database.read() as connection:
        return [dict(row) for row in (await connection.execute(statement)).mappings()]
