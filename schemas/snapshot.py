"""The fold of one measure's ledger: everything the rules need to know of it."""

from datetime import date, datetime

from schemas.changes import PendingChange
from schemas.clock import Clock
from schemas.closure import (
    Closure,
    Signature,
)
from schemas.measure import (
    Act,
    Assignment,
    Contest,
    Frozen,
    MeasureState,
    Outcome,
    Substitute,
)
from schemas.reports import (
    Report,
    ReportStatus,
)
from schemas.rounds import LookBack, OpenOrder, Revocation, StageTerms
from schemas.succession import Heir


class MeasureSnapshot(Frozen):
    """The fold of one measure's ledger rows: everything `decide` needs and nothing else.

    `sent_back_at` is the sequence at which the measure last went back to work (0: never): what was
    reported before it may be reported anew. `state_since` is the day the present state began,
    `assigned_on` the day the present units were charged; `suspended_from` is the state to resume.
    `contests` are those of the present assignment; `former_units` were charged or supporting before.
    `took_part` are those who played a part in earlier rounds or went on a look-back, `check_since` the
    day evidence of a signed-off measure was withdrawn, until a look-back has seen to it.
    `parents` are the measures whose place this one took, `offspring` those that took its place (M17).
    `stage` are the terms of the last interim acceptance, `stage_offered` those that wait for signatures.
    `calendar_version` is the calendar its dates are counted on; null: the one its campaign froze first.
    `heirs` answer for what units that are no more have left unfinished here.
    Fields with a default came after the first release: its snapshots have none of them.
    """

    id: str
    campaign_id: str
    problem_id: str
    number: str
    text_sha256: str
    state: MeasureState
    seq: int
    round: int
    assignment: Assignment
    claimed_units: tuple[str, ...]
    claimed_period: str | None
    reports: tuple[Report, ...]
    withdrawn_evidence: tuple[str, ...]
    closure: Closure | None
    sent_back_at: int
    acts: tuple[Act, ...]
    outcome: Outcome | None
    margin_days: int | None
    changed_at: datetime
    clock: Clock | None = None
    state_since: date | None = None
    assigned_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    suspended_from: MeasureState | None = None
    substitutes: tuple[Substitute, ...] = ()
    pending_changes: tuple[PendingChange, ...] = ()
    contests: tuple[Contest, ...] = ()
    former_units: tuple[str, ...] = ()
    stage: StageTerms | None = None
    stage_offered: StageTerms | None = None
    look_back: LookBack | None = None
    revocation: Revocation | None = None
    took_part: tuple[str, ...] = ()
    check_since: date | None = None
    order: OpenOrder | None = None
    parents: tuple[str, ...] = ()
    offspring: tuple[str, ...] = ()
    calendar_version: str | None = None
    heirs: tuple[Heir, ...] = ()

    @property
    def open_contests(self) -> tuple[Contest, ...]:
        """Nobody has answered them, and the unit has not claimed after all."""
        return tuple(
            contest
            for contest in self.contests
            if contest.decided_on is None and contest.unit_id not in self.claimed_units
        )

    @property
    def finishing_units(self) -> tuple[str, ...]:
        """Units no longer charged that still have a report of their own to finish."""
        reporting = (report.unit_id for report in self.reports if report.status is not ReportStatus.ACCEPTED)
        return tuple(dict.fromkeys(unit for unit in reporting if unit not in self.assignment.charged_units))

    def answers_for(self, unit_id: str) -> str:
        """The unit itself, or who followed it."""
        return next((heir.successor_id for heir in self.heirs if heir.unit_id == unit_id), unit_id)

    @property
    def due(self) -> date | None:
        """The day that counts: of the clock once it runs, before that the plan's."""
        return self.clock.due.day if self.clock else self.assignment.due
