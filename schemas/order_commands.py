"""Commands of supervision from outside the measure's road: supervision orders, and referrals (M19)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.measure import Frozen
from schemas.packs import Colour
from schemas.rounds import OrderColour
from schemas.texts import Note


class IssueOrder(Frozen):
    """督办: blue reminds; yellow and red as a beginning need a reason. `answer_by` defaults to the pack's time."""

    type: Literal["issue_order"] = "issue_order"
    colour: OrderColour = Colour.BLUE
    demand: Note
    reason: Note | None = None
    answer_by: date | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.colour is not Colour.BLUE and self.reason is None:
            raise ValueError("发黄灯、红灯的须说明理由 / an order that starts at yellow or red gives its reason")
        return self


class AcknowledgeOrder(Frozen):
    """The principal of a charged unit answers the open order."""

    type: Literal["acknowledge_order"] = "acknowledge_order"
    reply: Note


class CloseOrder(Frozen):
    """Whoever may issue orders lifts the open one."""

    type: Literal["close_order"] = "close_order"
    note: Note


class ReferralKind(StrEnum):
    """敷衍整改 / 虚假整改 / 逾期未改."""

    PERFUNCTORY = "perfunctory"
    SHAM = "sham"
    OVERDUE = "overdue"


class Refer(Frozen):
    """M19: hand a matter to the discipline organ. The grounds lie in a restricted record, never here."""

    type: Literal["refer"] = "refer"
    referral_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    kind: ReferralKind
    grounds_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
