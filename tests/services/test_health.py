"""Readiness names what is wrong: here a schema that is older than the release."""

from sqlalchemy import text

from services.migrating import newest_schema
from tests.fixtures.platform import World

SET = text("UPDATE alembic_version SET version_num = :schema")


async def database_part(world: World, schema: str) -> tuple[int, str]:
    """What `/readyz` says of a database whose schema has this number."""
    database = world.platform.database
    async with database.write() as connection:
        await connection.execute(SET, {"schema": schema})
    try:
        answer = await world.client(None).get("/readyz")
    finally:
        async with database.write() as connection:
            await connection.execute(SET, {"schema": newest_schema()})
    return answer.status_code, answer.json()["parts"]["database"]


async def test_an_older_schema_is_not_ready(world: World) -> None:
    """It is named, with the command that mends it."""
    status, told = await database_part(world, "0001")

    assert status == 503
    assert "0001" in told
    assert "zhenggai migrate" in told


async def test_a_newer_schema_takes_no_running_release_away(world: World) -> None:
    """While a new release is brought in beside the old one, the old one serves on."""
    assert await database_part(world, "9999") == (200, "ok")
