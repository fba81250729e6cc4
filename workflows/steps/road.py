"""The main road of a measure, from draft to sign-off (domain.md 6.2)."""

from schemas.measure import MeasureState as S
from schemas.measure import Part, Role
from workflows.steps.shape import AT_WORK, GATE_ROLES, OFFICE, PRINCIPAL, REPORTERS, UNIT_ROLES, Chain, Step, step

OPEN_FOR_EVIDENCE = AT_WORK | {S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF, S.SIGNED_OFF}
NOBODY: frozenset[Role] = frozenset()


def signed(number: str, state: S, part: Part, chain: Chain) -> Step:
    return Step(number, frozenset({state}), NOBODY, part, chain=chain)


ROAD: dict[str, Step] = {
    "amend_plan": step("plan", S.DRAFT, OFFICE),
    "issue": step("M1", S.DRAFT, OFFICE),
    "claim": step("M2", AT_WORK | {S.ISSUED}, UNIT_ROLES),
    "submit_report": Step("M4", AT_WORK, REPORTERS, Part.REPORTER, machines=True, finishing=True),
    "countersign_report": Step("M4", AT_WORK, PRINCIPAL, Part.REPORTER, finishing=True),
    "accept_report": step("M5", AT_WORK, GATE_ROLES, Part.GATEKEEPER),
    "return_report": step("M5", AT_WORK, GATE_ROLES, Part.GATEKEEPER),
    "withdraw_evidence": step("S10", OPEN_FOR_EVIDENCE, PRINCIPAL, Part.REPORTER),
    "request_closure": step("M7", AT_WORK, PRINCIPAL, Part.REPORTER),
    "withdraw_closure": step("M12", S.CLOSURE_REQUESTED, PRINCIPAL, Part.REPORTER),
    "pass_gate": step("M8", S.CLOSURE_REQUESTED, GATE_ROLES, Part.GATEKEEPER),
    "return_gate": step("M8", S.CLOSURE_REQUESTED, GATE_ROLES, Part.GATEKEEPER),
    "pass_verification": signed("M9", S.VERIFYING, Part.VERIFIER, Chain.VERIFICATION),
    "fail_verification": signed("M9", S.VERIFYING, Part.VERIFIER, Chain.VERIFICATION),
    "sign_off": signed("M11", S.AWAITING_SIGN_OFF, Part.SIGNATORY, Chain.SIGN_OFF),
    "refuse_sign_off": signed("M11", S.AWAITING_SIGN_OFF, Part.SIGNATORY, Chain.SIGN_OFF),
}
