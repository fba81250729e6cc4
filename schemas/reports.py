"""What units report: counted targets, references to evidence, the current report of a period."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from schemas.measure import Frozen


class Indicator(Frozen):
    """A counted target: `done` of `planned`, in `unit` (for example 260 of 602 公里)."""

    name: str = Field(min_length=1, max_length=100)
    unit: str = Field(min_length=1, max_length=20)
    planned: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    done: Decimal = Field(ge=0, max_digits=18, decimal_places=4)


class EvidenceRef(Frozen):
    """A stored file, named by its content. `sha256` is 64 hex digits, `size` is in bytes."""

    id: str = Field(max_length=64)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(ge=0)


class ReportStatus(StrEnum):
    SUBMITTED = "submitted"
    COUNTERSIGNED = "countersigned"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Report(Frozen):
    """The current report of one period. Its text stays in the ledger at `seq`.

    `since` is the day its status began, `returns` how often the period's reports were returned.
    """

    period: str
    version: int
    status: ReportStatus
    late: bool
    unit_id: str
    submitted_by: str
    seq: int
    indicators: tuple[Indicator, ...]
    evidence: tuple[EvidenceRef, ...]
    since: date | None = None
    returns: int = 0
