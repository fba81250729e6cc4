"""What every event has in common."""

from pydantic import AwareDatetime

from schemas.measure import Frozen, Person


class Happened(Frozen):
    """`at` is the moment the platform received the request (UTC); `by` is who asked."""

    at: AwareDatetime
    by: Person
