"""What a unit may ask to have changed, and a request that waits to be decided (M6)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.measure import Category, Frozen, Target

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class ChangeKind(StrEnum):
    """Of each kind one request may wait at a time."""

    EXTENSION = "extension"
    CATEGORY = "category"
    TARGET = "target"
    OWNER = "owner"


class NewDue(Frozen):
    """延期: the agreed day becomes a later one."""

    kind: Literal[ChangeKind.EXTENSION] = ChangeKind.EXTENSION
    due: date = Field(examples=["2027-09-30"])


class NewCategory(Frozen):
    kind: Literal[ChangeKind.CATEGORY] = ChangeKind.CATEGORY
    category: Category


class NewTarget(Frozen):
    """The figure that an indicator has to reach; once agreed, what reports say of it no longer counts."""

    kind: Literal[ChangeKind.TARGET] = ChangeKind.TARGET
    target: Target


class NewOwner(Frozen):
    """The leader who answers for the measure. Another unit is a reassignment (M16)."""

    kind: Literal[ChangeKind.OWNER] = ChangeKind.OWNER
    leader: Name


Wanted = Annotated[NewDue | NewCategory | NewTarget | NewOwner, Field(discriminator="kind")]


class PendingChange(Frozen):
    """A request nobody has decided. `exceptional`: asked too late, so the leading group decides."""

    wanted: Wanted
    unit_id: str
    asked_on: date
    exceptional: bool
