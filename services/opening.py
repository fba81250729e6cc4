"""The settings' database, opened for one command or one start: what is wrong with it is told in one line."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError

from services.database import AWAY, Database
from services.settings import Settings, StartError


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database until the block ends; a command has nothing to do without it.

    Raises:
        StartError: it can't be reached or used.
    """
    async with Database(settings.url) as database:
        with told(settings):
            yield database


@contextmanager
def told(settings: Settings) -> Iterator[None]:
    """Turn what a database that is away raises into one line."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read what is printed has gone; the database is well.
        raise
    except AWAY as error:
        where = settings.sqlite_file if settings.database_url is None else "ZHENGGAI_DATABASE_URL"
        raise StartError(f"数据库不可用 / database {where}: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    """What the driver or the system said, without the statement and its values."""
    root: BaseException = error
    while not isinstance(root, TimeoutError):
        below = root.orig if isinstance(root, DBAPIError) else root.__cause__
        if below is None:
            break
        root = below
    said = (root.strerror if isinstance(root, OSError) else None) or str(root)
    # A driver's further lines hold values.
    return said.partition("\n")[0] or type(root).__name__
