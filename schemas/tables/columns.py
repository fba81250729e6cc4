"""Column types that behave the same on SQLite and PostgreSQL, and the tables behind row classes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Table, TypeDecorator
from sqlmodel import SQLModel

ID = String(64)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone never reaches the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002, ANN401
        if isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return None


def table_of(row: type[SQLModel]) -> Table:
    """The SQLAlchemy table behind a row class, for statements that need no objects."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
