"""Many commands in one request: each row is a command of its own, with a result of its own."""

from typing import Any

from pydantic import Field

from schemas.measure import Frozen, MeasureState


class BatchRow(Frozen):
    """A command for one measure, as its own route takes it, plus `type`. `expected_seq` is that route's `If-Match`."""

    measure_id: str = Field(max_length=64)
    command: dict[str, Any]
    expected_seq: int | None = Field(default=None, ge=0)


class Batch(Frozen):
    """Up to 500 rows. Each is tried whatever became of the others; no measure may stand twice."""

    rows: tuple[BatchRow, ...] = Field(
        min_length=1,
        max_length=500,
        examples=[[{"measure_id": "c8k2m4x7qa-3-2", "command": {"type": "sign_off", "note": "同意销号。"}}]],
    )


class BatchRowResult(Frozen):
    """What became of one row. `status` is the submission's, null when the row never became one.

    `problem`, `rule` and `about` say why it was refused, as the single command would have.
    """

    measure_id: str
    ok: bool
    status: str | None
    submission_id: str | None
    seq: int | None
    state: MeasureState | None
    problem: str | None
    rule: str | None
    about: str | None


class BatchResult(Frozen):
    """Rows in the order they were sent. `applied`, `kept` for later, and `refused` add up to all."""

    applied: int
    kept: int
    refused: int
    rows: tuple[BatchRowResult, ...]
