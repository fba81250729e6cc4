"""Who may take an action on a measure now, and why others who hold a role in it may not."""

from datetime import datetime

from schemas.measure import Frozen
from schemas.refusals import RefusalCode


class EligiblePerson(Frozen):
    id: str
    name: str


class IneligiblePerson(Frozen):
    """`code`, `rule` and `about` are those of the refusal this person would get."""

    id: str
    name: str
    code: RefusalCode
    rule: str | None
    about: str | None


class Eligibility(Frozen):
    """`truncated` when more people hold a role than were asked about (500)."""

    measure_id: str
    action: str
    at: datetime
    seq: int
    eligible: tuple[EligiblePerson, ...]
    others: tuple[IneligiblePerson, ...]
    truncated: bool
