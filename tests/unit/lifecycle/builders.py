"""Real measures, driven to where a test needs them by real commands: no snapshot is written by hand."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from schemas import commands as c
from schemas import events as e
from schemas.measure import (
    Actor,
    Assignment,
    MeasureState,
)
from schemas.packs import STANDARD, Setting
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.cast import (
    CAMPAIGN,
    DECEMBER,
    FEBRUARY,
    FOREIGN,
    FORMER,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT_LIAISON,
    LEAD,
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SECOND_INSPECTOR,
    SECOND_OFFICER,
    SHARED,
    SINGLE,
    THIRD_INSPECTOR,
)
from tests.unit.lifecycle.spoken import (
    OWN,
    WORDS,
    body,
    given_to,
    interim,
)
from workflows.case import Decision
from workflows.evolution.fold import fold
from workflows.lifecycle import decide, draft


@dataclass(frozen=True)
class Story:
    """The ledger rows of one measure so far."""

    events: tuple[e.Event, ...]

    @property
    def snapshot(self) -> MeasureSnapshot:
        folded = fold(self.events)
        assert folded is not None
        return folded

    setting: Setting = STANDARD

    def ask(self, command: c.Command, actor: Actor, at: datetime = JANUARY) -> Decision:
        return decide(self.snapshot, command, actor, at, setting=self.setting)

    def then(self, command: c.Command, actor: Actor, at: datetime = JANUARY) -> Self:
        decision = self.ask(command, actor, at)
        assert not isinstance(decision, Refused), decision
        return replace(self, events=(*self.events, *decision))

    def walk(self, steps: tuple[str, ...], at: datetime = JANUARY) -> Self:
        """Take the named steps of the path, each by the person whose step it is."""
        story = self
        for name in steps:
            story = story.then(body(name, at), PATH[name], at)
        return story


PATH: dict[str, Actor] = {
    "issue": OFFICER,
    "claim": LIAISON,
    "submit_report": LIAISON,
    "countersign_report": PRINCIPAL,
    "accept_report": GATEKEEPER,
    "request_closure": PRINCIPAL,
    "pass_gate": GATEKEEPER,
    "pass_verification": INSPECTOR,
    "sign_off": SECOND_INSPECTOR,
}
# Steps beside the path: the last step of the path before them, and who takes them.
BESIDE: dict[str, tuple[str, Actor]] = {
    "adopt_calendar": ("accept_report", OFFICER),
    "succeed_unit": ("submit_report", OFFICER),
    "suspend": ("accept_report", LEADER),
    "cancel": ("accept_report", LEADER),
    "request_change": ("accept_report", PRINCIPAL),
    "contest_assignment": ("issue", PRINCIPAL),
    "interim_one": ("pass_gate", INSPECTOR),
    "interim_two": ("interim_one", SECOND_INSPECTOR),
    "accept_interim": ("interim_two", SECOND_OFFICER),
    "late_withdrawal": ("sign_off", PRINCIPAL),
    "last_look_back": ("late_withdrawal", THIRD_INSPECTOR),
    "propose_revocation": ("sign_off", OFFICER),
    "revoke_sign_off": ("propose_revocation", LEADER),
    "archive": ("last_look_back", OFFICER),
    "split": ("accept_report", LEADER),
    "issue_order": ("accept_report", OFFICER),
    "acknowledge_order": ("issue_order", PRINCIPAL),
    "propose_archived": ("archive", OFFICER),
}
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
    S.SUPERSEDED: "split",
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
    "name_substitute": "pass_gate",
    "request_change": "accept_report",
    "approve_change": "request_change",
    "refuse_change": "request_change",
    "withdraw_change": "request_change",
    "contest_assignment": "issue",
    "uphold_assignment": "contest_assignment",
    "reassign": "accept_report",
    "split": "accept_report",
    "merge": "accept_report",
    "adopt_calendar": "accept_report",
    "succeed_unit": "accept_report",
}
# Where a state needs more than its last step for a command to be possible.
LAST_STEP_IN: dict[tuple[MeasureState, str], str] = {
    (S.ARCHIVED, "revoke_sign_off"): "propose_archived",
    (S.ARCHIVED, "dismiss_revocation"): "propose_archived",
}
COMMANDS = tuple(LAST_STEP_BEFORE)


def upto(last: str | None, after: str | None = None) -> tuple[str, ...]:
    """Steps of the path, the last one included, the one named by `after` left out."""
    names = list(PATH)
    start = names.index(after) + 1 if after else 0
    return tuple(names[start : names.index(last) + 1]) if last else ()


def drafted(assignment: Assignment = SINGLE, setting: Setting = STANDARD) -> Story:
    command = c.DraftMeasure(
        campaign_id=CAMPAIGN, problem_id="problem-1", number="12", text=WORDS, assignment=assignment
    )
    return Story((draft(command, OWN, OFFICER, JANUARY),), setting)


def reached(last: str | None) -> Story:
    """A measure of one unit whose latest step is `last`; None is a draft."""
    if last in BESIDE:
        before, who = BESIDE[last]
        return reached(before).then(body(last), who)
    return drafted().walk(upto(last))


def story_in(state: MeasureState, command: str) -> Story:
    """A measure in `state`, with the facts `command` needs where that state allows it at all."""
    if command == "claim" and state in {S.IN_PROGRESS, S.SUSTAINED}:
        return taken_over() if state is S.IN_PROGRESS else sustained_and_given_back()
    before = reached(LAST_STEP_BEFORE[command])
    if before.snapshot.state is state:
        return before
    if command in {"acknowledge_order", "close_order"}:
        return ordered(state)
    if before.snapshot.state is S.IN_PROGRESS and state is S.SUSPENDED:
        return before.then(body("suspend"), LEADER)
    if state is S.SUSTAINED:
        return sustained(LAST_STEP_BEFORE[command])
    return reached(LAST_STEP_IN.get((state, command), LAST_STEP_TO[state]))


def ordered(state: MeasureState) -> Story:
    """A measure with an open order, which was issued on the way to `state` where it could be."""
    if state in {S.DRAFT, S.ISSUED, S.SUPERSEDED, S.ARCHIVED}:
        story = reached(LAST_STEP_TO[state])
        return story.then(body("issue_order"), OFFICER) if state is S.ISSUED else story
    if state is S.SUSTAINED:
        return sustained().then(body("issue_order"), OFFICER)
    story = reached("issue_order")
    if state in {S.SUSPENDED, S.CANCELLED}:
        last = LAST_STEP_TO[state] or ""
        return story.then(body(last), LEADER)
    return story.walk(upto(LAST_STEP_TO[state], after="accept_report"))


def sustained(last: str | None = None) -> Story:
    """A measure accepted for a stage in December; in January reported on, as far as `last` where that is a report."""
    story = drafted().walk(upto("pass_gate"), DECEMBER)
    for who in (INSPECTOR, SECOND_INSPECTOR, SECOND_OFFICER):
        story = story.then(interim(DECEMBER), who, DECEMBER)
    if last == "request_change":
        return story.then(body(last), PRINCIPAL)
    return story.walk(upto(last, after="claim")) if last in upto("accept_report", after="claim") else story


def sustained_and_given_back() -> Story:
    """A sustained measure that went to another unit and came back: its lead unit has to claim anew."""
    return sustained().then(given_to(FOREIGN), OFFICER).then(given_to(LEAD), OFFICER)


def taken_over() -> Story:
    """A measure that another unit worked on, given to the lead unit, which has not claimed it yet."""
    theirs = drafted(SINGLE.model_copy(update={"lead_unit": FOREIGN})).walk(("issue",))
    return theirs.then(body("claim"), FORMER).then(given_to(LEAD), OFFICER)


def shared(*, claimed: bool = True) -> Story:
    """A measure of a lead and a joint unit; unless `claimed`, only the lead unit has claimed."""
    story = drafted(SHARED).walk(upto("claim"))
    return story.then(body("claim"), JOINT_LIAISON) if claimed else story


def second_lap(last: str | None = None) -> Story:
    """A measure sent back at sign-off in January and, in February of the same round, at `last` again."""
    sent_back = reached("pass_verification").then(body("refuse_sign_off"), SECOND_INSPECTOR)
    return sent_back.walk(upto(last, after="claim"), FEBRUARY)


def code_of(decision: Decision) -> RefusalCode | None:
    return decision.code if isinstance(decision, Refused) else None


def rule_of(decision: Decision) -> str | None:
    return decision.rule if isinstance(decision, Refused) else None
