"""`POST /measures:batch`: every command of a measure in bulk, a result per row."""

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import ValidationError

from schemas.batch import Batch, BatchResult, BatchRow, BatchRowResult
from schemas.calendar_commands import AdoptCalendar
from schemas.commands import AmendPlan, Command, IssueMeasure
from schemas.ledger import SubmissionStatus as Status
from schemas.offspring_commands import MergeBody
from schemas.refusals import Refused
from schemas.succession_commands import SucceedUnitHere
from services.asked import Asked
from services.bulk import hand_in_all, row_key
from services.dependencies import CallerDep, Now, PlatformDep
from services.errors import ProblemError
from services.inbox import Answer, Ask
from services.preconditions import KeyDep
from services.preparing import Body, prepare, read, take_back
from services.wording.fields import in_both_languages
from workflows.canonical import canonical

router = APIRouter(prefix="/api/v1", tags=["batch 批量办理"])
COMMAND_BYTES = 64 * 1024
BATCH_BYTES = 4 * 1024 * 1024
ABOUT_CHARACTERS = 2000
# A plan goes out as a whole, after its reconciliation, a calendar is a campaign's and a succession a unit's: they are
# done in bulk already, by routes of their own.
HAS_ITS_OWN_ROUTE = (AmendPlan, IssueMeasure, AdoptCalendar, SucceedUnitHere)


@router.post("/measures:batch", max_body_size=BATCH_BYTES)
async def batch(platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep, body: Batch) -> BatchResult:
    """批量办理: up to 500 commands, each judged and recorded like a single one; the same key again repeats none."""
    caller.require_scope("submit")
    rows = [
        _Row(row, Asked(platform.database, caller, row.measure_id, row_key(key, row.measure_id), now), _said(row))
        for row in body.rows
    ]
    named = Counter(one for row in rows for one in row.measures)
    made = [await row.prepare(named) for row in rows]
    asks = [row.ask(one) for row, one in zip(rows, made, strict=True) if not isinstance(one, ProblemError)]
    answers = iter(await hand_in_all(platform.inbox, caller, asks, now))
    results = []
    for row, one in zip(rows, made, strict=True):
        answer = one if isinstance(one, ProblemError) else next(answers)
        results.append(_result(row.given, answer))
        # What the database did not say may have got in all the same.
        if not (isinstance(one, ProblemError) or results[-1].ok or results[-1].problem == "unavailable"):
            await take_back(row.asked, one)
    return _summary(results)


def _said(row: BatchRow) -> Command | Body | ProblemError:
    """What the row says, or what is wrong with the row itself."""
    if len(canonical(row.command).encode()) > COMMAND_BYTES:
        return ProblemError("request.too_large", row.measure_id)
    try:
        said = read(row.command)
    except ValidationError as error:
        return ProblemError("request.invalid", _first(error))
    return ProblemError("batch.not_here", said.type) if isinstance(said, HAS_ITS_OWN_ROUTE) else said


@dataclass(frozen=True)
class _Row:
    """A row as it was given, and how far it has come."""

    given: BatchRow
    asked: Asked
    said: Command | Body | ProblemError

    @property
    def measures(self) -> set[str]:
        """Every measure that the row would change."""
        return {self.given.measure_id, *(self.said.parents if isinstance(self.said, MergeBody) else ())}

    async def prepare(self, named: Counter[str]) -> Command | ProblemError:
        twice = sorted(one for one in self.measures if named[one] > 1)
        if twice:
            return ProblemError("batch.duplicate", twice[0])
        if isinstance(self.said, ProblemError):
            return self.said
        try:
            return await prepare(self.asked, self.said)
        except ProblemError as problem:
            return problem

    def ask(self, command: Command) -> Ask:
        return Ask(self.given.measure_id, self.asked.key, command, self.given.expected_seq)


def _first(error: ValidationError) -> str:
    wrong = error.errors()[0]
    said = ".".join(str(step) for step in wrong["loc"]) + ": " + in_both_languages(wrong)
    # A wrong word is repeated in it, and a word may be as long as a body.
    return said if len(said) <= ABOUT_CHARACTERS else said[:ABOUT_CHARACTERS] + "…"


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
