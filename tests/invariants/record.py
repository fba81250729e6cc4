"""What the checker knows: the answers a test got over HTTP, and the record as the database has it."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import text

from services.database import Database

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Answered:
    """One answer to a command: what the caller was told of its submission."""

    submission_id: str
    status_code: int
    seq: int | None
    hash: str | None


@dataclass
class AnswerLog:
    """Collects the answers to commands; other answers hold no submission and are passed over."""

    answers: list[Answered] = field(default_factory=list)

    def note(self, response: httpx.Response) -> httpx.Response:
        told = response.json() if "json" in response.headers.get("content-type", "") else {}
        if isinstance(told, dict) and "submission_id" in told:
            own = told if response.is_success else {}
            self.answers.append(Answered(told["submission_id"], response.status_code, own.get("seq"), own.get("hash")))
        return response


@dataclass(frozen=True)
class Row:
    stream: str
    seq: int
    type: str
    submission_id: str | None
    body: str
    prev_hash: str
    hash: str

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)["event"]
        return event


@dataclass(frozen=True)
class Submission:
    status: str
    outcome: dict[str, Any] | None


@dataclass(frozen=True)
class Measure:
    seq: int
    hash: str
    state: str


@dataclass(frozen=True)
class Record:
    """All of it, in memory: tests are small."""

    rows: tuple[Row, ...]
    submissions: dict[str, Submission]
    measures: dict[str, Measure]

    def streams(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.stream, []).append(row)
        return found

    def rows_of(self, submission_id: str) -> list[Row]:
        return [row for row in self.rows if row.submission_id == submission_id]


async def read_record(database: Database) -> Record:
    """Read by plain SQL, so that a mistake in the product's statements can't hide one in its rows."""
    async with database.read() as connection:
        ledger = await connection.execute(
            text("SELECT stream, seq, type, submission_id, body, prev_hash, hash FROM ledger ORDER BY stream, seq")
        )
        inbox = await connection.execute(text("SELECT id, status, outcome FROM submissions"))
        measures = await connection.execute(text("SELECT id, seq, hash, state FROM measures"))
    return Record(
        rows=tuple(Row(*row) for row in ledger),
        submissions={row.id: Submission(row.status, json.loads(row.outcome) if row.outcome else None) for row in inbox},
        measures={row.id: Measure(row.seq, row.hash, row.state) for row in measures},
    )


async def settled(database: Database, seconds: float) -> None:
    """Wait until the inbox has nothing unanswered; at the deadline the checker says what is left."""
    waiting = text("SELECT count(*) FROM submissions WHERE status = 'received'")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        async with database.read() as connection:
            if not await connection.scalar(waiting):
                return
        await asyncio.sleep(POLL_SECONDS)
