"""What an error looks like on the wire: problem details (RFC 9457) with the members of ours."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.measure import Frozen, MeasureState


class FieldError(Frozen):
    """One field of a request that is amiss. `field` is its path, such as `body.period`."""

    field: str
    message: str
    type: str


class Problem(BaseModel):
    """An error. Branch on `code`; members that a code does not need are absent. Later ones may be added."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(examples=["/api/v1/problems/measure.duties_conflict"])
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(examples=["measure.duties_conflict"])
    about: str | None = None
    errors: tuple[FieldError, ...] = ()
    seq: int | None = None
    state: MeasureState | str | None = None
    rule: str | None = None
    allowed_actions: tuple[str, ...] = ()
    submission_id: str | None = None
    reason: str | None = None
    problems: tuple[dict[str, Any], ...] = ()


class ProblemWording(Frozen):
    """What a problem code says, in both languages. Words in braces are filled in."""

    status: int
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str


class ProblemExplained(ProblemWording):
    code: str
