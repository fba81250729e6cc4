"""Chains of signatures: which slot of the pack's chain a person fills, and who is still missing (S2, S3)."""

from schemas.closure import (
    Signature,
)
from schemas.measure import (
    Actor,
    Grant,
    Role,
)
from schemas.packs import MeasureRules, Slots
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.duties import grants_here, refused, substitutes
from workflows.steps.shape import Chain, Step


def slots_of(rules: MeasureRules, chain: Chain | None) -> Slots:
    """The roles of each slot, in order."""
    if chain is None:
        return ()
    table = {
        Chain.VERIFICATION: rules.verification_slots,
        Chain.INTERIM: rules.interim_slots,
        Chain.SIGN_OFF: rules.sign_off_slots,
    }
    return table[chain]


def given(snapshot: MeasureSnapshot, chain: Chain | None) -> tuple[Signature, ...]:
    """The signatures of one chain: a visit may end in either of two, and each is counted for itself."""
    return tuple(signature for signature in snapshot.signatures if signature.chain == chain)


def roles_of(rules: MeasureRules, step: Step) -> frozenset[Role]:
    """The roles that may take a step: of any slot of its chain, else the table's."""
    slots = slots_of(rules, step.chain)
    return frozenset(role for slot in slots for role in slot) if slots else step.roles


def next_signature(snapshot: MeasureSnapshot, actor: Actor, rules: MeasureRules, step: Step) -> Signature | Refused:
    """The first free slot that a role of this person fits; nobody fills two."""
    signed = given(snapshot, step.chain)
    if any({signature.person_id, signature.acting_for} & actor.people for signature in signed):
        return refused(snapshot, RefusalCode.SLOT_SIGNED, rule=step.number, about=actor.id)
    taken = {signature.slot for signature in signed}
    slots = slots_of(rules, step.chain)
    teams = {
        signature.group_id
        for signature in signed
        if Role.SUPERVISOR in slots[signature.slot] and not signature.substitute
    }
    grants = grants_here(snapshot, actor)
    for slot, roles in enumerate(slots):
        grant = None if slot in taken else _fitting(grants, roles, teams if rules.one_team else set())
        if grant:
            return _signed(actor, step, slot, grant.group_id)
    return _as_substitute(snapshot, actor, step, slots) or refused(
        snapshot, RefusalCode.SLOT_TAKEN, rule=step.number, about=_missing(rules, step, taken)
    )


def _as_substitute(snapshot: MeasureSnapshot, actor: Actor, step: Step, slots: Slots) -> Signature | None:
    """The first free slot, for whoever was named because nobody of its roles is left (S6)."""
    taken = {signature.slot for signature in given(snapshot, step.chain)}
    free = [slot for slot in range(len(slots)) if slot not in taken]
    if not free or not substitutes(snapshot, actor, step.part):
        return None
    return Signature(chain=str(step.chain), slot=free[0], person_id=actor.id, group_id=None, substitute=True)


def _signed(actor: Actor, step: Step, slot: int, team: str | None) -> Signature:
    represented = actor.acting_for.id if actor.acting_for else None
    return Signature(chain=str(step.chain), slot=slot, person_id=actor.id, group_id=team, acting_for=represented)


def _fitting(grants: tuple[Grant, ...], roles: tuple[Role, ...], teams: set[str | None]) -> Grant | None:
    """A grant of one of the roles; where the first supervisor's team binds, supervisors are of that team."""
    fit = (grant for grant in grants if grant.role in roles)
    bound = (grant for grant in fit if not teams or grant.role is not Role.SUPERVISOR or grant.group_id in teams)
    return next(bound, None)


def completes(snapshot: MeasureSnapshot, rules: MeasureRules, chain: Chain | None, signature: Signature) -> bool:
    """Whether this signature is the last that the chain asks for."""
    filled = {one.slot for one in given(snapshot, chain)} | {signature.slot}
    return len(filled) == len(slots_of(rules, chain))


def _missing(rules: MeasureRules, step: Step, taken: set[int]) -> str:
    slots = slots_of(rules, step.chain)
    return ",".join("|".join(roles) for slot, roles in enumerate(slots) if slot not in taken)
