"""Commands of the long life of a measure: accepted for a stage, reviewed, looked back at, revoked, archived."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.directory_facts import MemberFacts
from schemas.measure import (
    Frozen,
)
from schemas.reports import (
    EvidenceRef,
)
from schemas.rounds import StageTerms, Visit
from schemas.texts import Note

PersonId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class AcceptInterim(StageTerms):
    """M10: one signature under a stage result. Whoever signs as a supervisor tells of the own visit."""

    type: Literal["accept_interim"] = "accept_interim"
    visit: Visit | None = None
    no_conflict_declared: Literal[True]


class ReviewSustained(Frozen):
    """M10: a supervisor looks at a sustained measure and says when to look again."""

    type: Literal["review_sustained"] = "review_sustained"
    findings: Note
    next_review: date


class FindingKind(StrEnum):
    """反弹 / 敷衍 / 虚假整改."""

    RELAPSE = "relapse"
    PERFUNCTORY = "perfunctory"
    SHAM = "sham"


class _LookBack(Visit):
    """A visit after the sign-off by a team; the sender belongs to it, named or not."""

    participants: tuple[PersonId, ...] = Field(min_length=1, max_length=20)
    no_conflict_declared: Literal[True]


class PassLookBackBody(_LookBack):
    """M13: what was signed off still holds. Without `next_on` the look-backs of this measure end."""

    type: Literal["pass_look_back"] = "pass_look_back"
    next_on: date | None = None


class PassLookBack(PassLookBackBody):
    """What the team says, with what the directory says of the participants."""

    facts: MemberFacts = MemberFacts()


class FailLookBackBody(_LookBack):
    """M13: it does not hold; this proposes to revoke the sign-off."""

    type: Literal["fail_look_back"] = "fail_look_back"
    kind: FindingKind


class FailLookBack(FailLookBackBody):
    """What the team says, with what the directory says of the participants."""

    facts: MemberFacts = MemberFacts()


class ProposeRevocation(Frozen):
    """M14: supervisor, discipline organ or office ask the leading group to revoke the sign-off."""

    type: Literal["propose_revocation"] = "propose_revocation"
    reason: Note
    evidence: tuple[EvidenceRef, ...] = Field(default=(), max_length=50)


class ProposalBody(Frozen):
    """A proposal as it is sent: `evidence` are ids of files uploaded to this measure."""

    reason: Note
    evidence: tuple[str, ...] = Field(default=(), max_length=50)


class RevokeSignOff(Frozen):
    """M14: the leading group revokes; a new round begins with a new due date."""

    type: Literal["revoke_sign_off"] = "revoke_sign_off"
    reason: Note
    due: date


class DismissRevocation(Frozen):
    """M14: the leading group leaves the sign-off as it is."""

    type: Literal["dismiss_revocation"] = "dismiss_revocation"
    reason: Note


class ArchiveMeasure(Frozen):
    """M20: the office files the measure away, once its look-backs have ended."""

    type: Literal["archive"] = "archive"
    note: Note | None = Field(default=None, examples=["回头看已结束，材料归档。"])
