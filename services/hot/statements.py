"""SQLAlchemy's statements on a plain driver: compiled once, then only values go in and rows come out.

A statement is told apart by its identity: keep it in a module's constant or a cache. It is the same
object that SQLAlchemy would run, so there is one definition of the SQL and of each column's type.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Dialect, Executable, Select

Values = Mapping[str, Any]


class Prepared:
    """SQL for one dialect, what to pass for each of its places, how to read its rows."""

    def __init__(self, statement: Any, names: tuple[str, ...], dialect: Dialect) -> None:  # noqa: ANN401 - any DML or SELECT
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql: str = compiled.string
        if compiled.post_compile_params:
            raise ValueError(f"IN lists have no fixed text: {self.sql}")
        self._places = [_Place(compiled.binds[name], dialect) for name in compiled.positiontup]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.returns_rows = bool(columns)
        self._row = _row_type(tuple(str(column.key) for column in columns))
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._readers = [(number, reader) for number, reader in enumerate(readers) if reader]

    def arguments(self, values: Values) -> list[Any]:
        return [place.of(values) for place in self._places]

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        if not self._readers:
            return [self._row._make(row) for row in found]
        return [self._read(list(row)) for row in found]

    def _read(self, row: list[Any]) -> Any:  # noqa: ANN401 - a database row
        for number, reader in self._readers:
            row[number] = reader(row[number])
        return self._row._make(row)


def _row_type(names: tuple[str, ...]) -> Any:  # noqa: ANN401 - a type whose fields only the statement knows
    return namedtuple("Row", names)  # noqa: PYI024 - its names are data


class _Place:
    """One value of a statement: given by name, or fixed when the statement was made."""

    def __init__(self, bind: BindParameter[Any], dialect: Dialect) -> None:
        self._name = bind.key
        self._fixed = bind.effective_value
        self._required = bind.required
        self._writer = bind.type.dialect_impl(dialect).bind_processor(dialect)

    def of(self, values: Values) -> Any:  # noqa: ANN401 - a database value
        value = values[self._name] if self._required else values.get(self._name, self._fixed)
        return self._writer(value) if self._writer else value


@lru_cache(maxsize=1024)
def prepare(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> Prepared:
    return Prepared(statement, names, dialect)


@dataclass(frozen=True, slots=True)
class Found:
    """`activities.connection.Result` of a plain driver."""

    rows: list[Any]
    rowcount: int

    def all(self) -> Sequence[Any]:
        return self.rows

    def one_or_none(self) -> Any:  # noqa: ANN401 - a database row
        if len(self.rows) > 1:
            raise ValueError("more than one row")
        return self.rows[0] if self.rows else None

    def scalar_one_or_none(self) -> Any:  # noqa: ANN401 - a database value
        row = self.one_or_none()
        return None if row is None else row[0]
