"""One checker of the invariants I1-I6, over a database, the answers a test collected, and the workflows.

I1 each 2xx is in the ledger exactly once; I2 each 202 ends applied or refused; I3 sequence without gap
and hashes chain; I4 the read model equals the fold; I5 workflow equals ledger head; I6 only legal steps.
It recomputes chain and steps by itself: what it shares with the product it could not find wrong.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from services.database import Database
from services.verification import verify_ledger
from tests.invariants.record import Answered, AnswerLog, Record, Row, read_record, settled

STARTS = "0" * 64
IN_PROGRESS = "in_progress"
# From which state an event may happen, and the state it leads to. Two events also say so themselves.
UNDER_REVIEW = {"closure_requested", "verifying", "awaiting_sign_off"}
LEGAL: dict[tuple[str | None, str], str] = {
    (None, "drafted"): "draft",
    ("draft", "plan_amended"): "draft",
    ("draft", "issued"): "issued",
    ("issued", "claimed"): "issued",
    (IN_PROGRESS, "report_submitted"): IN_PROGRESS,
    (IN_PROGRESS, "report_countersigned"): IN_PROGRESS,
    (IN_PROGRESS, "report_accepted"): IN_PROGRESS,
    (IN_PROGRESS, "report_returned"): IN_PROGRESS,
    (IN_PROGRESS, "closure_signed"): IN_PROGRESS,
    (IN_PROGRESS, "closure_requested"): "closure_requested",
    ("closure_requested", "closure_withdrawn"): IN_PROGRESS,
    ("closure_requested", "gate_passed"): "verifying",
    ("closure_requested", "gate_returned"): IN_PROGRESS,
    ("verifying", "verification_passed"): "awaiting_sign_off",
    ("verifying", "verification_failed"): IN_PROGRESS,
    ("awaiting_sign_off", "signed_off"): "signed_off",
    ("awaiting_sign_off", "sign_off_refused"): IN_PROGRESS,
    (IN_PROGRESS, "evidence_withdrawn"): IN_PROGRESS,
    ("closure_requested", "evidence_withdrawn"): "closure_requested",
    ("verifying", "evidence_withdrawn"): "verifying",
    ("awaiting_sign_off", "evidence_withdrawn"): "awaiting_sign_off",
    ("signed_off", "evidence_withdrawn"): "signed_off",
    ("issued", "split"): "superseded",
    (IN_PROGRESS, "split"): "superseded",
    ("issued", "merged"): "superseded",
    (IN_PROGRESS, "merged"): "superseded",
}


async def violations(
    database: Database, log: AnswerLog, temporal: Client | None = None, *, patience: float = 30.0
) -> list[str]:
    """Every breach found, each with the name of its invariant. Without `temporal` I5 is not looked at."""
    await settled(database, patience)
    record = await read_record(database)
    found = [*_exactly_once(record, log), *_settled(record, log), *_chains(record), *_legal(record)]
    verification = await verify_ledger(database)
    if verification.flaw:
        found.append(f"I4 {verification.flaw}")
    if temporal:
        found += await _workflows(record, temporal)
    return found


async def assert_invariants(database: Database, log: AnswerLog, temporal: Client | None = None) -> Record:
    """Fail with every breach; else the record, for what a test wants to look at besides."""
    found = await violations(database, log, temporal)
    assert not found, "\n".join(found)
    return await read_record(database)


def _exactly_once(record: Record, log: AnswerLog) -> Iterator[str]:
    for submission, times in Counter(row.submission_id for row in record.rows if row.submission_id).items():
        if times > 1:
            yield f"I1 submission {submission} is in the ledger {times} times"
    for answered in log.answers:
        if answered.status_code in (200, 201):
            yield from _in_ledger(record, answered)
    for submission, kept in record.submissions.items():
        applied = kept.status == "applied"
        if applied != bool(record.rows_of(submission)):
            yield f"I1 submission {submission} is {kept.status} with {len(record.rows_of(submission))} rows"


def _in_ledger(record: Record, answered: Answered) -> Iterator[str]:
    places = [(row.seq, row.hash) for row in record.rows_of(answered.submission_id)]
    if places != [(answered.seq, answered.hash)]:
        yield f"I1 {answered.submission_id} was told seq {answered.seq}, the ledger has it at {places}"
    kept = record.submissions.get(answered.submission_id)
    outcome = (kept.outcome if kept else None) or {}
    if (outcome.get("seq"), outcome.get("hash")) != (answered.seq, answered.hash):
        yield f"I1 {answered.submission_id} was told seq {answered.seq}, the inbox says {outcome}"


def _settled(record: Record, log: AnswerLog) -> Iterator[str]:
    for submission, kept in record.submissions.items():
        if kept.status not in ("applied", "refused"):
            yield f"I2 submission {submission} is still {kept.status}"
    for answered in log.answers:
        if answered.submission_id not in record.submissions:
            yield f"I2 submission {answered.submission_id} was answered {answered.status_code} and is gone"


def _chains(record: Record) -> Iterator[str]:
    for stream, rows in record.streams().items():
        previous = STARTS
        for expected, row in enumerate(rows, start=1):
            if row.seq != expected:
                yield f"I3 {stream} has {row.seq} where {expected} belongs"
            digest = hashlib.sha256(f"{previous}\n{_canonical(row)}".encode()).hexdigest()
            if (row.prev_hash, row.hash) != (previous, digest):
                yield f"I3 {stream} #{row.seq} does not chain"
            previous = row.hash
        head = record.measures.get(stream)
        if head and (head.seq, head.hash) != (rows[-1].seq, rows[-1].hash):
            yield f"I3 {stream} ends at {rows[-1].seq}, the read model says {head.seq}"
    for measure in record.measures.keys() - record.streams().keys():
        yield f"I3 {measure} has no ledger"


def _canonical(row: Row) -> str:
    said = {"stream": row.stream, "seq": row.seq, "submission": row.submission_id, "event": row.event}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _legal(record: Record) -> Iterator[str]:
    for measure, rows in record.streams().items():
        if measure not in record.measures:
            continue
        state: str | None = None
        for row in rows:
            after = _step(state, row.event)
            if after is None or row.type != row.event["type"]:
                yield f"I6 {measure} #{row.seq}: {row.type} in state {state}"
                break
            state = after
        else:
            if state != record.measures[measure].state:
                yield f"I6 {measure} is {state} by its ledger, {record.measures[measure].state} by the read model"


def _step(state: str | None, event: dict[str, Any]) -> str | None:
    after = LEGAL.get((state, event["type"].removeprefix("measure.")))
    if event.get("sends_back"):
        return IN_PROGRESS if after in UNDER_REVIEW else None
    claimed_by_all = after == "issued" and event.get("complete")
    return IN_PROGRESS if claimed_by_all else after


async def _workflows(record: Record, temporal: Client) -> list[str]:
    gate = asyncio.Semaphore(8)

    async def one(measure: str) -> str | None:
        async with gate:
            return await _workflow(record, temporal, measure)

    begun = [measure for measure, head in record.measures.items() if head.state != "draft"]
    return [breach for breach in await asyncio.gather(*(one(measure) for measure in begun)) if breach]


async def _workflow(record: Record, temporal: Client, measure: str) -> str | None:
    head = record.measures[measure]
    handle = temporal.get_workflow_handle(f"measure-{measure}")
    try:
        status = (await handle.describe()).status
        held: dict[str, Any] = await handle.query("head")
    except RPCError as error:
        return f"I5 {measure} has no workflow to ask: {error.status.name}"
    if status is not WorkflowExecutionStatus.RUNNING:
        return f"I5 {measure} has no running workflow: {status}"
    seq = (held["snapshot"] or {}).get("seq")
    if (seq, held["hash"]) != (head.seq, head.hash):
        return f"I5 {measure}: the workflow holds {seq}, the ledger {head.seq}"
    return None
