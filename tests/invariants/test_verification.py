"""`verify_ledger` names the first bad row, and what is wrong with it, on both databases."""

import pytest
from sqlalchemy import text

from services.database import Database
from services.ledger_checks import Flaw, Wrong
from services.verification import Extent, Verification, extent, verify_ledger
from tests.fixtures.platform import World
from tests.fixtures.stories import issued_campaign, to_signed_off
from tests.invariants.conftest import Story, Tamper, campaign_rows

CAMPAIGN = "(SELECT campaign_id FROM measures WHERE id = :done)"


async def test_a_sound_ledger_is_verified(world: World) -> None:
    """Streams and rows are counted, each stream is reported as it is found good, and there is no flaw."""
    campaign = await issued_campaign(world)
    await to_signed_off(world, f"{campaign}-1-1")
    heard: list[int] = []
    # Imported, confirmed, issued, and what the clock found due by today.
    own = await rows_of(world.platform.database, campaign)

    found = await verify_ledger(world.platform.database, heard.append)

    # Four measures and the campaign; drafted, amended and issued each, and eight steps of one.
    assert found == Verification(streams=5, rows=4 * 3 + 8 + own, flaw=None)
    assert heard == [1, 2, 3, 4, 5]
    assert await extent(world.platform.database) == Extent(streams=5, rows=20 + own)


async def rows_of(database: Database, stream: str) -> int:
    count = text("SELECT count(*) FROM ledger WHERE stream = :stream")
    async with database.read() as connection:
        return int(await connection.scalar(count, {"stream": stream}) or 0)


async def test_a_changed_row_is_named(world: World) -> None:
    """Whoever gets past the triggers is found out: the first bad row is named, not those behind it."""
    campaign = await issued_campaign(world)
    await to_signed_off(world, f"{campaign}-1-1")
    database = world.platform.database
    await drop_guards(database)
    forged = text("UPDATE ledger SET body = replace(body, 'water', 'housing') WHERE stream = :stream AND seq >= 4")
    async with database.write() as connection:
        await connection.execute(forged, {"stream": f"{campaign}-1-1"})

    flaw = (await verify_ledger(database)).flaw

    assert flaw is not None
    assert (flaw.stream, flaw.seq, flaw.wrong) == (f"{campaign}-1-1", 4, Wrong.HASH)


async def drop_guards(database: Database) -> None:
    names = ("ledger_no_update",) if database.is_sqlite else ("ledger_no_change ON ledger",)
    async with database.write() as connection:
        for name in names:
            await connection.execute(text(f"DROP TRIGGER {name}"))


BODY = "UPDATE ledger SET body = {0}, hash = sha(prev_hash || char(10) || {0}) WHERE stream = :done AND seq = 11"


@pytest.mark.parametrize(
    ("expected", "about", "statement"),
    [
        ((5, Wrong.GAP), "seq 6 ≠ 5", "DELETE FROM ledger WHERE stream = :done AND seq = 5"),
        ((11, Wrong.GAP), "head 11, last row 10", "DELETE FROM ledger WHERE stream = :done AND seq = 11"),
        ((1, Wrong.GAP), "head 11, last row 0", "DELETE FROM ledger WHERE stream = :done"),
        ((5, Wrong.CHAIN), "prev_hash", "UPDATE ledger SET prev_hash = hash WHERE stream = :done AND seq = 5"),
        ((5, Wrong.HASH), "hash", "UPDATE ledger SET hash = prev_hash WHERE stream = :done AND seq = 5"),
        ((4, Wrong.HASH), "hash", "UPDATE ledger SET body = body || ' ' WHERE stream = :done AND seq = 4"),
        ((11, Wrong.BODY), "body", BODY.format("(body || ' ')")),
        ((11, Wrong.BODY), "body", BODY.format("'[]'")),
        ((11, Wrong.BODY), "body", BODY.format("'nonsense'")),
        ((5, Wrong.COLUMNS), "event", "UPDATE ledger SET type = 'measure.issued' WHERE stream = :done AND seq = 5"),
        ((5, Wrong.COLUMNS), "submission", "UPDATE ledger SET submission_id = NULL WHERE stream = :done AND seq = 5"),
        ((11, Wrong.COLUMNS), "seq", BODY.format("replace(body, '\"seq\":11', '\"seq\":12')")),
        ((11, Wrong.HEAD), "head 10", "UPDATE measures SET seq = 10 WHERE id = :done"),
        ((11, Wrong.HEAD), "head 11 abc", "UPDATE measures SET hash = 'abc' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "state", "UPDATE measures SET state = 'verifying' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "due", "UPDATE measures SET due = '2030-01-01' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "text", "UPDATE measures SET text = '已改' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "number", "UPDATE measures SET number = '9-9' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "open_reports", "UPDATE measures SET open_reports = 3 WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "snapshot", "UPDATE measures SET snapshot = '{}' WHERE id = :done"),
        ((11, Wrong.READ_MODEL), "units", "UPDATE measure_units SET relation = 'joint' WHERE measure_id = :done"),
    ],
)
async def test_each_flaw_of_a_measure_is_told_apart(
    story: Story, tampered: Tamper, expected: tuple[int, Wrong], about: str, statement: str
) -> None:
    """What is wrong is named with its row: a gap, a broken chain, a changed body, a stale read model."""
    flaw = await flaw_of(tampered(statement))

    assert flaw is not None
    assert (flaw.stream, flaw.seq, flaw.wrong) == (story.done, *expected)
    assert about in flaw.about


@pytest.mark.parametrize(
    ("wrong", "about", "statement"),
    [
        (Wrong.READ_MODEL, "state", f"UPDATE campaigns SET state = 'planning' WHERE id = {CAMPAIGN}"),
        (Wrong.READ_MODEL, "confirmed_by", f"UPDATE campaigns SET confirmed_by = NULL WHERE id = {CAMPAIGN}"),
        (Wrong.READ_MODEL, "notice_sha256", f"UPDATE campaigns SET notice_sha256 = '0' WHERE id = {CAMPAIGN}"),
        (Wrong.HEAD, "head 2", f"UPDATE campaigns SET seq = 2 WHERE id = {CAMPAIGN}"),
        (Wrong.HEAD, "measures, campaigns", f"DELETE FROM campaigns WHERE id = {CAMPAIGN}"),
    ],
)
async def test_each_flaw_of_a_campaign_is_told_apart(
    story: Story, tampered: Tamper, wrong: Wrong, about: str, statement: str
) -> None:
    """A campaign's row is held against its own stream in the same way."""
    campaign = story.done.removesuffix("-1-1")
    directory = tampered(statement)
    flaw = await flaw_of(directory)

    assert flaw is not None
    assert (flaw.stream, flaw.seq, flaw.wrong) == (campaign, campaign_rows(directory, story.done), wrong)
    assert about in flaw.about


async def flaw_of(directory: object) -> Flaw | None:
    database = Database(f"sqlite+aiosqlite:///{directory}/zhenggai.db")
    try:
        return (await verify_ledger(database)).flaw
    finally:
        await database.close()
