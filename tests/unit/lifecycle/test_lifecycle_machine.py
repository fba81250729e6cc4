"""A measure under random hands: whatever is asked, in whatever order, these statements stay true."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from schemas import commands as c
from schemas import events as e
from schemas.charge_events import Reassigned
from schemas.measure import (
    Actor,
    ActorKind,
    MeasureState,
    Outcome,
    Part,
    Role,
)
from schemas.packs import STANDARD
from schemas.refusals import Refused
from schemas.reports import (
    ReportStatus,
)
from schemas.round_events import LookBackFailed, LookBackPassed
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.bodies import NO_SUCH, bodies
from tests.unit.lifecycle.builders import (
    COMMANDS,
    drafted,
)
from tests.unit.lifecycle.cast import (
    JANUARY,
    JOINT,
    SHARED,
    SINGLE,
    hat,
    machine,
    person,
)
from tests.unit.lifecycle.transitions import MOVES, PLAYED
from workflows.canonical import row_hash
from workflows.evolution.fold import evolve, fold
from workflows.lifecycle import allowed, decide
from workflows.periods import china_day

EVENTS: TypeAdapter[tuple[e.Event, ...]] = TypeAdapter(tuple[e.Event, ...])
SNAPSHOT = TypeAdapter(MeasureSnapshot)
# Some people hold roles that must not meet, so that only the rules keep them apart.
PEOPLE = [
    person("office", hat(Role.OFFICE)),
    person("office-and-inspector", hat(Role.OFFICE), hat(Role.SUPERVISOR)),
    person("inspector-1", hat(Role.SUPERVISOR)),
    person("inspector-2", hat(Role.SUPERVISOR)),
    person("group-and-inspector", hat(Role.SPECIAL_GROUP), hat(Role.SUPERVISOR)),
    person("liaison", hat(Role.UNIT_LIAISON)),
    person("principal", hat(Role.UNIT_PRINCIPAL)),
    person("principal-and-inspector", hat(Role.UNIT_PRINCIPAL), hat(Role.SUPERVISOR), hat(Role.OFFICE)),
    person("joint-liaison", hat(Role.UNIT_LIAISON, JOINT)),
    person("joint-principal", hat(Role.UNIT_PRINCIPAL, JOINT)),
    person("both-principals", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT)),
    machine("robot", hat(Role.INTEGRATOR), hat(Role.OFFICE), hat(Role.UNIT_PRINCIPAL)),
    person("with-a-machines-grant", hat(Role.INTEGRATOR)),
    person("discipline", hat(Role.DISCIPLINE)),
    person("auditor", hat(Role.AUDITOR)),
    person("leader", hat(Role.LEADING_GROUP)),
    person("leader-and-inspector", hat(Role.LEADING_GROUP), hat(Role.SUPERVISOR)),
]
BY_ID = {actor.id: actor for actor in PEOPLE}
FORWARD = (
    "resume",
    "withdraw_change",
    "issue",
    "claim",
    "countersign_report",
    "accept_report",
    "request_closure",
    "submit_report",
    "pass_gate",
    "pass_verification",
    "sign_off",
)
SENDS_BACK = {
    "measure.closure_withdrawn",
    "measure.gate_returned",
    "measure.verification_failed",
    "measure.sign_off_refused",
    "measure.evidence_withdrawn",
}
BACK = ("return_gate", "fail_verification", "refuse_sign_off")


AT_WORK = (MeasureState.IN_PROGRESS, MeasureState.SUSTAINED)
ENDED = (MeasureState.SIGNED_OFF, MeasureState.CANCELLED, MeasureState.SUPERSEDED, MeasureState.ARCHIVED)


class MeasureMachine(RuleBasedStateMachine):
    """`events` is the ledger, `snapshot` the fold kept along the way, as the workflow keeps it."""

    @initialize(shared=st.booleans())
    def begin(self, shared: bool) -> None:
        self.now = JANUARY
        self.events: list[e.Event] = list(drafted(SHARED if shared else SINGLE).events)
        self.snapshot = evolve(None, self.events[0])
        self.parts: dict[str, set[Part]] = defaultdict(set)
        self.struck = False
        self.round = 1
        self.reworkable: set[str] = set()
        self.contents: dict[str, str] = {}
        self.requested_on: date | None = None

    @rule(days=st.integers(min_value=1, max_value=20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(who=st.sampled_from(sorted(BY_ID)), name=st.sampled_from(COMMANDS), data=st.data())
    def anyone_asks_anything(self, who: str, name: str, data: st.DataObject) -> None:
        command = data.draw(st.sampled_from(bodies(name, self.snapshot, self.now)))
        self.ask(command, BY_ID[who], data.draw(st.sampled_from((None, self.snapshot.seq, self.snapshot.seq - 1))))

    @rule(data=st.data())
    def someone_asks_what_they_may(self, data: st.DataObject) -> None:
        options = [
            (actor.id, view.action)
            for actor in PEOPLE
            for view in allowed(self.snapshot, actor, self.now, STANDARD)
            if view.allowed
        ]
        if options:
            who, name = data.draw(st.sampled_from(options))
            self.ask(data.draw(st.sampled_from(bodies(name, self.snapshot, self.now))), BY_ID[who], None)

    @precondition(lambda self: self.snapshot.state not in ENDED)
    @rule(turn=st.integers(0, len(PEOPLE) - 1), back=st.sampled_from((False, False, False, True)))
    def someone_moves_it_on(self, turn: int, back: bool) -> None:
        """The first step towards sign-off that someone may take, or now and then back from it."""
        people = PEOPLE[turn:] + PEOPLE[:turn]
        for name, actor in product((*BACK, *FORWARD) if back else FORWARD, people):
            for command in bodies(name, self.snapshot, self.now):
                if not isinstance(decide(self.snapshot, command, actor, self.now, setting=STANDARD), Refused):
                    self.ask(command, actor, None)
                    return
        self.now += timedelta(days=28)

    def ask(self, command: c.Command, actor: Actor, expected_seq: int | None) -> None:
        before = self.snapshot.model_copy(deep=True)
        decision = decide(self.snapshot, command, actor, self.now, expected_seq, setting=STANDARD)
        again = decide(self.snapshot, command, actor, self.now, expected_seq, setting=STANDARD)
        assert self.snapshot == before
        assert decision == again
        if isinstance(decision, Refused):
            assert (decision.seq, decision.state) == (before.seq, before.state)
            return
        assert expected_seq in (None, before.seq)
        assert decision
        for event in decision:
            self.happens(event, actor)

    def happens(self, event: e.Event, actor: Actor) -> None:
        before = self.snapshot
        self.snapshot = evolve(before, event)
        self.events.append(event)

        assert (event.by.id, event.by.kind, event.at) == (actor.id, actor.kind, self.now)
        assert self.snapshot.seq == before.seq + 1
        assert self.snapshot.state in MOVES[event.type, before.state]
        assert event.by.kind == "person" or event.type == "measure.report_submitted"
        if event.type in PLAYED:
            self.parts[event.by.id].add(PLAYED[event.type])
        self.struck |= event.type == "measure.signed_off"
        if event.type == "measure.sign_off_revoked":
            self.another_round(before)
        self.keeps_to_its_facts(event, before)

    def another_round(self, before: MeasureSnapshot) -> None:
        """Everyone may play any part again; of the old round nothing is left but the number and who was there."""
        assert self.snapshot.number == before.number
        assert set(self.snapshot.took_part) >= set(self.parts)
        assert (self.snapshot.reports, self.snapshot.closure, self.snapshot.signatures) == ((), None, ())
        self.round += 1
        self.parts.clear()
        self.struck = False
        self.requested_on = None

    def keeps_to_its_facts(self, event: e.Event, before: MeasureSnapshot) -> None:
        """What the rules say of reports, signatures and visits, kept here a second time and more simply."""
        if isinstance(event, e.ReportSubmitted):
            accepted = {row.period for row in before.reports if row.status is ReportStatus.ACCEPTED}
            assert event.period not in accepted or event.period in self.reworkable
            assert not (event.signed and event.by.kind is ActorKind.MACHINE)
            assert all(self.contents.setdefault(item.id, item.sha256) == item.sha256 for item in event.evidence)
            self.reworkable.discard(event.period)
        elif isinstance(event, e.ReportCountersigned):
            (signed,) = [row for row in before.reports if row.period == event.period]
            assert event.by.unit_id == signed.unit_id
            mine = {grant.unit_id for grant in BY_ID[event.by.id].grants}
            assert mine & {signed.unit_id, before.answers_for(signed.unit_id)}
        elif isinstance(event, e.ClosureRequested):
            self.requested_on = china_day(self.now)
        elif isinstance(event, e.VerificationPassed | e.VerificationFailed):
            assert self.requested_on is not None
            assert self.requested_on <= event.visited_on <= china_day(self.now)
        elif isinstance(event, LookBackPassed | LookBackFailed):
            assert NO_SUCH not in event.participants
        elif isinstance(event, Reassigned):
            assert NO_SUCH not in event.assignment.all_units
        if self.snapshot.state in AT_WORK and event.type in SENDS_BACK:
            self.reworkable = {row.period for row in self.snapshot.reports}

    @invariant()
    def nobody_plays_two_parts_in_a_round(self) -> None:
        assert self.snapshot.round == self.round
        assert all(len(parts) == 1 for parts in self.parts.values())

    @invariant()
    def a_sign_off_is_left_by_revocation_alone(self) -> None:
        assert (self.snapshot.outcome is Outcome.DONE) == self.struck
        if self.struck or self.snapshot.state is MeasureState.SIGNED_OFF:
            assert self.snapshot.state in {MeasureState.SIGNED_OFF, MeasureState.ARCHIVED}
            assert self.struck

    @invariant()
    def the_ledger_folds_to_the_snapshot(self) -> None:
        assert fold(self.events) == self.snapshot
        assert self.snapshot.seq == len(self.events)

    @invariant()
    def evidence_is_frozen_from_the_request_on(self) -> None:
        """In every state past the request, what was frozen is still on the measure and in force."""
        closure = self.snapshot.closure
        on_measure = {item for report in self.snapshot.reports for item in report.evidence}
        if closure and closure.evidence and not self.struck:
            assert set(closure.evidence) <= on_measure
            assert not {item.id for item in closure.evidence} & set(self.snapshot.withdrawn_evidence)

    @invariant()
    def what_is_not_allowed_is_refused(self) -> None:
        actor = PEOPLE[self.snapshot.seq % len(PEOPLE)]
        for view in allowed(self.snapshot, actor, self.now, STANDARD):
            if not view.allowed:
                for command in bodies(view.action, self.snapshot, self.now):
                    assert isinstance(decide(self.snapshot, command, actor, self.now, setting=STANDARD), Refused)

    def teardown(self) -> None:
        """What need not be asked after every step is asked once, of the whole story."""
        if not hasattr(self, "events"):
            return
        read = EVENTS.validate_json(EVENTS.dump_json(tuple(self.events)))
        snapshot = SNAPSHOT.validate_json(SNAPSHOT.dump_json(self.snapshot))
        turned = [report.model_copy(update={"evidence": report.evidence[::-1]}) for report in snapshot.reports]

        assert list(read) == self.events
        assert fold(read) == self.snapshot == snapshot
        assert row_hash(snapshot.model_copy(update={"reports": tuple(turned)})) == row_hash(self.snapshot)


# A failing story is printed as it was found: making it shorter first takes minutes.
MeasureMachine.TestCase.settings = settings(
    max_examples=90,
    stateful_step_count=40,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestMeasure: Any = MeasureMachine.TestCase
