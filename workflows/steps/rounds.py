"""Steps of the long life of a measure: stage results, look-backs, revocations, archiving (M10, M13, M14, M20)."""

from schemas.measure import MeasureState as S
from schemas.measure import Part, Role
from workflows.steps.road import signed
from workflows.steps.shape import LEADING, OFFICE, SUPERVISORS, Chain, Step, step

STRUCK = frozenset({S.SIGNED_OFF, S.ARCHIVED})
PROPOSERS = frozenset({Role.SUPERVISOR, Role.DISCIPLINE, Role.OFFICE})

ROUNDS: dict[str, Step] = {
    "accept_interim": signed("M10", S.VERIFYING, Part.VERIFIER, Chain.INTERIM),
    "review_sustained": step("M10", S.SUSTAINED, SUPERVISORS, Part.VERIFIER),
    # No part of S2: whoever was there before may come along, S5 asks for somebody new.
    "pass_look_back": step("M13", S.SIGNED_OFF, SUPERVISORS),
    "fail_look_back": step("M13", S.SIGNED_OFF, SUPERVISORS),
    "propose_revocation": step("M14", STRUCK, PROPOSERS),
    "revoke_sign_off": step("M14", STRUCK, LEADING),
    "dismiss_revocation": step("M14", STRUCK, LEADING),
    "archive": step("M20", frozenset({S.SIGNED_OFF, S.CANCELLED, S.SUPERSEDED}), OFFICE),
}
