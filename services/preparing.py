"""What the platform looks up for a command before the gate is asked: one room for the desk and for batches.

Nothing that is looked up here is ever taken from a sender: whatever a body says of it is replaced.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import select

from schemas.api import ReportBody
from schemas.charge_commands import Reassign, ReassignBody
from schemas.commands import Command, SubmitReport
from schemas.measure import Frozen
from schemas.offspring import Offspring, OffspringFacts
from schemas.offspring_commands import MergeBody, MergeMeasures, SplitBody, SplitMeasure
from schemas.order_commands import Refer
from schemas.referrals import ReferralBody
from schemas.round_commands import (
    FailLookBack,
    FailLookBackBody,
    PassLookBack,
    PassLookBackBody,
    ProposalBody,
    ProposeRevocation,
)
from schemas.substitute_commands import NameSubstitute, SubstituteBody
from schemas.tables.record import MEASURES
from services.asked import Asked
from services.errors import ProblemError
from services.evidence.references import resolve
from services.grounds import forget, keep
from services.organisation.standing import standing_facts
from services.people.members import member_facts
from services.people.substitutes import substitute_facts
from services.scope import visible
from workflows.periods import china_day

Body = (
    ReportBody
    | ProposalBody
    | SubstituteBody
    | PassLookBackBody
    | FailLookBackBody
    | ReassignBody
    | SplitBody
    | MergeBody
    | ReferralBody
)


LookUp = Callable[[Asked, Any], Awaitable[dict[str, object]]]


def read(said: Mapping[str, Any]) -> Command | Body:
    """What the route of a command would read, of its body with `type`.

    Raises:
        ValidationError: it is no command, or not as its route takes it.
    """
    kind = said.get("type")
    body = BODIES.get(kind) if isinstance(kind, str) else None
    if body is None:
        return COMMAND.validate_python(said)
    return body.model_validate({name: value for name, value in said.items() if name != "type"})


async def prepare(asked: Asked, said: Command | Body) -> Command:
    """The command as the gate is asked, of what a body or a batch's row says.

    Raises:
        ProblemError: `evidence.not_on_measure`; `not_found` for a measure, or a substitute, that is not there for them;
            `auth.role` for a referral.
    """
    if type(said) not in LOOKED_UP:
        return cast("Command", said)
    command, look_up = LOOKED_UP[type(said)]
    found = await look_up(asked, said)
    # Only what was said: a field that is left out may mean something else than one that is null.
    words = said.model_dump(exclude_unset=True, include=set(command.model_fields) - set(found))
    return cast("Command", command.model_validate({**words, **found}))


async def take_back(asked: Asked, command: Command) -> None:
    """What was put down for a command that was refused."""
    if isinstance(command, Refer):
        await forget(asked)


async def _files(asked: Asked, said: ReportBody | ProposalBody) -> dict[str, object]:
    """What a file is, the store says."""
    return {"evidence": await resolve(asked.database, asked.caller, asked.measure_id, said.evidence)}


async def _members(asked: Asked, said: PassLookBackBody | FailLookBackBody) -> dict[str, object]:
    return {"facts": await member_facts(asked.database, said.participants, china_day(asked.now))}


async def _standing(asked: Asked, said: ReassignBody) -> dict[str, object]:
    return {"facts": await standing_facts(asked.database, said.named_units, (said.special_group,))}


async def _substitute(asked: Asked, said: SubstituteBody) -> dict[str, object]:
    facts = await substitute_facts(asked.database, asked.caller.actor, asked.measure_id, said, asked.now)
    return {"facts": facts}


async def _split(asked: Asked, said: SplitBody) -> dict[str, object]:
    return {"facts": await _family(asked, (asked.measure_id,), said.children)}


async def _merge(asked: Asked, said: MergeBody) -> dict[str, object]:
    # Whoever merges locks parents by their ids, so the workflow that is asked is the first of them.
    if asked.measure_id != min(said.parents):
        raise ProblemError("request.invalid", f"measure_id: {min(said.parents)}")
    return {"facts": await _family(asked, said.parents, (said.child,))}


async def _family(asked: Asked, parents: tuple[str, ...], children: tuple[Offspring, ...]) -> OffspringFacts:
    seen = select(MEASURES.c.id, MEASURES.c.text).where(MEASURES.c.id.in_(parents), visible(asked.caller.actor))
    async with asked.database.read() as connection:
        texts = {row.id: row.text for row in await connection.execute(seen)}
    strangers = [measure_id for measure_id in parents if measure_id not in texts]
    if strangers:
        raise ProblemError("not_found", strangers[0])
    units = [unit for child in children for unit in child.named_units]
    groups = [child.special_group for child in children]
    return OffspringFacts(texts=texts, standing=await standing_facts(asked.database, units, groups))


# By the class of what is said: the command it becomes, and what is looked up for it.
LOOKED_UP: Mapping[type[Frozen], tuple[type[Frozen], LookUp]] = {
    ReportBody: (SubmitReport, _files),
    ProposalBody: (ProposeRevocation, _files),
    PassLookBackBody: (PassLookBack, _members),
    FailLookBackBody: (FailLookBack, _members),
    ReassignBody: (Reassign, _standing),
    SubstituteBody: (NameSubstitute, _substitute),
    SplitBody: (SplitMeasure, _split),
    MergeBody: (MergeMeasures, _merge),
    ReferralBody: (Refer, keep),
}
BODIES: Mapping[str, type[Body]] = {
    command.model_fields["type"].default: cast("type[Body]", body) for body, (command, _) in LOOKED_UP.items()
}
COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
