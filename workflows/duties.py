"""Who may act: roles where they hold, and the separation of duties S1, S2, S6, S8, S9 (domain.md 6.4)."""

from schemas.measure import Actor, ActorKind, Grant, Part, Role
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.steps.shape import UNIT_ROLES, Step

UNIT_BOUND = UNIT_ROLES | {Role.INTEGRATOR, Role.SUPPORT_LIAISON}
INDEPENDENT = frozenset({Part.GATEKEEPER, Part.VERIFIER, Part.SIGNATORY})


def refused(
    snapshot: MeasureSnapshot, code: RefusalCode, *, rule: str | None = None, about: str | None = None
) -> Refused:
    return Refused(code=code, seq=snapshot.seq, state=snapshot.state, rule=rule, about=about)


def authorise(snapshot: MeasureSnapshot, actor: Actor, step: Step, roles: frozenset[Role]) -> Refused | None:
    """None when the actor, who needs one of `roles`, may take the step; else the first rule that forbids it."""
    if actor.kind is ActorKind.MACHINE and not step.machines:
        return refused(snapshot, RefusalCode.DUTIES_CONFLICT, rule="S9")
    if not any(grant.role in roles for grant in grants_here(snapshot, actor, step)) and not substitutes(
        snapshot, actor, step.part
    ):
        return refused(snapshot, RefusalCode.ROLE_REQUIRED, rule=step.number, about=",".join(sorted(roles)))
    if (step.outside or step.part in INDEPENDENT) and _units(actor) & involved_units(snapshot):
        return refused(snapshot, RefusalCode.DUTIES_CONFLICT, rule="S1")
    if step.part and any(act.person_id in actor.people and act.part is not step.part for act in snapshot.acts):
        return refused(snapshot, RefusalCode.DUTIES_CONFLICT, rule="S2")
    return None


def substitutes(snapshot: MeasureSnapshot, actor: Actor, part: Part | None) -> bool:
    """Whether the actor was named to play the part in this round (S6), and does so in person."""
    named = {(one.person_id, one.part) for one in snapshot.substitutes if one.round == snapshot.round}
    administers = any(grant.role is Role.ADMIN for grant in actor.grants)
    return (actor.id, part) in named and actor.acting_for is None and not administers


def grants_here(snapshot: MeasureSnapshot, actor: Actor, step: Step | None = None) -> tuple[Grant, ...]:
    """The grants that count for this measure and step. A machine is an integrator and nothing else (S9)."""
    machine = actor.kind is ActorKind.MACHINE
    return tuple(
        grant
        for grant in actor.grants
        if (grant.role is Role.INTEGRATOR) == machine and _holds_here(snapshot, grant, step)
    )


def acting_units(snapshot: MeasureSnapshot, actor: Actor, step: Step) -> tuple[str, ...]:
    """The units this actor may take this step for, in the order of the assignment."""
    mine = {grant.unit_id for grant in grants_here(snapshot, actor, step) if grant.role in step.roles}
    bound = _bound(snapshot, step)
    return tuple(unit for unit in bound if unit in mine or snapshot.answers_for(unit) in mine)


def taken_part(snapshot: MeasureSnapshot) -> tuple[str, ...]:
    """Everybody who played a part in this or an earlier round, or was on a look-back (S5)."""
    return tuple(dict.fromkeys((*snapshot.took_part, *(act.person_id for act in snapshot.acts))))


def is_principal_of(snapshot: MeasureSnapshot, actor: Actor, unit_id: str, step: Step) -> bool:
    """Whether the actor signs for the unit in this step."""
    held = grants_here(snapshot, actor, step)
    signing = {grant.unit_id for grant in held if grant.role is Role.UNIT_PRINCIPAL}
    return unit_id in signing or snapshot.answers_for(unit_id) in signing


def _bound(snapshot: MeasureSnapshot, step: Step | None) -> tuple[str, ...]:
    """The units whose people act as such: the charged ones, and those with a report of theirs to finish."""
    return snapshot.assignment.charged_units + (snapshot.finishing_units if step and step.finishing else ())


def involved_units(snapshot: MeasureSnapshot) -> frozenset[str]:
    """Units that have, or had, a part in the work itself: their people judge none of it."""
    return snapshot.assignment.all_units | frozenset(snapshot.former_units)


def _holds_here(snapshot: MeasureSnapshot, grant: Grant, step: Step | None) -> bool:
    if grant.campaign_id not in (None, snapshot.campaign_id):
        return False
    if grant.role in UNIT_BOUND:
        bound = _bound(snapshot, step)
        return grant.unit_id in {*bound, *map(snapshot.answers_for, bound)}
    if grant.role is Role.SPECIAL_GROUP:
        return grant.group_id is not None and grant.group_id == snapshot.assignment.special_group
    return True


def _units(actor: Actor) -> frozenset[str]:
    return frozenset(grant.unit_id for grant in actor.grants if grant.unit_id) | frozenset(actor.own_units)
