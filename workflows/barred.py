"""What keeps a person from a step whatever the facts and the moment: role, separation of duties, the chain's slots."""

from schemas.measure import Part
from schemas.refusals import Refused
from workflows.case import Case
from workflows.chains import next_signature, roles_of
from workflows.duties import authorise
from workflows.recusal import recused
from workflows.steps.shape import Step
from workflows.steps.table import STEPS


def barred(case: Case, step: Step) -> Refused | None:
    """The first rule that keeps the actor away; signatures count in the state they were given for."""
    denied = authorise(case.snapshot, case.actor, step, roles_of(case.setting.rules, step)) or recused(case, step)
    if denied or not step.chain or case.snapshot.state not in step.states:
        return denied
    signature = next_signature(case.snapshot, case.actor, case.setting.rules, step)
    return signature if isinstance(signature, Refused) else None


def steps_of(part: Part) -> tuple[Step, ...]:
    """The steps by which the part is played."""
    return tuple(step for step in STEPS.values() if step.part is part)
