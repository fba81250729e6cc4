"""S1, S2, S4, S8 under random people: whatever recusals and stand-ins there are, nobody judges against them."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas import events as e
from schemas.measure import Actor, Part, Recusal, Role
from schemas.packs import STANDARD, Setting
from schemas.refusals import Refused
from tests.unit.lifecycle.bodies import bodies
from tests.unit.lifecycle.builders import (
    COMMANDS,
    drafted,
)
from tests.unit.lifecycle.cast import (
    FOREIGN,
    JANUARY,
    JOINT,
    LEAD,
    SHARED,
    STRICT,
    SUPPORT,
    hat,
)
from tests.unit.lifecycle.cast import person as actor
from tests.unit.lifecycle.test_standing_in import in_place_of
from tests.unit.lifecycle.transitions import PLAYED
from workflows.lifecycle import decide
from workflows.periods import china_day

UNITS = (LEAD, JOINT, SUPPORT, FOREIGN)
OF_THE_MEASURE = {LEAD, JOINT, SUPPORT}
JUDGES = {Part.GATEKEEPER, Part.VERIFIER, Part.SIGNATORY}
ROLES = (Role.OFFICE, Role.SUPERVISOR, Role.SUPERVISOR, Role.LEADING_GROUP, Role.LEADER_IN_CHARGE)
ROAD = (
    "claim",
    "submit_report",
    "countersign_report",
    "accept_report",
    "request_closure",
    "pass_gate",
    "pass_verification",
    "sign_off",
)
DAY = china_day(JANUARY)
recusals = st.builds(
    lambda unit, since, length: Recusal(
        unit_id=unit,
        since=DAY + timedelta(days=since),
        until=None if length is None else DAY + timedelta(days=since + length),
    ),
    st.sampled_from(UNITS),
    st.integers(-9, 9),
    st.one_of(st.none(), st.integers(0, 9)),
)
kept_away = st.lists(recusals, max_size=1).map(tuple)


@st.composite
def crowds(draw: st.DrawFn) -> list[Actor]:
    """Those who bring a measure along, and seven with random roles, units and recusals, some in others' places."""
    sure = [actor("issuer", hat(Role.OFFICE))]
    sure += [actor(f"principal-{unit}", hat(Role.UNIT_PRINCIPAL, unit)) for unit in (LEAD, JOINT)]
    mixed = []
    for number in range(7):
        grants = [hat(role) for role in draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=3))]
        grants += [hat(Role.UNIT_LIAISON, unit) for unit in draw(st.lists(st.sampled_from(UNITS), max_size=1))]
        one = actor(f"p{number}", *grants)
        mixed.append(one.model_copy(update={"recusals": draw(kept_away)}))
    pairs = draw(st.lists(st.tuples(st.sampled_from(mixed), st.sampled_from(mixed)), min_size=4, max_size=8))
    standing = [in_place_of(one, other) for one, other in pairs if one.id != other.id]
    return [*sure, *draw(st.permutations([*mixed, *standing]))]


def units_of(crowd: list[Actor]) -> dict[str, set[str]]:
    """From the grants a person has in their own name."""
    own = [one for one in crowd if one.acting_for is None]
    return {one.id: {grant.unit_id for grant in one.grants if grant.unit_id} for one in own}


def keeps_away(crowd: list[Actor], who: str, day: date) -> set[str]:
    (one,) = [one for one in crowd if one.id == who and one.acting_for is None]
    return {held.unit_id for held in one.recusals if held.since <= day and (held.until is None or day <= held.until)}


# A failing story is printed as it was found: making it shorter first takes minutes.
@settings(max_examples=60, deadline=None, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(
    crowd=crowds(),
    strict=st.booleans(),
    asked=st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 30), st.integers(0, 3)), max_size=12),
    turns=st.lists(st.integers(0, 30), min_size=48, max_size=48),
)
def test_s1_s2_s4_s8_hold_for_everyone_and_every_pair(
    crowd: list[Actor], strict: bool, asked: list[tuple[str, int, int]], turns: list[int]
) -> None:
    setting: Setting = STRICT if strict else STANDARD
    story = drafted(SHARED, setting)
    snapshot, events, now = story.snapshot, list(story.events), JANUARY
    parts: dict[str, set[Part]] = defaultdict(set)
    units = units_of(crowd)
    wanted = [("issue", 0, 0), *asked, *((name, turn, 0) for name, turn in zip(ROAD * 6, turns, strict=True))]
    for name, turn, later in wanted:
        now += timedelta(days=later)
        for who in [*crowd[turn % len(crowd) :], *crowd]:
            taken = next(
                (
                    (command, decision)
                    for command in bodies(name, snapshot, now)
                    if not isinstance(decision := decide(snapshot, command, who, now, setting=setting), Refused)
                ),
                None,
            )
            if taken is None:
                continue
            command, decision = taken
            days = {china_day(now), getattr(command, "visited_on", china_day(now))}
            for event in decision:
                happened(event, who, parts)
                if PLAYED.get(event.type) in JUDGES:
                    for one in who.people:
                        assert not units[one] & OF_THE_MEASURE
                        assert not any(keeps_away(crowd, one, day) & OF_THE_MEASURE for day in days)
            events += decision
            snapshot = type(story)((*events,), setting).snapshot
            break
    assert all(len(played) == 1 for played in parts.values())


def happened(event: e.Event, who: Actor, parts: dict[str, set[Part]]) -> None:
    assert {event.by.id} | ({event.by.acting_for.id} if event.by.acting_for else set()) == who.people
    if event.type in PLAYED:
        for one in who.people:
            parts[one].add(PLAYED[event.type])


def test_the_crowd_gets_measures_signed_off() -> None:
    """The statements above are about something: with nobody kept away the same road ends in a sign-off."""
    story = drafted(SHARED).walk(("issue",))
    crowd = [actor("principal", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT))]
    crowd += [actor("office", hat(Role.OFFICE)), actor("a", hat(Role.SUPERVISOR)), actor("b", hat(Role.SUPERVISOR))]
    for name in (*ROAD[:1], *ROAD, *ROAD):
        for who in crowd:
            for command in bodies(name, story.snapshot, JANUARY):
                decision = story.ask(command, who)
                if not isinstance(decision, Refused):
                    story = type(story)((*story.events, *decision), story.setting)
                    break

    assert story.snapshot.state == "signed_off"
