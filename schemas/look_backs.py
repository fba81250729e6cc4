"""Look-back activities of a campaign: how to draw, what was drawn, how far it is."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.measure import Frozen


class LookBackDraw(Frozen):
    """Exactly one of `percent` and `per_unit`, of each lead unit. Without `seed` one is made and recorded."""

    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        Field(examples=["2027年度整改“回头看”"]),
    ]
    percent: int | None = Field(default=None, ge=1, le=100, examples=[30])
    per_unit: int | None = Field(default=None, ge=1, le=500)
    seed: str | None = Field(default=None, pattern=r"^[\x21-\x7e]{1,64}$")

    @model_validator(mode="after")
    def _one_portion(self) -> Self:
        if (self.percent is None) == (self.per_unit is None):
            raise ValueError("percent 与 per_unit 只能填一项 / exactly one of percent, per_unit")
        return self


class LookBackSample(Frozen):
    """`result` is null until somebody was there: passed or failed."""

    measure_id: str
    unit_id: str | None
    result: str | None


class LookBackView(Frozen):
    """`population` are the measures that could have been drawn."""

    id: str
    campaign_id: str
    title: str
    percent: int | None
    per_unit: int | None
    seed: str
    population: int
    drawn: int
    held: int
    failed: int
    drawn_by: str
    drawn_at: datetime
    samples: tuple[LookBackSample, ...]


class LookBackList(Frozen):
    items: tuple[LookBackView, ...]
