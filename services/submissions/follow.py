"""Following a submission: its sender sees it, and nobody else."""

from sqlalchemy import select

from schemas.api import SubmissionView
from schemas.ledger import Applied
from schemas.refusals import Refused
from schemas.tables.record import SUBMISSIONS
from services.auth import Caller
from services.database import Database
from services.errors import ProblemError
from services.inbox import answer_of


async def follow(database: Database, caller: Caller, submission_id: str) -> SubmissionView:
    mine = select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id, SUBMISSIONS.c.principal_id == caller.actor.id)
    async with database.read() as connection:
        row = (await connection.execute(mine)).one_or_none()
    if row is None:
        raise ProblemError("not_found", submission_id)
    outcome = answer_of(row).outcome
    applied = outcome if isinstance(outcome, Applied) else None
    return SubmissionView(
        submission_id=row.id,
        measure_id=row.measure_id,
        command=row.command,
        status=row.status,
        received_at=row.received_at,
        attempts=row.attempts,
        seq=applied.seq if applied else None,
        hash=applied.hash if applied else None,
        state=applied.state if applied else None,
        refused=outcome.model_dump(mode="json") if isinstance(outcome, Refused) else None,
    )
