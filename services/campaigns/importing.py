"""A notice becomes a campaign of drafts: all of it in one transaction, or nothing."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.campaigns import append_campaign, campaign_setting
from activities.rows import columns_of, ledger_rows, units_of
from schemas.campaigns import CampaignImported, CampaignState
from schemas.commands import DraftMeasure
from schemas.measure import Actor, Assignment, Person
from schemas.notices import NoticeMeasure, NoticeProblem, NoticeRefused, ParsedNotice
from schemas.tables.campaigns import CAMPAIGNS, PROBLEMS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from services.database import Database
from services.errors import ProblemError
from services.notices.reconcile import reconcile
from services.organisation.lookup import Directory, load_directory
from services.packs.freezing import FrozenRules, freeze
from workflows.campaign_rules.evolution import evolve_campaign
from workflows.campaign_rules.moments import due_events
from workflows.canonical import GENESIS
from workflows.evolution.fold import evolve
from workflows.lifecycle import draft
from workflows.persons import person

Row = dict[str, Any]
# Lower-case letters and digits that can't be misread over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ROWS_AT_ONCE = 250


class Notice(NamedTuple):
    """What is to be imported. `title` None: the notice's first line. `pack` is the id of a rule pack."""

    name: str
    data: bytes
    title: str | None
    pack: str


class Prepared(NamedTuple):
    """All rows of an import, but for what its rules and its key add to the campaign's."""

    event: CampaignImported
    campaign: Row
    problems: list[Row]
    measures: list[Row]
    ledger: list[Row]
    units: list[Row]


async def import_notice(database: Database, actor: Actor, key: str, notice: Notice, now: datetime) -> str:
    """Parse and store a notice; the same key again gives the campaign it made.

    Args:
        database: where it goes.
        actor: who imports.
        key: the request's Idempotency-Key.
        notice: what is to be imported, and under which pack.
        now: moment of receipt.

    Returns:
        The campaign's id.

    Raises:
        ProblemError: `file.refused` with what was found and where, `pack.unknown`, `idempotency.reused`.
    """
    async with database.read() as connection:
        directory = await load_directory(connection)
    # Seconds of work for a large file: not on the loop that answers everybody else, and done before the
    # transaction, in which SQLite's other writers wait.
    prepared = await asyncio.to_thread(_prepare, actor, notice, directory, now)
    if isinstance(prepared, NoticeRefused):
        raise _unreadable(prepared)
    try:
        async with database.write() as connection:
            await _store(connection, prepared, key, await freeze(connection, notice.pack))
    except IntegrityError:
        return await _earlier(database, actor.id, key, prepared.event)
    return prepared.event.campaign_id


def _prepare(actor: Actor, notice: Notice, directory: Directory, now: datetime) -> Prepared | NoticeRefused:
    # A quarter of a second, and the memory of a process that never imports: here it has a thread of its own.
    from services.notices.parse import parse_notice  # noqa: PLC0415

    parsed = parse_notice(notice.name, notice.data)
    if isinstance(parsed, NoticeRefused):
        return parsed
    event = _imported(parsed, person(actor), notice, now)
    drafts = list(_drafts(event, parsed, actor, directory))
    return Prepared(
        event=event,
        campaign=_campaign(event, parsed),
        problems=[_problem(event.campaign_id, problem) for problem in parsed.problems],
        measures=[measure for measure, _, _ in drafts],
        ledger=[row for _, row, _ in drafts],
        units=[unit for _, _, named in drafts for unit in named],
    )


def _unreadable(refused: NoticeRefused) -> ProblemError:
    about = f"{refused.zh} {refused.en}"
    return ProblemError("file.refused", about, reason=refused.code, found=refused.found, where=refused.where)


def _imported(parsed: ParsedNotice, by: Person, notice: Notice, now: datetime) -> CampaignImported:
    return CampaignImported(
        at=now,
        by=by,
        campaign_id="c" + "".join(secrets.choice(ALPHABET) for _ in range(9)),
        title=(notice.title or parsed.text.lstrip().splitlines()[0])[:200],
        notice_name=parsed.filename,
        notice_sha256=hashlib.sha256(notice.data).hexdigest(),
        measures=sum(len(problem.measures) for problem in parsed.problems),
        reconciliation=reconcile(parsed),
        pack=notice.pack,
    )


async def _earlier(database: Database, actor_id: str, key: str, wanted: CampaignImported) -> str:
    mine = select(CAMPAIGNS).where(CAMPAIGNS.c.imported_by == actor_id, CAMPAIGNS.c.import_key == key)
    async with database.read() as connection:
        row = (await connection.execute(mine)).one()
    if (row.notice_sha256, row.title, row.pack) != (wanted.notice_sha256, wanted.title, wanted.pack):
        raise ProblemError("idempotency.reused")
    return str(row.id)


async def _store(connection: AsyncConnection, prepared: Prepared, key: str, rules: FrozenRules) -> None:
    event = prepared.event.model_copy(update=rules.of_event())
    first = ledger_rows(event.campaign_id, None, (0, GENESIS), [event], event.at)
    made = {"import_key": key, "hash": first[0]["hash"], **rules._asdict()}
    await _insert(connection, CAMPAIGNS, [prepared.campaign | made])
    await _insert(connection, PROBLEMS, prepared.problems)
    await _insert(connection, MEASURES, prepared.measures)
    await _insert(connection, LEDGER, first + prepared.ledger)
    await _insert(connection, MEASURE_UNITS, prepared.units)
    row = (await connection.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == event.campaign_id))).one()
    # A campaign created months late shows from its first moment which days are past. Nothing of it is claimed.
    snapshot = evolve_campaign(None, event)
    due = due_events(snapshot, campaign_setting(row), event.at, claimed=False)
    await connection.run_sync(append_campaign, row, snapshot, due, event.at)


async def _insert(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    """A part at a time: between two of them the loop answers others."""
    for part in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(insert(table), rows[part : part + ROWS_AT_ONCE])


def _campaign(event: CampaignImported, parsed: ParsedNotice) -> Row:
    return {
        "id": event.campaign_id,
        "title": event.title,
        "state": CampaignState.RECEIVED,
        "feedback_date": parsed.feedback_date,
        "notice_name": event.notice_name,
        "notice_sha256": event.notice_sha256,
        "notice_text": parsed.text,
        "parsed": parsed.model_dump_json(),
        "reconciliation": event.reconciliation.model_dump_json(),
        "imported_by": event.by.id,
        "seq": 1,
        "created_at": event.at,
    }


def _problem(campaign_id: str, problem: NoticeProblem) -> Row:
    return {
        "id": f"{campaign_id}-{problem.ordinal}",
        "campaign_id": campaign_id,
        "ordinal": problem.ordinal,
        "aspect": problem.aspect,
        "title": problem.title,
    }


def _drafts(
    event: CampaignImported, parsed: ParsedNotice, actor: Actor, directory: Directory
) -> Iterator[tuple[Row, Row, list[Row]]]:
    """For each measure its read-model row, its first ledger row, and the rows of its units."""
    ordinal = 0
    for problem in parsed.problems:
        for measure in problem.measures:
            ordinal += 1
            command = DraftMeasure(
                campaign_id=event.campaign_id,
                problem_id=f"{event.campaign_id}-{problem.ordinal}",
                number=measure.number,
                text=measure.text,
                assignment=assignment_of(problem, measure, directory),
            )
            drafted = draft(command, f"{event.campaign_id}-{measure.number}", actor, event.at)
            snapshot = evolve(None, drafted)
            row = ledger_rows(snapshot.id, None, (0, GENESIS), [drafted], event.at)[0]
            known = {"id": snapshot.id, **command.model_dump(include={"campaign_id", "problem_id", "number", "text"})}
            yield {**known, "ordinal": ordinal, **columns_of(snapshot, row["hash"])}, row, units_of(snapshot)


def assignment_of(problem: NoticeProblem, measure: NoticeMeasure, directory: Directory) -> Assignment:
    """Units that the layout names and the directory knows; all else is for the office to complete."""
    named = [directory.unit(name) for name in measure.lead_units or problem.lead_units]
    known = list(dict.fromkeys(unit for unit in named if unit and unit not in directory.ended))
    dates = [deadline.date for deadline in problem.due_deadlines if deadline.date]
    return Assignment(
        lead_unit=known[0] if known else None,
        joint_units=tuple(known[1:]),
        due=dates[0] if dates else None,
    )
