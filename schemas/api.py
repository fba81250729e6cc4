"""HTTP bodies where they differ from commands and snapshots. Answers carry no defaults."""

from datetime import date, datetime
from typing import Any

from pydantic import ConfigDict, Field

from schemas.amounts import Amount
from schemas.figures import Figures, Numbers, Standing
from schemas.measure import (
    Frozen,
    MeasureState,
)
from schemas.refusals import ActionView
from schemas.reports import (
    Indicator,
)
from schemas.texts import Note, Period, UnitId


class Receipt(Frozen):
    """A command's answer: where the measure stands after it. `seq`, `hash`, `state` are null on 202."""

    submission_id: str
    measure_id: str
    status: str
    seq: int | None
    hash: str | None
    state: MeasureState | None


class SubmissionView(Frozen):
    """A submission followed up: `problem` says why it was refused."""

    submission_id: str
    measure_id: str
    command: str
    status: str
    received_at: datetime
    attempts: int
    seq: int | None
    hash: str | None
    state: MeasureState | None
    refused: dict[str, Any] | None


class IndicatorBody(Indicator):
    """A counted target as it is reported."""

    planned: Amount
    done: Amount


class ReportBody(Frozen):
    """Progress of one period. `evidence` are ids of files uploaded to this measure."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "period": "2026-11",
                    "text": "污水管网已完成 260 公里，月底前完成验收。",
                    "indicators": [{"name": "污水管网", "unit": "公里", "planned": "602", "done": "260"}],
                    "evidence": ["3f6c0a…"],
                }
            ]
        },
    )

    period: Period
    text: Note
    indicators: tuple[IndicatorBody, ...] = Field(default=(), max_length=20)
    evidence: tuple[str, ...] = Field(default=(), max_length=50)
    replaces: int | None = Field(default=None, ge=1, description="version of the report this one supersedes")
    correction_reason: Note | None = Field(default=None, description="why a number is lower than reported before")
    unit_id: UnitId | None = None


class EvidenceView(Frozen):
    id: str
    measure_id: str
    sha256: str
    name: str
    media_type: str
    size: int
    uploaded_by: str
    uploaded_at: datetime


class Named(Frozen):
    """A unit, group or person by id, with the name people read."""

    id: str
    name: str


class ProblemRef(Frozen):
    id: str
    ordinal: int
    title: str


class MeasureItem(Frozen):
    """One line of the ledger. `light` is derived: red overdue, yellow 10 days or less, else green."""

    id: str
    campaign_id: str
    number: str
    problem: ProblemRef
    text: str
    state: MeasureState
    light: str
    flags: tuple[str, ...]
    lead_unit: Named | None
    category: str | None
    due: date | None
    days_left: int | None
    seq: int
    changed_at: datetime


class Page(Frozen):
    """`next` is the cursor of the following page, null on the last."""

    items: tuple[MeasureItem, ...]
    next: str | None


class ReportView(Frozen):
    period: str
    version: int
    status: str
    late: bool
    unit: Named
    submitted_by: str
    text: str
    indicators: tuple[Indicator, ...]
    evidence: tuple[dict[str, Any], ...]


class AssignmentView(Frozen):
    lead_unit: Named | None
    joint_units: tuple[Named, ...]
    support_units: tuple[Named, ...]
    special_group: Named | None
    leader: str | None
    category: str | None
    due: date | None


class MeasureDetail(MeasureItem):
    """Everything about one measure, and what the caller may do with it now.

    `parents` are the measures whose place it took, `offspring` those that took its place (M17).
    """

    round: int
    assignment: AssignmentView
    claimed_units: tuple[str, ...]
    reports: tuple[ReportView, ...]
    row_hash: str
    hash: str
    outcome: str | None
    margin_days: int | None
    parents: tuple[str, ...]
    offspring: tuple[str, ...]
    allowed_actions: tuple[ActionView, ...]


class LedgerEntry(Frozen):
    """One ledger row. `body` is the exact text that `hash` covers, after `prev_hash` and a newline.

    Of a row that is restricted for the caller only sequence, hashes and the moment of writing are shown.
    """

    seq: int
    type: str
    at: datetime
    by: dict[str, Any]
    event: dict[str, Any]
    body: str | None
    prev_hash: str
    hash: str
    submission_id: str | None
    recorded_at: datetime


class Share(Frozen):
    """A figure that explains itself. `rate` is numerator / denominator, null over zero."""

    numerator: int
    denominator: int
    rate: float | None
    basis: str
    basis_zh: str
    basis_en: str
    numerator_ids: tuple[str, ...]


class UnitCount(Frozen):
    unit: Named | None
    total: int
    by_state: dict[str, int]
    overdue: int
    signed_off: int


class Statistics(Frozen):
    campaign_id: str
    as_of: datetime
    total: int
    by_state: dict[str, int]
    by_light: dict[str, int]
    completion: Share
    figures: Figures
    numbers: Numbers
    by_unit: tuple[UnitCount, ...]


class LedgerAsOf(Frozen):
    """台账 as it stood: each measure you may see that was there by `as_of`, with the figures over them."""

    campaign_id: str
    as_of: datetime
    basis_zh: str
    basis_en: str
    figures: Figures
    numbers: Numbers
    items: tuple[Standing, ...]
