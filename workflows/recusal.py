"""S4, pure: who once held a post in a unit, has kin there or calls it home judges none of its measures.

Asked at two days (domain.md 7, case 20): when the step is taken, and on the day of the visit it rests on.
"""

from calendar import monthrange
from datetime import MAXYEAR, date

from schemas.measure import Recusal
from schemas.refusals import RefusalCode, Refused
from workflows.case import Case
from workflows.duties import INDEPENDENT, involved_units, refused
from workflows.steps.shape import Step


def recused(case: Case, step: Step, visited_on: date | None = None) -> Refused | None:
    """The refusal of an independent part when a unit of the measure is among the actor's recusals."""
    if step.part not in INDEPENDENT:
        return None
    days = [case.day, visited_on] if visited_on else [case.day]
    years = case.setting.rules.former_post_years
    for recusal in case.actor.recusals:
        bound = recusal.unit_id in involved_units(case.snapshot)
        if bound and any(in_force(recusal, day, years) for day in days):
            return refused(case.snapshot, RefusalCode.DUTIES_CONFLICT, rule="S4", about=recusal.unit_id)
    return None


def in_force(recusal: Recusal, day: date, former_post_years: int) -> bool:
    """Whether the recusal binds on that day; a former post does so for years after its last day."""
    if day < recusal.since:
        return False
    if recusal.until is None or day <= recusal.until:
        return True
    if not recusal.former_post or not former_post_years:
        return False
    return day <= _years_after(recusal.until, former_post_years)


def _years_after(day: date, years: int) -> date:
    """The day of the same number; the last of February for a leap day."""
    year = min(day.year + years, MAXYEAR)
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
