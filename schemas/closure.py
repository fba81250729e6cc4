"""A request for closure, and the signatures that chains of the rule pack ask for."""

from datetime import date

from schemas.measure import Frozen, MeasureState
from schemas.reports import EvidenceRef


class Closure(Frozen):
    """A request for closure: who signed it so far, and what was frozen when it was complete.

    `came_from` is the state to which a return leads back.
    """

    signed_units: tuple[str, ...]
    requested_on: date | None = None
    evidence: tuple[EvidenceRef, ...] = ()
    evidence_hash: str | None = None
    verified_row_hash: str | None = None
    came_from: MeasureState = MeasureState.IN_PROGRESS


class Signature(Frozen):
    """One filled slot of one of the pack's chains; `group_id` is the team of a signer with a role."""

    chain: str
    slot: int
    person_id: str
    group_id: str | None
    acting_for: str | None = None
    substitute: bool = False
