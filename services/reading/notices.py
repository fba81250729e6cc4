"""Letters in a caller's queue: those addressed to a role the caller holds, where it holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from schemas.clock import ReminderKind
from schemas.clock_api import NoticePage, NoticeView
from schemas.measure import Actor, Grant
from schemas.packs import Colour
from schemas.tables.notices import NOTICE_READS, NOTICES
from schemas.tables.record import MEASURES
from services.cursors import cursor_of, parts_of
from services.database import Database
from services.errors import ProblemError
from services.wording.clock import REMINDERS_ZH


def addressed_to(actor: Actor) -> ColumnElement[bool]:
    return or_(false(), *(_reaches(grant) for grant in actor.grants))


def _reaches(grant: Grant) -> ColumnElement[bool]:
    return and_(
        NOTICES.c.role == grant.role,
        or_(NOTICES.c.unit_id.is_(None), NOTICES.c.unit_id == grant.unit_id),
        or_(NOTICES.c.group_id.is_(None), NOTICES.c.group_id == grant.group_id),
        *([NOTICES.c.campaign_id == grant.campaign_id] if grant.campaign_id else []),
    )


def _mine(actor: Actor) -> Select[Any]:
    read = and_(NOTICE_READS.c.notice_id == NOTICES.c.id, NOTICE_READS.c.principal_id == actor.id)
    return (
        select(NOTICES, NOTICE_READS.c.read_at, MEASURES.c.number)
        .join(MEASURES, MEASURES.c.id == NOTICES.c.measure_id)
        .outerjoin(NOTICE_READS, read)
        .where(addressed_to(actor))
    )


async def notices(database: Database, actor: Actor, window: tuple[str | None, int], *, unread_only: bool) -> NoticePage:
    """`window` is the cursor and the number of rows."""
    cursor, limit = window
    wanted = _mine(actor).order_by(NOTICES.c.created_at.desc(), NOTICES.c.id.desc()).limit(limit + 1)
    unread = NOTICE_READS.c.read_at.is_(None)
    if unread_only:
        wanted = wanted.where(unread)
    if cursor:
        wanted = wanted.where(_before(*parts_of(cursor, datetime, str)))
    count = select(func.count()).select_from(_mine(actor).where(unread).subquery())
    async with database.read() as connection:
        rows = (await connection.execute(wanted)).all()
        waiting = await connection.scalar(count) or 0
    last = rows[limit - 1] if len(rows) > limit else None
    more = cursor_of(last.created_at, last.id) if last else None
    return NoticePage(items=tuple(_view(row) for row in rows[:limit]), unread=waiting, next=more)


async def mark_read(database: Database, actor: Actor, notice_id: str, now: datetime) -> None:
    """Read once is read; the first moment stays.

    Raises:
        ProblemError: no such letter, or addressed to others.
    """
    async with database.read() as connection:
        row = (await connection.execute(_mine(actor).where(NOTICES.c.id == notice_id))).one_or_none()
    if row is None:
        raise ProblemError("not_found", notice_id)
    if row.read_at is not None:
        return
    read = {"notice_id": notice_id, "principal_id": actor.id, "read_at": now}
    try:
        async with database.write() as connection:
            await connection.execute(insert(NOTICE_READS), read)
    except IntegrityError:
        # Two windows of one person: the other one was quicker.
        return


def _before(moment: datetime, notice_id: str) -> ColumnElement[bool]:
    same = and_(NOTICES.c.created_at == moment, NOTICES.c.id < notice_id)
    return or_(NOTICES.c.created_at < moment, same)


def _view(row: Any) -> NoticeView:  # noqa: ANN401 - a database row
    kind = ReminderKind(row.kind)
    return NoticeView(
        id=row.id,
        measure_id=row.measure_id,
        campaign_id=row.campaign_id,
        number=row.number,
        kind=kind,
        kind_zh=REMINDERS_ZH[kind],
        colour=Colour(row.colour),
        about=row.about,
        day=row.day,
        days=row.days,
        times=row.times,
        to_role=row.role,
        to_unit=row.unit_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )
