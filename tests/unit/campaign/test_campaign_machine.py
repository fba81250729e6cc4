"""A campaign under random hands and a running clock: whatever is asked, these statements stay true."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import TypeAdapter

from schemas.campaign_refusals import CampaignRefused
from schemas.campaigns import CampaignEvent, CampaignState
from schemas.measure import Role
from tests.unit.campaign.builders import ACTORS, BODIES, REVIEWED, SETTING, START, case, imported, somebody
from workflows.campaign_rules.evolution import evolve_campaign, fold_campaign
from workflows.campaign_rules.gate import decide_campaign
from workflows.campaign_rules.moments import due_events, next_moment
from workflows.campaign_rules.steps import CAMPAIGN_STEPS

EVENTS: TypeAdapter[tuple[CampaignEvent, ...]] = TypeAdapter(tuple[CampaignEvent, ...])
RANK = {state: rank for rank, state in enumerate(CampaignState)}
PEOPLE = [*ACTORS.values(), somebody("everything", *Role), somebody("stranger", *Role, campaign="c2")]


class CampaignMachine(RuleBasedStateMachine):
    """`events` is the ledger; every command goes through what is due first, as the product does it."""

    @initialize(reviewed=st.booleans())
    def begin(self, reviewed: bool) -> None:
        self.now = START
        self.setting = REVIEWED if reviewed else SETTING
        first = imported()
        self.events: list[CampaignEvent] = [first]
        self.snapshot = evolve_campaign(None, first)

    def write(self, events: tuple[CampaignEvent, ...]) -> None:
        for event in events:
            before = self.snapshot
            self.snapshot = evolve_campaign(before, event)
            self.events.append(event)
            back = RANK[self.snapshot.state] < RANK[before.state]
            assert not back or event.type == "campaign.reopened"
            assert self.snapshot.seq == before.seq + 1

    def ask(self, name: str, who: Any, **known: Any) -> None:
        self.write(due_events(self.snapshot, self.setting, self.now, claimed=False))
        body = BODIES[name]
        dated: dict[str, Any] = {
            field: self.now.date()
            for field in ("held_on", "as_of", "transferred_on", "settled_on")
            if field in type(body).model_fields
        }
        asked = body.model_copy(update=dated)
        answer = decide_campaign(case(self.snapshot, self.setting, name, **known), asked, who, self.now)
        if isinstance(answer, CampaignRefused):
            assert answer.state is self.snapshot.state
            return
        assert CAMPAIGN_STEPS[name].roles & {grant.role for grant in who.grants}
        assert who.id != "stranger"
        self.write(answer)

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(name=st.sampled_from(sorted(BODIES)), who=st.sampled_from(PEOPLE), whole=st.booleans())
    def anyone_asks_anything(self, name: str, who: Any, whole: bool) -> None:
        self.ask(name, who, incomplete=() if whole else ("1-1",), still_open=() if whole else ("1-1",))

    @rule(turn=st.integers(0, len(BODIES) - 1))
    def someone_moves_it_on(self, turn: int) -> None:
        names = list(BODIES)
        for name in names[turn:] + names[:turn]:
            for who in ACTORS.values():
                before = self.snapshot.state
                self.ask(name, who)
                if self.snapshot.state is not before:
                    return

    @rule()
    def the_clock_looks(self) -> None:
        self.write(due_events(self.snapshot, self.setting, self.now, claimed=True))

    @invariant()
    def the_fold_is_the_snapshot(self) -> None:
        """Through JSON and back, the ledger gives what was kept along the way."""
        if hasattr(self, "events"):
            again = EVENTS.validate_json(EVENTS.dump_json(tuple(self.events)))
            assert fold_campaign(again) == self.snapshot

    @invariant()
    def nothing_is_due_twice(self) -> None:
        """After the clock has looked nothing is due at the same moment, and it wakes later than now."""
        if hasattr(self, "events"):
            snapshot = self.snapshot
            for event in due_events(snapshot, self.setting, self.now, claimed=True):
                snapshot = evolve_campaign(snapshot, event)
            assert due_events(snapshot, self.setting, self.now, claimed=True) == ()
            wake = next_moment(snapshot, self.setting, self.now, claimed=True)
            assert wake is None or wake > self.now
            assert len(set(snapshot.passed)) == len(snapshot.passed)

    @invariant()
    def the_public_learns_last(self) -> None:
        """No bulletin to the public without the party's of the same numbers before it."""
        if hasattr(self, "events"):
            told = [(one.audience, one.snapshot_id) for one in self.snapshot.bulletins]
            for place, (audience, snapshot_id) in enumerate(told):
                assert audience == "party" or ("party", snapshot_id) in told[:place]


TestCampaign = CampaignMachine.TestCase
TestCampaign.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
