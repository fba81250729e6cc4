"""`POST /measures:batch`: every command of a measure in bulk, a result per row."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError

from schemas.batch import Batch, BatchResult, BatchRow, BatchRowResult
from schemas.calendar_commands import AdoptCalendar
from schemas.commands import AmendPlan, Command, IssueMeasure
from schemas.ledger import SubmissionStatus as Status
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.order_commands import Refer
from schemas.refusals import Refused
from schemas.substitute_commands import NameSubstitute
from schemas.succession_commands import SucceedUnitHere
from services.auth import Caller
from services.bulk import hand_in_all, row_key
from services.dependencies import CallerDep, Now, Platform, PlatformDep
from services.errors import ProblemError
from services.inbox import Answer, Ask
from services.preconditions import KeyDep
from services.preparing import prepare
from workflows.canonical import canonical

router = APIRouter(prefix="/api/v1", tags=["batch 批量办理"])
COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
COMMAND_BYTES = 64 * 1024
BATCH_BYTES = 4 * 1024 * 1024
# A plan goes out as a whole, after its reconciliation, a calendar is a campaign's and a succession a unit's: their own
# routes see to that. And what a command says of the directory, of a referral's record or of the texts to be replaced,
# only their own routes may say.
HAS_ITS_OWN_ROUTE = (
    AmendPlan,
    IssueMeasure,
    AdoptCalendar,
    SucceedUnitHere,
    NameSubstitute,
    Refer,
    SplitMeasure,
    MergeMeasures,
)


@router.post("/measures:batch", max_body_size=BATCH_BYTES)
async def batch(platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep, body: Batch) -> BatchResult:
    """批量办理: up to 500 commands, each judged and recorded like a single one; the same key again repeats none."""
    caller.require_scope("submit")
    named = Counter(row.measure_id for row in body.rows)
    door = _Door(platform, caller, now)
    prepared = [
        ProblemError("batch.duplicate", row.measure_id) if named[row.measure_id] > 1 else await door.prepare(row)
        for row in body.rows
    ]
    asks = [
        Ask(row.measure_id, row_key(key, row.measure_id), made, row.expected_seq)
        for row, made in zip(body.rows, prepared, strict=True)
        if not isinstance(made, ProblemError)
    ]
    answers = iter(await hand_in_all(platform.inbox, caller, asks, now))
    rows = [
        _result(row, made if isinstance(made, ProblemError) else next(answers))
        for row, made in zip(body.rows, prepared, strict=True)
    ]
    return _summary(rows)


@dataclass(frozen=True)
class _Door:
    """Reads one row after the other into the command that the gate is asked."""

    platform: Platform
    caller: Caller
    now: datetime

    async def prepare(self, row: BatchRow) -> Command | ProblemError:
        """The row's command, or what is wrong with the row itself."""
        if len(canonical(row.command).encode()) > COMMAND_BYTES:
            return ProblemError("request.too_large", row.measure_id)
        try:
            command = COMMAND.validate_python(row.command, strict=False)
            if isinstance(command, HAS_ITS_OWN_ROUTE):
                return ProblemError("batch.not_here", command.type)
            return await prepare(self.platform.database, self.caller, row.measure_id, command, self.now)
        except ValidationError as error:
            return ProblemError("request.invalid", _first(error))
        except ProblemError as problem:
            return problem


def _first(error: ValidationError) -> str:
    wrong = error.errors()[0]
    return ".".join(str(step) for step in wrong["loc"]) + ": " + wrong["msg"]


def _result(row: BatchRow, answer: Answer | ProblemError) -> BatchRowResult:
    nothing = dict.fromkeys(("status", "submission_id", "seq", "state", "problem", "rule", "about"))
    if isinstance(answer, ProblemError):
        said = {"problem": answer.code, "about": answer.about or None}
        return BatchRowResult.model_validate({**nothing, **said, "measure_id": row.measure_id, "ok": False})
    return BatchRowResult.model_validate(
        {
            **nothing,
            "measure_id": row.measure_id,
            # Kept in the inbox counts as done: it will be settled without anybody asking again.
            "ok": answer.status in {Status.APPLIED, Status.RECEIVED},
            "status": answer.status,
            "submission_id": answer.submission_id,
            **_outcome(answer),
        }
    )


def _outcome(answer: Answer) -> dict[str, object]:
    found = answer.outcome
    if isinstance(found, Refused):
        return {"seq": found.seq, "state": found.state, "problem": found.code, "rule": found.rule, "about": found.about}
    return {"seq": found.seq, "state": found.state} if found else {}


def _summary(rows: list[BatchRowResult]) -> BatchResult:
    counted = Counter(row.status if row.ok else None for row in rows)
    return BatchResult(
        applied=counted[Status.APPLIED], kept=counted[Status.RECEIVED], refused=counted[None], rows=tuple(rows)
    )
