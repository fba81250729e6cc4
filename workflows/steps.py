"""The table of steps: for each command, from which states, by which roles, playing which part.

Ground: domain.md 6.2 under the `standard` pack. A command that is not in this table can't happen.
"""

from dataclasses import dataclass

from schemas.measure import MeasureState as S
from schemas.measure import Part, Role

UNIT_ROLES = frozenset({Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL})
GATE_ROLES = frozenset({Role.OFFICE, Role.SPECIAL_GROUP})
OPEN_FOR_EVIDENCE = frozenset({S.IN_PROGRESS, S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF, S.SIGNED_OFF})


@dataclass(frozen=True)
class Step:
    """`part` is the part of S2 the actor plays; `machines` may take the step for their unit (S9)."""

    number: str
    states: frozenset[S]
    roles: frozenset[Role]
    part: Part | None = None
    machines: bool = False


def _step(number: str, state: S, roles: frozenset[Role], part: Part | None = None) -> Step:
    return Step(number, frozenset({state}), roles, part)


OFFICE = frozenset({Role.OFFICE})
PRINCIPAL = frozenset({Role.UNIT_PRINCIPAL})
SUPERVISOR = frozenset({Role.SUPERVISOR})
REPORTERS = UNIT_ROLES | {Role.INTEGRATOR}

STEPS: dict[str, Step] = {
    "amend_plan": _step("plan", S.DRAFT, OFFICE),
    "issue": _step("M1", S.DRAFT, OFFICE),
    "claim": _step("M2", S.ISSUED, UNIT_ROLES),
    "submit_report": Step("M4", frozenset({S.IN_PROGRESS}), REPORTERS, Part.REPORTER, machines=True),
    "countersign_report": _step("M4", S.IN_PROGRESS, PRINCIPAL, Part.REPORTER),
    "accept_report": _step("M5", S.IN_PROGRESS, GATE_ROLES, Part.GATEKEEPER),
    "return_report": _step("M5", S.IN_PROGRESS, GATE_ROLES, Part.GATEKEEPER),
    "withdraw_evidence": Step("S10", OPEN_FOR_EVIDENCE, PRINCIPAL, Part.REPORTER),
    "request_closure": _step("M7", S.IN_PROGRESS, PRINCIPAL, Part.REPORTER),
    "withdraw_closure": _step("M12", S.CLOSURE_REQUESTED, PRINCIPAL, Part.REPORTER),
    "pass_gate": _step("M8", S.CLOSURE_REQUESTED, GATE_ROLES, Part.GATEKEEPER),
    "return_gate": _step("M8", S.CLOSURE_REQUESTED, GATE_ROLES, Part.GATEKEEPER),
    "pass_verification": _step("M9", S.VERIFYING, SUPERVISOR, Part.VERIFIER),
    "fail_verification": _step("M9", S.VERIFYING, SUPERVISOR, Part.VERIFIER),
    "sign_off": _step("M11", S.AWAITING_SIGN_OFF, SUPERVISOR, Part.SIGNATORY),
    "refuse_sign_off": _step("M11", S.AWAITING_SIGN_OFF, SUPERVISOR, Part.SIGNATORY),
}
