"""Bodies of the commands of a measure's long life, and of orders and referrals."""

from datetime import UTC, date, datetime

from schemas import commands as c
from schemas.order_commands import AcknowledgeOrder, CloseOrder, IssueOrder, Refer, ReferralKind
from schemas.round_commands import (
    AcceptInterim,
    ArchiveMeasure,
    DismissRevocation,
    FailLookBack,
    FindingKind,
    PassLookBack,
    ProposeRevocation,
    ReviewSustained,
    RevokeSignOff,
)

REVIEW = date(2026, 4, 10)
JANUARY = datetime(2026, 1, 10, 2, tzinfo=UTC)
TEXT = "经核实"


def look_back(at: datetime = JANUARY, **fields: object) -> dict[str, object]:
    visit = {"visited_on": at.date(), "place": "现场", "findings": "长效机制运行正常"}
    return {**visit, "participants": ("fresh-face",), "no_conflict_declared": True, **fields}


def interim(at: datetime = JANUARY, **fields: object) -> AcceptInterim:
    visit = {"visited_on": at.date(), "place": "现场", "findings": TEXT}
    terms = {"stage_goal": "干流完成", "next_review": REVIEW, "expected_finish": date(2027, 6, 30)}
    return AcceptInterim.model_validate({**terms, "visit": visit, "no_conflict_declared": True, **fields})


def round_body(name: str, at: datetime) -> c.Command:
    """A command that is accepted at the moment of the path where it belongs."""
    made: dict[str, c.Command] = {
        "accept_interim": interim(at),
        "interim_one": interim(at),
        "interim_two": interim(at),
        "pass_look_back": PassLookBack.model_validate(look_back(at)),
        "last_look_back": PassLookBack.model_validate(look_back(at)),
        "fail_look_back": FailLookBack.model_validate(look_back(at) | {"kind": FindingKind.RELAPSE}),
        "late_withdrawal": c.WithdrawEvidence(evidence_id=f"file-{at:%Y-%m}", reason=TEXT),
        "propose_revocation": ProposeRevocation(reason=TEXT),
        "propose_archived": ProposeRevocation(reason=TEXT),
        "revoke_sign_off": RevokeSignOff(reason=TEXT, due=date(2026, 12, 31)),
        "dismiss_revocation": DismissRevocation(reason=TEXT),
        "archive": ArchiveMeasure(),
        "review_sustained": ReviewSustained(findings=TEXT, next_review=REVIEW),
    }
    return made[name] if name in made else ORDERS[name]


ORDERS: dict[str, c.Command] = {
    "issue_order": IssueOrder(demand=TEXT),
    "acknowledge_order": AcknowledgeOrder(reply=TEXT),
    "close_order": CloseOrder(note=TEXT),
    "refer": Refer(referral_id="0" * 32, kind=ReferralKind.SHAM, grounds_sha256="0" * 64),
}
