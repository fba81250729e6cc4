"""Rework: once a measure was sent back to work, an accepted month may be reported anew, and only then."""

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.measure import (
    Actor,
)
from schemas.refusals import RefusalCode, Refused
from schemas.reports import (
    ReportStatus,
)
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    reached,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LIAISON,
    PRINCIPAL,
    SECOND_INSPECTOR,
    file_of,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
)
from workflows.canonical import row_hash

REWORKED = file_of("2026-01", "-rework")
ANEW = report(replaces=1, evidence=(REWORKED,))
SENT_BACK: list[tuple[str, str, Actor]] = [
    ("request_closure", "withdraw_closure", PRINCIPAL),
    ("request_closure", "return_gate", GATEKEEPER),
    ("pass_gate", "fail_verification", INSPECTOR),
    ("pass_verification", "refuse_sign_off", SECOND_INSPECTOR),
    ("accept_report", "withdraw_evidence", PRINCIPAL),
    ("request_closure", "withdraw_evidence", PRINCIPAL),
    ("pass_gate", "withdraw_evidence", PRINCIPAL),
    ("pass_verification", "withdraw_evidence", PRINCIPAL),
]


def returned() -> Story:
    return reached("request_closure").then(body("return_gate"), GATEKEEPER)


def reworked() -> Story:
    """Returned at the gate, reported anew by the principal and accepted."""
    return returned().then(ANEW, PRINCIPAL).then(c.AcceptReport(period="2026-01", version=2), GATEKEEPER)


@pytest.mark.parametrize(("last", "command", "actor"), SENT_BACK)
def test_rework_is_reported_in_the_month_it_was_required(last: str, command: str, actor: Actor) -> None:
    """Whatever sent the measure back, a new version supersedes the accepted one and starts unsigned."""
    story = reached(last).then(body(command), actor)
    (current,) = story.then(ANEW, LIAISON).snapshot.reports

    assert story.snapshot.sent_back_at == story.snapshot.seq
    assert (current.version, current.status, current.evidence) == (2, ReportStatus.SUBMITTED, (REWORKED,))


def test_without_being_sent_back_an_accepted_month_stays_shut() -> None:
    """A later month's report, or a signature, is no reason to rewrite an accepted one."""
    story = reached("accept_report").then(report(FEBRUARY), PRINCIPAL, FEBRUARY)

    assert story.snapshot.sent_back_at == 0
    assert code_of(story.ask(ANEW, LIAISON, FEBRUARY)) is RefusalCode.REPORT_ACCEPTED


def test_an_accepted_rework_shuts_the_month_again() -> None:
    """One return opens a month once; the next version waits for the next return."""
    refusal = reworked().ask(report(replaces=2), LIAISON)

    assert code_of(refusal) is RefusalCode.REPORT_ACCEPTED


def test_a_second_return_opens_the_month_again() -> None:
    """Laps are not counted."""
    story = reworked().walk(("request_closure",)).then(body("return_gate"), GATEKEEPER)
    (current,) = story.then(report(replaces=2, evidence=(REWORKED,)), LIAISON).snapshot.reports

    assert current.version == 3


@pytest.mark.parametrize("replaces", [None, 2])
def test_rework_replaces_the_version_it_saw(replaces: int | None) -> None:
    """Being sent back is no licence to overwrite unseen."""
    refusal = returned().ask(report(replaces=replaces), LIAISON)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.about) == (RefusalCode.PERIOD_TAKEN, "2026-01#1")


def test_every_earlier_month_may_be_reworked() -> None:
    """What was required may concern any of them."""
    story = reached("accept_report").then(report(FEBRUARY), PRINCIPAL, FEBRUARY)
    story = story.then(body("accept_report", FEBRUARY), GATEKEEPER, FEBRUARY)
    story = story.walk(("request_closure",), FEBRUARY).then(body("return_gate"), GATEKEEPER, FEBRUARY)

    for said in (ANEW, report(FEBRUARY, replaces=1)):
        assert code_of(story.ask(said, LIAISON, FEBRUARY)) is None


def test_a_superseded_acceptance_no_longer_closes() -> None:
    """Until the new version is accepted, the month counts as open."""
    story = returned()
    begun = story.then(ANEW, PRINCIPAL)

    assert code_of(story.ask(body("request_closure"), PRINCIPAL)) is None
    assert code_of(begun.ask(body("request_closure"), PRINCIPAL)) is RefusalCode.REPORT_DUE
    assert code_of(reworked().ask(body("request_closure"), PRINCIPAL)) is None


def test_the_next_request_freezes_the_evidence_of_the_rework() -> None:
    """The superseded version's file stays on the ledger, not in the evidence set."""
    story = reworked().walk(("request_closure",))
    event = story.events[-1]

    assert isinstance(event, e.ClosureRequested)
    assert event.evidence == (REWORKED,)
    assert any(isinstance(row, e.ReportSubmitted) and row.evidence == (file_of("2026-01"),) for row in story.events)


def test_a_withdrawn_file_does_not_come_back_with_the_rework() -> None:
    """S10: what was taken out stays out, under any report."""
    story = reached("request_closure").then(body("withdraw_evidence"), PRINCIPAL)

    assert code_of(story.ask(report(replaces=1), LIAISON)) is RefusalCode.EVIDENCE_WITHDRAWN


def test_the_row_hash_follows_the_rework() -> None:
    """It loses the superseded report at once and gains the new version when that is accepted."""
    before, begun, after = (story.snapshot for story in (returned(), returned().then(ANEW, PRINCIPAL), reworked()))

    assert len({row_hash(before), row_hash(begun), row_hash(after)}) == 3


def test_the_row_hash_of_a_rework_with_the_same_file_is_another() -> None:
    """Same evidence, other words: an inspector who saw the old report has not seen this one."""
    same = returned().then(report(replaces=1), PRINCIPAL).then(c.AcceptReport(period="2026-01", version=2), GATEKEEPER)

    assert row_hash(same.snapshot) != row_hash(returned().snapshot)


def test_a_sign_off_of_the_row_before_the_rework_is_refused() -> None:
    """Edge case 16: the hash a signatory saw in the first lap is worth nothing in the second."""
    seen = row_hash(reached("pass_verification").snapshot)
    story = reached("pass_verification").then(body("refuse_sign_off"), SECOND_INSPECTOR)
    story = story.then(ANEW, PRINCIPAL).then(c.AcceptReport(period="2026-01", version=2), GATEKEEPER)
    story = story.walk(("request_closure", "pass_gate", "pass_verification"), JANUARY)

    assert code_of(story.ask(c.SignOff(row_hash=seen), SECOND_INSPECTOR)) is RefusalCode.ROW_CHANGED
    assert code_of(story.ask(c.SignOff(row_hash=row_hash(story.snapshot)), SECOND_INSPECTOR)) is None
