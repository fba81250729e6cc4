"""A database that can't be used is told in one line, without statements, values or passwords."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from services.migrating import migrate
from services.opening import opened
from services.ports import free_port
from services.running import database_ready
from services.settings import Settings, StartError
from tests.fixtures.servers import new_postgresql_database

SECRET = "geheim"


def settings(data: Path, url: str | None = None) -> Settings:
    return Settings(data=data, database_url=url, _env_file=None)


async def told(wanted: Settings) -> str:
    """What is said of a database that is asked for something."""
    with pytest.raises(StartError) as refused:
        async with opened(wanted) as database, database.read() as connection:
            await connection.execute(text(f"SELECT '{SECRET}' FROM nowhere"))
    said = str(refused.value)
    assert SECRET not in said
    assert "\n" not in said
    return said


async def test_nobody_listens(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://zhenggai:{SECRET}@127.0.0.1:{free_port()}/zhenggai"
    assert "ZHENGGAI_DATABASE_URL: Connect" in await told(settings(tmp_path, url))


async def test_no_such_host(tmp_path: Path) -> None:
    said = await told(settings(tmp_path, f"postgresql+asyncpg://zhenggai:{SECRET}@nowhere.invalid/zhenggai"))
    assert said.startswith("数据库不可用 / database ZHENGGAI_DATABASE_URL: ")


async def test_no_such_database(tmp_path: Path, postgresql_server: str) -> None:
    there = make_url(await new_postgresql_database(postgresql_server))
    url = there.set(database="nothing").render_as_string(hide_password=False)
    assert 'database "nothing" does not exist' in await told(settings(tmp_path, url))


async def test_no_such_table(tmp_path: Path, empty_database_url: str) -> None:
    assert "nowhere" in await told(settings(tmp_path, empty_database_url))


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    wanted.sqlite_file.write_bytes(b"no database, whatever its name says\n" * 200)
    assert f"{wanted.sqlite_file}: file is not a database" in await told(wanted)


async def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    wanted = settings(tmp_path / "nothing")
    assert f"{wanted.sqlite_file}: unable to open database file" in await told(wanted)


async def test_an_administrator_whose_token_cant_be_written_is_none(tmp_path: Path) -> None:
    """The start is refused; the next one that can write it makes the administrator."""
    wanted = settings(tmp_path)
    wanted.admin_token_file.mkdir()
    with pytest.raises(StartError, match=r"cannot write .*admin\.token"):
        async with database_ready(wanted):
            pass
    wanted.admin_token_file.rmdir()

    async with database_ready(wanted):
        pass

    assert wanted.admin_token_file.read_text().startswith("zgp_")


async def test_what_goes_well_is_not_disturbed(tmp_path: Path, empty_database_url: str) -> None:
    async with opened(settings(tmp_path, empty_database_url)) as database:
        await migrate(database)
        async with database.read() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM measures")) == 0
