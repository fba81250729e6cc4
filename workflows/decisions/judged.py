"""What was judged by people of a unit that then succeeds to the measure: none of it may stand (S1, S4). Pure."""

from schemas.directory_facts import Attached
from schemas.measure import Act, MeasureState, Part
from schemas.snapshot import MeasureSnapshot
from schemas.succession_commands import SucceedUnitHere
from workflows.case import Case
from workflows.duties import involved_units
from workflows.recusal import in_force

# The state in which each part is played, in the order of the road.
JUDGED_IN = {
    Part.GATEKEEPER: MeasureState.CLOSURE_REQUESTED,
    Part.VERIFIER: MeasureState.VERIFYING,
    Part.SIGNATORY: MeasureState.AWAITING_SIGN_OFF,
}
ROAD = tuple(JUDGED_IN.values())
# At the gate nothing is signed yet; whoever comes next is asked by the rules of the day.
UNDER_JUDGEMENT = frozenset({MeasureState.VERIFYING, MeasureState.AWAITING_SIGN_OFF})


def fallen(case: Case, command: SucceedUnitHere) -> tuple[Act, ...]:
    """Judging acts of this round by people of the successor, which was a stranger to the measure when they acted.

    Had it a part in the measure before, its people were kept away all along.
    """
    snapshot = case.snapshot
    if snapshot.state not in UNDER_JUDGEMENT or command.successor_id in involved_units(snapshot):
        return ()
    theirs = {one.person_id for one in command.facts.attached if _bound(case, one)}
    return tuple(act for act in snapshot.acts if act.part in JUDGED_IN and act.person_id in theirs)


def begins_anew(snapshot: MeasureSnapshot, acts: tuple[Act, ...]) -> MeasureState | None:
    """The first state that one of the acts belongs to; None when nothing rests on them."""
    reached = ROAD[: ROAD.index(snapshot.state) + 1] if acts else ()
    played = {JUDGED_IN[act.part] for act in acts}
    first = next((state for state in reached if state in played), None)
    # An act of an earlier lap may have left no signature in the state that is begun anew.
    return None if first is snapshot.state and not snapshot.signatures else first


def _bound(case: Case, one: Attached) -> bool:
    years = case.setting.rules.former_post_years
    return one.member or any(in_force(recusal, case.day, years) for recusal in one.recusals)
