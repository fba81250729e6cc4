"""Readiness names what is wrong: here a schema that is older than the release."""

import pytest
from sqlalchemy import text

from services.migrating import newest_schema
from tests.fixtures.platform import World

NONE = text("DELETE FROM alembic_version")
SET = text("INSERT INTO alembic_version (version_num) VALUES (:schema)")


async def database_part(world: World, schema: str | None) -> tuple[int, str]:
    """What `/readyz` says of a database whose schema has this number, or none."""
    database = world.platform.database
    async with database.write() as connection:
        await connection.execute(NONE)
        if schema:
            await connection.execute(SET, {"schema": schema})
    try:
        answer = await world.client(None).get("/readyz")
    finally:
        async with database.write() as connection:
            await connection.execute(NONE)
            await connection.execute(SET, {"schema": newest_schema()})
    return answer.status_code, answer.json()["parts"]["database"]


@pytest.mark.parametrize(("schema", "named"), [("0001", "0001"), (None, "0000")])
async def test_an_older_schema_is_not_ready(world: World, schema: str | None, named: str) -> None:
    """It is named, with the command that mends it."""
    status, told = await database_part(world, schema)

    assert status == 503
    assert named in told
    assert "zhenggai migrate" in told


async def test_a_newer_schema_takes_no_running_release_away(world: World) -> None:
    """While a new release is brought in beside the old one, the old one serves on."""
    assert await database_part(world, "9999") == (200, "ok")
