"""S6: a substitute is named only where nobody is left, and never the submitter or an administrator."""

from dataclasses import replace

from schemas.clock import Reminder, ReminderKind
from schemas.measure import ActorKind, Part, Role, Substitute
from schemas.packs import Colour
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode, Refused
from schemas.substitute_commands import NameSubstitute
from schemas.substitute_events import SubstituteNamed
from workflows.barred import barred, steps_of
from workflows.case import Case, Decision
from workflows.duties import refused


def name_substitute(case: Case, command: NameSubstitute) -> Decision:
    facts = command.facts
    if facts.eligible:
        return refused(case.snapshot, RefusalCode.SUBSTITUTE_NEEDLESS, rule="S6", about=",".join(facts.eligible))
    rule = _unfit(case, command)
    if rule:
        return refused(case.snapshot, RefusalCode.SUBSTITUTE_UNFIT, rule=rule, about=command.person_id)
    named = SubstituteNamed(
        **case.said(),
        part=command.part,
        person_id=facts.candidate.id,
        person_name=facts.candidate.name,
        reason=command.reason,
    )
    return (named, _told(case, command))


def _unfit(case: Case, command: NameSubstitute) -> str | None:
    """The rule that keeps the candidate away, asked as if they had been named already."""
    candidate = command.facts.candidate
    if candidate.kind is not ActorKind.PERSON:
        return "S9"
    submitted = any(act.person_id == candidate.id and act.part is Part.REPORTER for act in case.snapshot.acts)
    administers = any(grant.role is Role.ADMIN for grant in candidate.grants)
    if submitted or administers or candidate.id in case.actor.people or not command.facts.sees:
        return "S6"
    substitute = Substitute(part=command.part, person_id=candidate.id, round=case.snapshot.round)
    snapshot = case.snapshot.model_copy(update={"substitutes": (*case.snapshot.substitutes, substitute)})
    as_if = replace(case, snapshot=snapshot, actor=candidate)
    denials: list[Refused | None] = [barred(as_if, step) for step in steps_of(command.part)]
    return next((denied.rule for denied in denials if denied), None)


def _told(case: Case, command: NameSubstitute) -> Reminded:
    letter = Reminder(
        kind=ReminderKind.SUBSTITUTE_NAMED,
        colour=Colour.YELLOW,
        to=(Role.DISCIPLINE,),
        units=(),
        about=f"{command.part}:{command.person_id}",
        date=case.day,
        days=0,
        times=1,
    )
    # Letters of the clock that fall due meanwhile are still its own to send.
    until = case.snapshot.clock.rang_until if case.snapshot.clock else case.at
    return Reminded(**case.said(), until=until, reminders=(letter,))
