"""What a function of the hot path may use of a connection: SQLAlchemy's own has it, and so have the plain drivers."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Executable


class Result(Protocol):
    """What a statement gave. `rowcount` counts the rows it wrote; rows have their columns as attributes."""

    @property
    def rowcount(self) -> int: ...

    def all(self) -> Sequence[Any]: ...

    def one_or_none(self) -> Any: ...  # noqa: ANN401 - a database row

    def scalar_one_or_none(self) -> Any: ...  # noqa: ANN401 - a database value


class Connection(Protocol):
    """Runs statements inside a transaction that somebody else opens and ends."""

    def execute(self, statement: Executable, parameters: Any = None, /) -> Result: ...  # noqa: ANN401 - one row or many
