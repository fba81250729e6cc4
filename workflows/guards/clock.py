"""Conditions on days: nothing is planned into the past. Each returns a refusal or None."""

from datetime import date

from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.duties import refused


def in_future(snapshot: MeasureSnapshot, day: date, today: date, rule: str) -> Refused | None:
    if day > today:
        return None
    return refused(snapshot, RefusalCode.DATE_PAST, rule=rule, about=str(day))
