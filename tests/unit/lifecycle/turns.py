"""Where each state and each command has its place: the last step before it."""

from schemas.measure import MeasureState

S = MeasureState
LAST_STEP_TO: dict[MeasureState, str | None] = {
    S.DRAFT: None,
    S.ISSUED: "issue",
    S.IN_PROGRESS: "accept_report",
    S.CLOSURE_REQUESTED: "request_closure",
    S.VERIFYING: "pass_gate",
    S.AWAITING_SIGN_OFF: "pass_verification",
    S.SUSTAINED: "accept_interim",
    S.SIGNED_OFF: "sign_off",
    S.SUSPENDED: "suspend",
    S.CANCELLED: "cancel",
    S.ARCHIVED: "archive",
}
LAST_STEP_BEFORE: dict[str, str | None] = {
    "amend_plan": None,
    "issue": None,
    "claim": "issue",
    "submit_report": "claim",
    "countersign_report": "submit_report",
    "accept_report": "countersign_report",
    "return_report": "countersign_report",
    "withdraw_evidence": "accept_report",
    "request_closure": "accept_report",
    "withdraw_closure": "request_closure",
    "pass_gate": "request_closure",
    "return_gate": "request_closure",
    "pass_verification": "pass_gate",
    "fail_verification": "pass_gate",
    "sign_off": "pass_verification",
    "refuse_sign_off": "pass_verification",
    "accept_interim": "pass_gate",
    "review_sustained": "accept_interim",
    # Evidence withdrawn after the sign-off opens the look-back at once.
    "pass_look_back": "late_withdrawal",
    "fail_look_back": "late_withdrawal",
    "propose_revocation": "sign_off",
    "revoke_sign_off": "propose_revocation",
    "dismiss_revocation": "propose_revocation",
    "archive": "last_look_back",
    "issue_order": "accept_report",
    "acknowledge_order": "issue_order",
    "close_order": "issue_order",
    "refer": "accept_report",
    "suspend": "accept_report",
    "resume": "suspend",
    "cancel": "issue",
}
# Where a state needs more than its last step for a command to be possible.
LAST_STEP_IN: dict[tuple[MeasureState, str], str] = {
    (S.ARCHIVED, "revoke_sign_off"): "propose_archived",
    (S.ARCHIVED, "dismiss_revocation"): "propose_archived",
}
COMMANDS = tuple(LAST_STEP_BEFORE)
