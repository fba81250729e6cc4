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
measure.gate_passed          closure_requested  verifying
measure.verification_passed  verifying          awaiting_sign_off
measure.signed_off           awaiting_sign_off  signed_off
measure.evidence_withdrawn   in_progress        in_progress
measure.evidence_withdrawn   signed_off         signed_off
measure.verification_recorded verifying         verifying
measure.sign_off_signed      awaiting_sign_off  awaiting_sign_off
measure.suspended            in_progress        suspended
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
measure.report_submitted     sustained          sustained
measure.report_countersigned sustained          sustained
measure.report_accepted      sustained          sustained
measure.report_returned      sustained          sustained
measure.closure_signed       sustained          sustained
measure.closure_requested    sustained          closure_requested
measure.closure_withdrawn    closure_requested  sustained in_progress
measure.gate_returned        closure_requested  sustained in_progress
measure.verification_failed  verifying          sustained in_progress
measure.sign_off_refused     awaiting_sign_off  sustained in_progress
measure.evidence_withdrawn   closure_requested  sustained in_progress
measure.evidence_withdrawn   verifying          sustained in_progress
measure.evidence_withdrawn   awaiting_sign_off  sustained in_progress
measure.evidence_withdrawn   sustained          sustained
measure.interim_signed       verifying          verifying
measure.interim_accepted     verifying          sustained
measure.sustained_reviewed   sustained          sustained
measure.look_back_passed     signed_off         signed_off
measure.look_back_failed     signed_off         signed_off
measure.revocation_proposed  signed_off         signed_off
measure.revocation_proposed  archived           archived
measure.revocation_dismissed signed_off         signed_off
measure.revocation_dismissed archived           archived
measure.sign_off_revoked     signed_off         in_progress
measure.sign_off_revoked     archived           in_progress
measure.archived             signed_off         archived
measure.archived             cancelled          archived
measure.archived             superseded         archived
measure.split                issued             superseded
measure.split                in_progress        superseded
measure.split                sustained          superseded
measure.merged               issued             superseded
measure.merged               in_progress        superseded
measure.merged               sustained          superseded
measure.reminded             signed_off         signed_off
measure.reminded             archived           archived
measure.order_issued         issued             issued
measure.order_issued         in_progress        in_progress
measure.order_issued         sustained          sustained
measure.order_issued         closure_requested  closure_requested
measure.order_issued         verifying          verifying
measure.order_issued         awaiting_sign_off  awaiting_sign_off
measure.order_escalated      issued             issued
measure.order_escalated      in_progress        in_progress
measure.order_escalated      sustained          sustained
measure.order_escalated      closure_requested  closure_requested
measure.order_escalated      verifying          verifying
measure.order_escalated      awaiting_sign_off  awaiting_sign_off
measure.order_acknowledged   issued             issued
measure.order_acknowledged   in_progress        in_progress
measure.order_acknowledged   sustained          sustained
measure.order_acknowledged   closure_requested  closure_requested
measure.order_acknowledged   verifying          verifying
measure.order_acknowledged   awaiting_sign_off  awaiting_sign_off
measure.order_acknowledged   suspended          suspended
measure.order_acknowledged   signed_off         signed_off
measure.order_acknowledged   cancelled          cancelled
measure.order_closed         issued             issued
measure.order_closed         in_progress        in_progress
measure.order_closed         sustained          sustained
measure.order_closed         closure_requested  closure_requested
measure.order_closed         verifying          verifying
measure.order_closed         awaiting_sign_off  awaiting_sign_off
measure.order_closed         suspended          suspended
measure.order_closed         signed_off         signed_off
measure.order_closed         cancelled          cancelled
measure.referred             issued             issued
measure.referred             in_progress        in_progress
measure.referred             sustained          sustained
measure.referred             closure_requested  closure_requested
measure.referred             verifying          verifying
measure.referred             awaiting_sign_off  awaiting_sign_off
measure.referred             suspended          suspended
measure.referred             signed_off         signed_off
measure.referred             cancelled          cancelled
measure.referred             archived           archived
measure.referred             superseded         superseded
measure.calendar_adopted issued             issued
measure.calendar_adopted in_progress        in_progress
measure.calendar_adopted sustained          sustained
measure.calendar_adopted closure_requested  closure_requested
measure.calendar_adopted verifying          verifying
measure.calendar_adopted awaiting_sign_off  awaiting_sign_off
measure.calendar_adopted suspended          suspended
measure.calendar_adopted signed_off         signed_off
measure.unit_succeeded       draft              draft
measure.unit_succeeded       issued             issued in_progress
measure.unit_succeeded       in_progress        in_progress
measure.unit_succeeded       sustained          sustained
measure.unit_succeeded       closure_requested  closure_requested
measure.unit_succeeded       verifying          verifying closure_requested
measure.unit_succeeded       awaiting_sign_off  awaiting_sign_off verifying closure_requested
measure.unit_succeeded       suspended          suspended
measure.claimed              sustained          sustained
measure.reassigned           sustained          sustained
measure.change_requested     sustained          sustained
measure.change_approved      sustained          sustained
measure.change_refused       sustained          sustained
measure.change_withdrawn     sustained          sustained
measure.suspended            sustained          suspended
measure.resumed              suspended          sustained in_progress
measure.reminded             sustained          sustained
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
    "measure.interim_signed": Part.VERIFIER,
    "measure.interim_accepted": Part.VERIFIER,
    "measure.sustained_reviewed": Part.VERIFIER,
    "measure.verification_recorded": Part.VERIFIER,
    "measure.sign_off_signed": Part.SIGNATORY,
    "measure.verification_passed": Part.VERIFIER,
    "measure.verification_failed": Part.VERIFIER,
    "measure.signed_off": Part.SIGNATORY,
    "measure.sign_off_refused": Part.SIGNATORY,
}
