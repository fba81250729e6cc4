"""Conditions on the facts before closure: M1, M2, M4 and M5 at their edges."""

from datetime import UTC, date, datetime

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.measure import (
    Role,
)
from schemas.packs import STANDARD
from schemas.refusals import RefusalCode, Refused
from schemas.reports import (
    ReportStatus,
)
from tests.unit.lifecycle.builders import (
    code_of,
    drafted,
    reached,
    shared,
    upto,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    FOREIGN,
    GATEKEEPER,
    JANUARY,
    JOINT,
    JOINT_LIAISON,
    JOINT_PRINCIPAL,
    LEAD,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SINGLE,
    SUPPORT,
    file_of,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
    version,
)
from workflows.lifecycle import decide

FILE = file_of("2026-01").id
BOTH_UNITS = person("both", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT))


@pytest.mark.parametrize("missing", ["lead_unit", "category", "due"])
def test_m1_an_incomplete_plan_is_not_issued(missing: str) -> None:
    refusal = drafted(SINGLE.model_copy(update={missing: None})).ask(body("issue"), OFFICER)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (RefusalCode.PLAN_INCOMPLETE, "M1", missing)


@pytest.mark.parametrize(
    ("change", "offender"),
    [
        ({"joint_units": (LEAD,)}, LEAD),
        ({"joint_units": (SUPPORT,)}, SUPPORT),
        ({"support_units": (LEAD,)}, LEAD),
        ({"joint_units": (JOINT, JOINT)}, JOINT),
        ({"lead_unit": None, "joint_units": (JOINT,)}, "lead_unit"),
    ],
)
def test_a_plan_gives_a_unit_one_relation(change: dict[str, object], offender: str) -> None:
    refusal = reached(None).ask(c.AmendPlan(assignment=SINGLE.model_copy(update=change)), OFFICER)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.about) == (RefusalCode.PLAN_INCOMPLETE, offender)


@pytest.mark.parametrize("change", [{"joint_units": (LEAD,)}, {"support_units": (LEAD,)}])
def test_m1_an_inconsistent_draft_is_not_issued(change: dict[str, object]) -> None:
    """An import may bring what an amendment may not; the issue catches it."""
    draft = drafted(SINGLE.model_copy(update=change))
    assert code_of(draft.ask(body("issue"), OFFICER)) is RefusalCode.PLAN_INCOMPLETE


def test_an_amended_plan_replaces_the_old_one() -> None:
    moved = SINGLE.model_copy(update={"due": date(2026, 12, 31)})
    story = reached(None).then(c.AmendPlan(assignment=moved), OFFICER)

    assert (story.snapshot.assignment, story.snapshot.seq) == (moved, 2)


def test_m2_a_joint_measure_waits_for_every_unit() -> None:
    first = shared(claimed=False).snapshot
    second = shared().snapshot

    assert (first.state, first.claimed_units, first.claimed_period) == ("issued", (LEAD,), None)
    assert (second.state, second.claimed_units, second.claimed_period) == ("in_progress", (LEAD, JOINT), "2026-01")


def test_m2_the_period_of_the_last_claim_counts() -> None:
    late = shared(claimed=False).then(body("claim"), JOINT_LIAISON, FEBRUARY)
    assert late.snapshot.claimed_period == "2026-02"


def test_m2_someone_of_two_units_names_the_one_claimed_for() -> None:
    story = shared(claimed=False)
    claimed = story.then(c.ClaimMeasure(unit_id=JOINT), BOTH_UNITS)
    foreign = person("x", hat(Role.UNIT_LIAISON), hat(Role.UNIT_LIAISON, FOREIGN))

    assert code_of(story.ask(c.ClaimMeasure(), BOTH_UNITS)) is RefusalCode.UNIT_AMBIGUOUS
    assert claimed.snapshot.claimed_units == (LEAD, JOINT)
    assert claimed.events[-1].by.unit_id == JOINT
    assert code_of(story.ask(c.ClaimMeasure(unit_id=FOREIGN), foreign)) is RefusalCode.ROLE_REQUIRED
    assert code_of(story.ask(c.ClaimMeasure(unit_id=LEAD), JOINT_LIAISON)) is RefusalCode.ROLE_REQUIRED


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2026, 1, 31, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 31, 16, 0, 0, tzinfo=UTC), True),
    ],
)
def test_m4_a_month_ends_at_midnight_in_china(moment: datetime, late: bool) -> None:
    """16:00 UTC is the first moment of the next day in China: late for January, open for February."""
    story = reached("claim").then(report(), LIAISON, moment)
    february = reached("claim").ask(report(FEBRUARY), LIAISON, moment)

    assert story.snapshot.reports[0].late is late
    assert code_of(february) is (None if late else RefusalCode.PERIOD_OUT_OF_RANGE)


def test_m4_the_claims_period_follows_china_too() -> None:
    claimed = reached("issue").then(body("claim"), LIAISON, datetime(2025, 12, 31, 16, tzinfo=UTC))
    assert claimed.snapshot.claimed_period == "2026-01"


@pytest.mark.parametrize(
    ("period", "accepted"), [("2025-12", False), ("2026-01", True), ("2026-02", True), ("2026-03", False)]
)
def test_m4_periods_run_from_the_claim_to_today(period: str, accepted: bool) -> None:
    decision = reached("claim").ask(report(period=period), LIAISON, FEBRUARY)
    assert code_of(decision) is (None if accepted else RefusalCode.PERIOD_OUT_OF_RANGE)


def test_m4_a_period_of_another_cadence_is_refused() -> None:
    """Week 52 of 2025 sorts between the months December 2025 and January 2026, and is neither."""
    claimed = reached("issue").then(body("claim"), LIAISON, datetime(2025, 12, 1, tzinfo=UTC))
    assert code_of(claimed.ask(report(period="2025-W52"), LIAISON, FEBRUARY)) is RefusalCode.PERIOD_OUT_OF_RANGE


def test_m4_a_late_report_stays_marked_once_accepted() -> None:
    story = reached("claim").then(report(), PRINCIPAL, FEBRUARY).then(version(1), GATEKEEPER, FEBRUARY)
    (kept,) = story.snapshot.reports

    assert (kept.status, kept.late) == (ReportStatus.ACCEPTED, True)


@pytest.mark.parametrize("replaces", [None, 2])
def test_m4_a_report_is_replaced_knowingly_or_not_at_all(replaces: int | None) -> None:
    decision = reached("submit_report").ask(report(replaces=replaces), LIAISON)

    assert isinstance(decision, Refused)
    assert (decision.code, decision.about) == (RefusalCode.PERIOD_TAKEN, "2026-01#1")


def test_m4_there_is_nothing_to_replace_before_the_first_report() -> None:
    assert code_of(reached("claim").ask(report(replaces=1), LIAISON)) is RefusalCode.PERIOD_TAKEN


@pytest.mark.parametrize("last", ["submit_report", "countersign_report"])
def test_m4_a_new_version_supersedes_and_needs_a_new_signature(last: str) -> None:
    story = reached(last).then(report(replaces=1), LIAISON)
    (current,) = story.snapshot.reports

    assert (current.version, current.status, current.seq) == (2, ReportStatus.SUBMITTED, story.snapshot.seq)
    assert code_of(story.ask(body("countersign_report"), PRINCIPAL)) is RefusalCode.REPORT_VERSION


def test_m4_a_principals_own_report_is_signed_at_once() -> None:
    (own,) = reached("claim").then(body("submit_report"), PRINCIPAL).snapshot.reports
    (other,) = reached("submit_report").snapshot.reports

    assert (own.status, other.status) == (ReportStatus.COUNTERSIGNED, ReportStatus.SUBMITTED)


def test_m4_a_principal_of_one_unit_does_not_sign_for_the_other() -> None:
    two_hats = person("x", hat(Role.UNIT_LIAISON), hat(Role.UNIT_PRINCIPAL, JOINT))
    for_lead = shared().then(report(unit_id=LEAD), two_hats)
    for_joint = shared().then(report(unit_id=JOINT), JOINT_PRINCIPAL)

    assert for_lead.snapshot.reports[0].status is ReportStatus.SUBMITTED
    assert for_joint.snapshot.reports[0].status is ReportStatus.COUNTERSIGNED


def test_m5_a_returned_report_is_replaced_and_accepted() -> None:
    returned = reached("countersign_report").then(body("return_report"), GATEKEEPER)
    again = returned.then(report(replaces=1), LIAISON).then(c.CountersignReport(period="2026-01", version=2), PRINCIPAL)
    accepted = again.then(version(2), GATEKEEPER)
    event = returned.events[-1]

    assert isinstance(event, e.ReportReturned)
    assert (event.reason, returned.snapshot.reports[0].status) == ("经核实", ReportStatus.RETURNED)
    assert code_of(returned.ask(version(1), GATEKEEPER)) is RefusalCode.REPORT_NOT_OPEN
    assert [row.status for row in accepted.snapshot.reports] == [ReportStatus.ACCEPTED]


@pytest.mark.parametrize("command", ["accept_report", "return_report"])
@pytest.mark.parametrize("last", ["claim", "submit_report", "accept_report"])
def test_m5_only_a_signed_current_report_is_decided(command: str, last: str) -> None:
    """No report at all, an unsigned one and one accepted already are alike: nothing is open."""
    assert code_of(reached(last).ask(body(command), GATEKEEPER)) is RefusalCode.REPORT_NOT_OPEN


def test_the_seq_the_sender_saw_is_checked_after_the_person_and_before_the_moment() -> None:
    snapshot = reached("issue").snapshot

    assert code_of(decide(snapshot, body("issue"), LIAISON, JANUARY, 1, setting=STANDARD)) is RefusalCode.ROLE_REQUIRED
    assert code_of(decide(snapshot, body("issue"), OFFICER, JANUARY, 1, setting=STANDARD)) is RefusalCode.STALE
    assert code_of(decide(snapshot, body("issue"), OFFICER, JANUARY, 2, setting=STANDARD)) is RefusalCode.ILLEGAL_STEP
    assert code_of(decide(snapshot, body("claim"), LIAISON, JANUARY, 2, setting=STANDARD)) is None


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("claim", report(FEBRUARY, unit_id=JOINT)),
        ("submit_report", c.RequestClosure(statement="已完成", unit_id=JOINT)),
    ],
)
def test_the_unit_acted_for_is_checked_before_the_facts(last: str, said: c.SubmitReport | c.RequestClosure) -> None:
    """Whoever names a unit that is not theirs learns nothing of its periods and reports."""
    refusal = shared().walk(upto(last, after="claim")).ask(said, PRINCIPAL)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.about) == (RefusalCode.ROLE_REQUIRED, LEAD)
