"""What every event has in common."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from schemas.measure import Frozen, Person


class Secrecy(StrEnum):
    """How far an event type may travel. `restricted` types stay in the ledger: no feed, no webhook."""

    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Happened(Frozen):
    """`at` is the moment the platform received the request (UTC); `by` is who asked."""

    secrecy: ClassVar[Secrecy] = Secrecy.INTERNAL

    at: AwareDatetime
    by: Person
