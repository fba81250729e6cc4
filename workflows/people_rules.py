"""Who may put recusals, delegations and handovers on record, pure. Measures have their own gate in `lifecycle`."""

from dataclasses import dataclass
from datetime import date

from schemas.measure import Actor, ActorKind, Role

RECORDERS = frozenset({Role.OFFICE, Role.DISCIPLINE})
DELEGATORS = frozenset({Role.OFFICE, Role.ADMIN})
OVERSEERS = frozenset({Role.OFFICE, Role.LEADING_GROUP, Role.DISCIPLINE, Role.ORG_DEPT, Role.AUDITOR})
OF_A_UNIT = frozenset({Role.UNIT_PRINCIPAL, Role.UNIT_LIAISON})
MAX_RECUSALS = 100


@dataclass(frozen=True)
class DirectoryRefused:
    """Of people or units. A code of `services.wording` and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True)
class Pair:
    """A person to be represented and the stand-in: kinds, and whether the stand-in administers accounts."""

    person_id: str
    person_kind: ActorKind
    stand_in_id: str
    stand_in_kind: ActorKind
    stand_in_is_admin: bool


def holds(actor: Actor, roles: frozenset[Role]) -> bool:
    """Whether a person holds one of the roles anywhere; a machine never does (S9)."""
    return actor.kind is ActorKind.PERSON and any(grant.role in roles for grant in actor.grants)


def may_record_recusal(actor: Actor, person_id: str) -> DirectoryRefused | None:
    """Office and discipline for anybody, everybody for oneself: declaring a conflict is never refused."""
    return _in_person(actor, RECORDERS, person_id)


def may_end_recusal(actor: Actor, person_id: str, last_day: date, today: date) -> DirectoryRefused | None:
    """Nobody lifts a recusal of one's own, and what bound yesterday stays on record."""
    if person_id in actor.people or not holds(actor, RECORDERS):
        return DirectoryRefused("auth.role", _named(RECORDERS))
    return DirectoryRefused("people.date_past", str(last_day)) if last_day < today else None


def may_delegate(actor: Actor, pair: Pair) -> DirectoryRefused | None:
    """By the person represented, the office or an administrator; a stand-in passes nothing on (S8)."""
    denied = _in_person(actor, DELEGATORS, pair.person_id)
    if denied:
        return denied
    if ActorKind.MACHINE in {pair.person_kind, pair.stand_in_kind}:
        return DirectoryRefused("delegation.impossible", "S9")
    # Accounts and business stay apart, and nobody takes another's powers by one's own hand.
    if pair.stand_in_is_admin or pair.stand_in_id in {pair.person_id, actor.id}:
        return DirectoryRefused("delegation.impossible", pair.stand_in_id)
    return None


def may_end_delegation(actor: Actor, person_id: str, stand_in_id: str) -> DirectoryRefused | None:
    """Either of the two, the office or an administrator."""
    return None if actor.id == stand_in_id else _in_person(actor, DELEGATORS, person_id)


def may_read_handover(actor: Actor, unit_id: str) -> DirectoryRefused | None:
    """The unit's own people, and whoever oversees all measures of every campaign."""
    overseen = any(grant.role in OVERSEERS and grant.campaign_id is None for grant in actor.grants)
    own = any(grant.role in OF_A_UNIT and grant.unit_id == unit_id for grant in actor.grants)
    return None if actor.kind is ActorKind.PERSON and (own or overseen) else DirectoryRefused("not_found", unit_id)


def may_hand_over(actor: Actor, unit_id: str) -> DirectoryRefused | None:
    """The office, or a principal of the unit; a handover is face to face, so nobody stands in."""
    denied = may_read_handover(actor, unit_id)
    if denied or actor.acting_for:
        return denied or DirectoryRefused("auth.in_person")
    own = any(grant.role is Role.UNIT_PRINCIPAL and grant.unit_id == unit_id for grant in actor.grants)
    wanted = frozenset({Role.OFFICE, Role.UNIT_PRINCIPAL})
    return None if own or holds(actor, frozenset({Role.OFFICE})) else DirectoryRefused("auth.role", _named(wanted))


def may_stand_in(actor: Actor) -> bool:
    """Whether the caller may act in anybody's place at all: people do, machines and administrators do not."""
    return actor.kind is ActorKind.PERSON and not holds(actor, frozenset({Role.ADMIN}))


def _in_person(actor: Actor, roles: frozenset[Role], person_id: str) -> DirectoryRefused | None:
    if actor.acting_for:
        return DirectoryRefused("auth.in_person")
    if actor.kind is ActorKind.PERSON and (actor.id == person_id or holds(actor, roles)):
        return None
    return DirectoryRefused("auth.role", _named(roles))


def _named(roles: frozenset[Role]) -> str:
    return ",".join(sorted(roles))
