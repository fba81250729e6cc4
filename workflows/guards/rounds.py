"""Conditions on stage results, look-backs and revocations. Each returns a refusal or None."""

from datetime import date

from schemas.closure import (
    Signature,
)
from schemas.directory_facts import MemberFacts
from schemas.measure import (
    Category,
    MeasureState,
    Outcome,
    Role,
)
from schemas.packs import MeasureRules
from schemas.refusals import RefusalCode, Refused
from schemas.rounds import StageTerms, Visit
from schemas.snapshot import MeasureSnapshot
from workflows.case import Case
from workflows.chains import given, slots_of
from workflows.duties import involved_units, refused, taken_part
from workflows.guards.orders import none_open
from workflows.steps.shape import Chain


def long_term(snapshot: MeasureSnapshot) -> Refused | None:
    """M10: only what lasts is accepted for a stage."""
    if snapshot.assignment.category is Category.LONG_TERM:
        return None
    return refused(snapshot, RefusalCode.NOT_LONG_TERM, rule="M10", about=snapshot.assignment.category)


def same_terms(snapshot: MeasureSnapshot, terms: StageTerms) -> Refused | None:
    """M10: all sign one and the same stage result."""
    offered = snapshot.stage_offered if given(snapshot, Chain.INTERIM) else None
    if offered is None or offered == terms:
        return None
    about = f"{offered.next_review}, {offered.expected_finish}"
    return refused(snapshot, RefusalCode.TERMS_DIFFER, rule="M10", about=about)


def visited(
    snapshot: MeasureSnapshot, rules: MeasureRules, signature: Signature, visit: Visit | None
) -> Refused | None:
    """M10: a supervisor's slot is filled by someone who was there."""
    if visit or Role.SUPERVISOR not in slots_of(rules, Chain.INTERIM)[signature.slot]:
        return None
    return refused(snapshot, RefusalCode.VISIT_MISSING, rule="M10")


def look_back_open(snapshot: MeasureSnapshot, today: date) -> Refused | None:
    """M13: from its day on; at once where evidence was withdrawn after the sign-off."""
    opens = snapshot.look_back.next_on if snapshot.look_back else None
    if opens is None or opens <= today or snapshot.check_since:
        return None
    return refused(snapshot, RefusalCode.LOOK_BACK_EARLY, rule="M13", about=str(opens))


def visit_after_sign_off(case: Case, visited_on: date) -> Refused | None:
    """M13: the visit lies between the sign-off and today."""
    signed_off = case.snapshot.state_since
    if visited_on > case.day or (signed_off and visited_on < signed_off):
        return refused(case.snapshot, RefusalCode.VISIT_DATE, rule="M13", about=str(visited_on))
    return None


def somebody_new(snapshot: MeasureSnapshot, team: tuple[str, ...]) -> Refused | None:
    """S5: at least one who played no part in any round and was on no look-back before."""
    if set(team) - set(taken_part(snapshot)):
        return None
    return refused(snapshot, RefusalCode.LOOK_BACK_SAME_PEOPLE, rule="S5", about=",".join(team))


def honest_team(snapshot: MeasureSnapshot, facts: MemberFacts) -> Refused | None:
    """S5 counts newcomers by their ids: an invented one, or one of the units' own people, must not pass for one."""
    if facts.unknown:
        return refused(snapshot, RefusalCode.MEMBER_UNKNOWN, rule="S5", about=",".join(facts.unknown))
    involved = involved_units(snapshot)
    own = [one.person_id for one in facts.belonging if not involved.isdisjoint(one.units)]
    return refused(snapshot, RefusalCode.MEMBER_OF_UNIT, rule="S5", about=",".join(own)) if own else None


def not_proposed(snapshot: MeasureSnapshot) -> Refused | None:
    """M14: there is a sign-off to revoke, and nobody has asked for it yet."""
    if snapshot.outcome is not Outcome.DONE:
        return refused(snapshot, RefusalCode.ILLEGAL_STEP, rule="M14")
    if snapshot.revocation is None:
        return None
    return refused(snapshot, RefusalCode.REVOCATION_PENDING, rule="M14", about=str(snapshot.revocation.since))


def may_decide(case: Case) -> Refused | None:
    """M14: there is a proposal, it is not one's own (S11) and not about one's own unit (S1)."""
    snapshot = case.snapshot
    if snapshot.revocation is None:
        return refused(snapshot, RefusalCode.REVOCATION_NONE, rule="M14")
    if case.actor.id in snapshot.revocation.proposers:
        return refused(snapshot, RefusalCode.DUTIES_CONFLICT, rule="S11")
    if any(grant.unit_id in snapshot.assignment.all_units for grant in case.actor.grants):
        return refused(snapshot, RefusalCode.DUTIES_CONFLICT, rule="S1")
    return None


def awaits_look_back(snapshot: MeasureSnapshot) -> bool:
    """Signed off, and a look-back is still to come or to be held anew."""
    ended = snapshot.look_back is not None and snapshot.look_back.ended and snapshot.check_since is None
    return snapshot.state is MeasureState.SIGNED_OFF and not ended


def may_archive(snapshot: MeasureSnapshot) -> Refused | None:
    """M20: look-backs have ended where there was a sign-off, nobody asks to revoke it, no order is open."""
    if snapshot.revocation:
        return refused(snapshot, RefusalCode.REVOCATION_PENDING, rule="M20", about=str(snapshot.revocation.since))
    if awaits_look_back(snapshot):
        opens = snapshot.look_back.next_on if snapshot.look_back else None
        return refused(snapshot, RefusalCode.LOOK_BACK_OPEN, rule="M20", about=str(opens) if opens else None)
    return none_open(snapshot)
