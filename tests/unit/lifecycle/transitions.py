"""The picture of domain.md 6.2 once more, by hand: which event may happen in which state, and where it leads.

Written without looking at `workflows`, so that a slip in the rules shows as a difference.
"""

from schemas.measure import MeasureState, Part

PICTURE = """
measure.plan_amended         draft              draft
measure.issued               draft              issued
measure.claimed              issued             issued in_progress
measure.report_submitted     in_progress        in_progress
measure.report_countersigned in_progress        in_progress
measure.report_accepted      in_progress        in_progress
measure.report_returned      in_progress        in_progress
measure.closure_signed       in_progress        in_progress
measure.closure_requested    in_progress        closure_requested
measure.closure_withdrawn    closure_requested  in_progress
measure.gate_passed          closure_requested  verifying
measure.gate_returned        closure_requested  in_progress
measure.verification_passed  verifying          awaiting_sign_off
measure.verification_failed  verifying          in_progress
measure.signed_off           awaiting_sign_off  signed_off
measure.sign_off_refused     awaiting_sign_off  in_progress
measure.evidence_withdrawn   in_progress        in_progress
measure.evidence_withdrawn   closure_requested  in_progress
measure.evidence_withdrawn   verifying          in_progress
measure.evidence_withdrawn   awaiting_sign_off  in_progress
measure.evidence_withdrawn   signed_off         signed_off
measure.verification_recorded verifying         verifying
measure.sign_off_signed      awaiting_sign_off  awaiting_sign_off
measure.suspended            in_progress        suspended
measure.resumed              suspended          in_progress
measure.cancelled            draft              cancelled
measure.cancelled            issued             cancelled
measure.cancelled            in_progress        cancelled
measure.substitute_named     in_progress        in_progress
measure.substitute_named     closure_requested  closure_requested
measure.substitute_named     verifying          verifying
measure.substitute_named     awaiting_sign_off  awaiting_sign_off
measure.change_requested     in_progress        in_progress
measure.change_approved      in_progress        in_progress
measure.change_approved      suspended          suspended
measure.change_refused       in_progress        in_progress
measure.change_refused       suspended          suspended
measure.change_withdrawn     in_progress        in_progress
measure.change_withdrawn     suspended          suspended
measure.claimed              in_progress        in_progress
measure.assignment_contested issued             issued
measure.assignment_upheld    issued             issued
measure.reassigned           issued             issued in_progress
measure.reassigned           in_progress        in_progress
measure.reassigned           suspended          suspended
measure.reminded             issued             issued
measure.reminded             in_progress        in_progress
measure.reminded             closure_requested  closure_requested
measure.reminded             verifying          verifying
measure.reminded             awaiting_sign_off  awaiting_sign_off
measure.reminded             suspended          suspended
"""

MOVES: dict[tuple[str, MeasureState], frozenset[MeasureState]] = {
    (event, MeasureState(before)): frozenset(MeasureState(after) for after in afters)
    for event, before, *afters in (line.split() for line in PICTURE.split("\n") if line)
}

PLAYED: dict[str, Part] = {
    "measure.report_submitted": Part.REPORTER,
    "measure.report_countersigned": Part.REPORTER,
    "measure.evidence_withdrawn": Part.REPORTER,
    "measure.closure_signed": Part.REPORTER,
    "measure.closure_requested": Part.REPORTER,
    "measure.closure_withdrawn": Part.REPORTER,
    "measure.report_accepted": Part.GATEKEEPER,
    "measure.report_returned": Part.GATEKEEPER,
    "measure.gate_passed": Part.GATEKEEPER,
    "measure.gate_returned": Part.GATEKEEPER,
    "measure.verification_recorded": Part.VERIFIER,
    "measure.sign_off_signed": Part.SIGNATORY,
    "measure.verification_passed": Part.VERIFIER,
    "measure.verification_failed": Part.VERIFIER,
    "measure.signed_off": Part.SIGNATORY,
    "measure.sign_off_refused": Part.SIGNATORY,
}
