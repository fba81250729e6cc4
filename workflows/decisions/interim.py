"""Stage results of long-term measures: signed slot by slot, then reviewed (M10)."""

from schemas.refusals import Refused
from schemas.round_commands import AcceptInterim, ReviewSustained
from schemas.round_events import InterimAccepted, InterimSigned, SustainedReviewed
from schemas.rounds import StageTerms
from workflows.case import Case, Decision
from workflows.chains import completes, next_signature
from workflows.deadlines import due_of
from workflows.guards import rounds as guards
from workflows.guards.clock import in_future
from workflows.guards.closure import visit_in_time
from workflows.steps.shape import Chain
from workflows.steps.table import STEPS

TERMS = set(StageTerms.model_fields)


def accept(case: Case, command: AcceptInterim) -> Decision:
    """The last signature makes the measure sustained; its due date becomes the expected finish."""
    rules, terms = case.setting.rules, StageTerms(**command.model_dump(include=TERMS))
    denied = guards.long_term(case.snapshot) or _terms_stand(case, terms)
    if denied:
        return denied
    signature = next_signature(case.snapshot, case.actor, rules, STEPS[command.type])
    if isinstance(signature, Refused):
        return signature
    denied = guards.visited(case.snapshot, rules, signature, command.visit) or _visit_in_time(case, command)
    if denied:
        return denied
    said = {**case.said(), **terms.model_dump(), "visit": command.visit}
    if not completes(case.snapshot, rules, Chain.INTERIM, signature):
        return (InterimSigned(**said, signature=signature),)
    return (InterimAccepted(**said, due=due_of(terms.expected_finish, case.setting.calendar)),)


def review(case: Case, command: ReviewSustained) -> Decision:
    denied = in_future(case.snapshot, command.next_review, case.day, "M10")
    return denied or (SustainedReviewed(**case.said(), **command.model_dump(exclude={"type"})),)


def _terms_stand(case: Case, terms: StageTerms) -> Refused | None:
    days = (terms.next_review, terms.expected_finish)
    past = (in_future(case.snapshot, day, case.day, "M10") for day in days)
    return next((denied for denied in past if denied), None) or guards.same_terms(case.snapshot, terms)


def _visit_in_time(case: Case, command: AcceptInterim) -> Refused | None:
    return visit_in_time(case.snapshot, command.visit.visited_on, case.day) if command.visit else None
