"""The ledger as an Excel file: out in the columns an office uses, and edited ones back in."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile
from sqlalchemy import select

from schemas.campaigns import PlanRow, SheetResult
from schemas.ledger_sheet import AssignmentNames, LedgerSheetRow, Light, SheetEntry, SheetProblem, SheetRefused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER, MEASURES
from services.auth import Caller
from services.campaigns.planning import change_plan
from services.campaigns.stream import find
from services.database import Database
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.evidence.names import content_disposition
from services.ledger_sheet.read import read_ledger, read_only_edits
from services.reading.names import Names, load_names
from services.reads import measures
from workflows.flags import light
from workflows.periods import china_day

SHEET_LIMIT = 10 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET: dict[int | str, dict[str, Any]] = {
    200: {"description": "The Excel file.", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
router = APIRouter(prefix="/api/v1", tags=["campaigns 整改工作"])


@router.get("/campaigns/{campaign_id}/ledger.xlsx", response_class=Response, responses=SHEET)
async def export_sheet(campaign_id: str, platform: PlatformDep, caller: Reader, now: Now) -> Response:
    """台账: the measures you may see, with their lights as of today; edit and import it again."""
    async with platform.database.read() as connection:
        campaign = await find(connection, campaign_id, caller.actor)
    rows = await _rows(platform.database, caller, campaign_id, now)
    headers = {"Content-Disposition": content_disposition(f"{campaign.title}-台账.xlsx")}
    # 3 MiB of libraries, needed now and then.
    from services.ledger_sheet.write import write_ledger  # noqa: PLC0415

    made = await asyncio.to_thread(write_ledger, campaign.title, rows)
    return Response(made, media_type=XLSX, headers=headers)


@router.post("/campaigns/{campaign_id}/ledger:import", max_body_size=SHEET_LIMIT + FORM_OVERHEAD)
async def import_sheet(
    campaign_id: str,
    platform: PlatformDep,
    caller: CallerDep,
    now: Now,
    file: Annotated[UploadFile, File(description="an .xlsx ledger; columns are found by their headers")],
) -> SheetResult:
    """台账表导入: complete the plan of drafts from a sheet: only plan columns are applied, a result per row."""
    async with platform.database.read() as connection:
        await find(connection, campaign_id, caller.actor)
    written = {row.number: row for row in await _rows(platform.database, caller, campaign_id, now)}
    sheet = await asyncio.to_thread(read_ledger, await file.read(SHEET_LIMIT + 1), tuple(written))
    if isinstance(sheet, SheetRefused):
        raise ProblemError(
            "file.refused", f"{sheet.zh} {sheet.en}", reason=sheet.code, found=sheet.found, where=sheet.where
        )
    entries = [entry for entry in sheet.entries if entry.row not in sheet.blocked_rows]
    edits = [
        edit for entry in entries if entry.number in written for edit in read_only_edits(entry, written[entry.number])
    ]
    plans = tuple(_plan(entry) for entry in entries)
    result = await change_plan(platform.database, caller.actor, campaign_id, plans, now)
    return SheetResult(**result.model_dump(), sheet_problems=_shown([*sheet.problems, *edits]))


def _shown(problems: list[SheetProblem]) -> tuple[dict[str, Any], ...]:
    return tuple(problem.model_dump(mode="json") for problem in problems)


def _plan(entry: SheetEntry) -> PlanRow:
    said = entry.assignment.model_dump(include=entry.assignment.model_fields_set)
    return PlanRow.model_validate({"number": entry.number, **said})


async def _rows(database: Database, caller: Caller, campaign_id: str, now: datetime) -> list[LedgerSheetRow]:
    names = await load_names(database)
    async with database.read() as connection:
        rows = (await connection.execute(measures(caller.actor).where(MEASURES.c.campaign_id == campaign_id))).all()
        reported = select(LEDGER.c.stream, LEDGER.c.seq, LEDGER.c.body).where(
            LEDGER.c.type == "measure.report_submitted", LEDGER.c.stream.in_([row.id for row in rows])
        )
        bodies = {(row.stream, row.seq): row.body for row in (await connection.execute(reported)).all()}
    return [_row(row, names, bodies, now) for row in rows]


def _row(row: Any, names: Names, bodies: dict[tuple[str, int], str], now: datetime) -> LedgerSheetRow:  # noqa: ANN401
    snapshot = MeasureSnapshot.model_validate_json(row.snapshot)
    latest = snapshot.reports[-1] if snapshot.reports else None
    return LedgerSheetRow(
        number=row.number,
        problem=row.problem_title,
        text=row.text,
        assignment=_named(snapshot, names),
        progress=json.loads(bodies[row.id, latest.seq])["event"]["text"] if latest else "",
        state=snapshot.state,
        light=Light(light(snapshot, china_day(now))),
    )


def _named(snapshot: MeasureSnapshot, names: Names) -> AssignmentNames:
    given = snapshot.assignment
    lead, group = names.unit_or_none(given.lead_unit), names.group(given.special_group)
    return AssignmentNames(
        lead_unit=lead.name if lead else None,
        joint_units=tuple(names.unit(unit).name for unit in given.joint_units),
        support_units=tuple(names.unit(unit).name for unit in given.support_units),
        leader=given.leader,
        due=snapshot.due,
        category=given.category,
        special_group=group.name if group else None,
    )
