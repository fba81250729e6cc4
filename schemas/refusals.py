"""Why a command was refused: a stable code and, where one applies, the rule of domain.md 6.4."""

from enum import StrEnum

from schemas.measure import Frozen, MeasureState


class RefusalCode(StrEnum):
    """Codes an integrator may branch on. Texts in two languages live in `services.wording`."""

    ILLEGAL_STEP = "measure.illegal_step"
    ROLE_REQUIRED = "measure.role_required"
    DUTIES_CONFLICT = "measure.duties_conflict"
    STALE = "measure.stale"
    PLAN_INCOMPLETE = "measure.plan_incomplete"
    UNIT_AMBIGUOUS = "measure.unit_ambiguous"
    ALREADY_CLAIMED = "claim.already_claimed"
    PERIOD_OUT_OF_RANGE = "report.period_out_of_range"
    PERIOD_TAKEN = "report.period_taken"
    INDICATOR_FELL = "report.indicator_fell"
    REPORT_ACCEPTED = "report.already_accepted"
    REPORT_VERSION = "report.not_current_version"
    REPORT_NOT_OPEN = "report.not_open"
    EVIDENCE_UNKNOWN = "evidence.not_on_measure"
    EVIDENCE_WITHDRAWN = "evidence.withdrawn"
    REPORT_DUE = "closure.report_due"
    EVIDENCE_MISSING = "closure.evidence_missing"
    INDICATOR_UNMET = "closure.indicator_unmet"
    ALREADY_SIGNED = "closure.already_signed"
    VISIT_DATE = "verification.visit_date"
    ROW_CHANGED = "sign_off.row_changed"
    SLOT_SIGNED = "chain.already_signed"
    SLOT_TAKEN = "chain.no_open_slot"
    DATE_PAST = "clock.date_past"
    SUBSTITUTE_NEEDLESS = "substitute.not_needed"
    SUBSTITUTE_UNFIT = "substitute.unfit"
    CHANGE_PENDING = "change.already_pending"
    CHANGE_UNDECIDED = "closure.change_pending"
    NO_CHANGE = "change.none_pending"
    NOTHING_CHANGES = "change.nothing_changes"
    ASKED_LATE = "change.asked_late"
    EXPIRED = "change.expired"
    PAST_CAP = "change.past_cap"
    UNCLAIMED = "claim.not_claimed"
    CONTESTED_BEFORE = "contest.once_only"
    NO_CONTEST = "contest.none_open"
    DATE_AHEAD = "clock.date_ahead"
    UNITS_SAME = "assignment.same_units"
    NOT_LONG_TERM = "interim.not_long_term"
    TERMS_DIFFER = "interim.terms_differ"
    VISIT_MISSING = "interim.visit_missing"
    LOOK_BACK_EARLY = "look_back.not_open_yet"
    LOOK_BACK_SAME_PEOPLE = "look_back.nobody_new"
    LOOK_BACK_OPEN = "look_back.not_ended"
    MEMBER_UNKNOWN = "look_back.member_unknown"
    MEMBER_OF_UNIT = "look_back.member_of_unit"
    REVOCATION_PENDING = "revocation.already_proposed"
    REVOCATION_NONE = "revocation.not_proposed"
    UNCOVERED = "offspring.text_uncovered"
    MATTER_PENDING = "offspring.matter_pending"
    DUE_LATER = "offspring.due_later"
    APART = "offspring.not_together"
    NUMBER_LONG = "offspring.number_too_long"
    ORDER_OPEN = "order.already_open"
    ORDER_NONE = "order.none_open"
    ORDER_ANSWERED = "order.already_answered"
    UNIT_ABSENT = "assignment.unit_absent"
    UNIT_UNKNOWN = "unit.unknown"
    UNIT_ENDED = "unit.ended"
    CALENDAR_SAME = "calendar.already_adopted"
    CALENDAR_OUTDATED = "calendar.not_the_present_one"


class Refused(Frozen):
    """A refusal is a value. `seq` is the sequence it was decided on; `about` names the offender."""

    code: RefusalCode
    seq: int
    state: MeasureState
    rule: str | None = None
    about: str | None = None
    allowed_actions: tuple[str, ...] = ()


class ActionView(Frozen):
    """Whether the caller may take an action now, and if not, why."""

    action: str
    allowed: bool
    code: RefusalCode | None
    rule: str | None
    about: str | None
