"""Every refusal code, really given once."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from schemas import commands as c
from schemas.calendars import PLAIN
from schemas.change_commands import RequestChange
from schemas.changes import NewDue
from schemas.measure import Category, Role
from schemas.packs import STANDARD
from schemas.pause_commands import SuspendMeasure
from schemas.refusals import RefusalCode, Refused
from schemas.round_commands import PassLookBack
from schemas.substitute_commands import NameSubstitute
from tests.unit.lifecycle.builders import (
    Story,
    drafted,
    reached,
    shared,
    taken_over,
    upto,
)
from tests.unit.lifecycle.cast import (
    DUE,
    FEBRUARY,
    FOREIGN,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT,
    LATER,
    LEAD,
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    ROBOT,
    SECOND_INSPECTOR,
    SINGLE,
    SPARE,
    STRICT,
    THIRD_INSPECTOR,
    file_of,
    hat,
    person,
    pipes,
)
from tests.unit.lifecycle.spoken import (
    OWN,
    WORDS,
    adopting,
    body,
    following,
    given_to,
    interim,
    look_back,
    merging,
    report,
    splitting,
    version,
)
from workflows.case import Decision
from workflows.lifecycle import actions_from, decide

FILE = file_of("2026-01").id
BOTH_UNITS = person("both", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT))
SHORT = report(indicators=(pipes(260),))


def short() -> Story:
    return reached("claim").then(SHORT, PRINCIPAL).then(body("accept_report"), GATEKEEPER)


def tomorrow() -> c.PassVerification:
    said = body("pass_verification").model_dump() | {"visited_on": date(2026, 1, 11)}
    return c.PassVerification.model_validate(said)


def _naming(facts: dict[str, object]) -> NameSubstitute:
    return NameSubstitute.model_validate(body("name_substitute").model_dump() | {"facts": facts})


def strictly_verified_once() -> Story:
    return drafted(setting=STRICT).walk(upto("pass_verification"))


def extension(day: date) -> RequestChange:
    return RequestChange(wanted=NewDue(due=day), reason="汛期停工")


CASES: dict[RefusalCode, Callable[[], Decision]] = {
    RefusalCode.ILLEGAL_STEP: lambda: reached("issue").ask(body("issue"), OFFICER),
    RefusalCode.ROLE_REQUIRED: lambda: reached(None).ask(body("issue"), LIAISON),
    RefusalCode.DUTIES_CONFLICT: lambda: reached("claim").ask(body("request_closure"), ROBOT),
    RefusalCode.STALE: lambda: decide(
        reached(None).snapshot, body("issue"), OFFICER, JANUARY, expected_seq=2, setting=STANDARD
    ),
    RefusalCode.PLAN_INCOMPLETE: lambda: drafted(SINGLE.model_copy(update={"due": None})).ask(body("issue"), OFFICER),
    RefusalCode.UNIT_AMBIGUOUS: lambda: shared().ask(body("submit_report"), BOTH_UNITS),
    RefusalCode.ALREADY_CLAIMED: lambda: shared(claimed=False).ask(body("claim"), LIAISON),
    RefusalCode.PERIOD_OUT_OF_RANGE: lambda: reached("claim").ask(report(FEBRUARY), LIAISON),
    RefusalCode.PERIOD_TAKEN: lambda: reached("submit_report").ask(body("submit_report"), LIAISON),
    RefusalCode.REPORT_ACCEPTED: lambda: reached("accept_report").ask(report(replaces=1), LIAISON),
    RefusalCode.REPORT_VERSION: lambda: reached("countersign_report").ask(version(2), GATEKEEPER),
    RefusalCode.REPORT_NOT_OPEN: lambda: reached("submit_report").ask(version(1), GATEKEEPER),
    RefusalCode.EVIDENCE_UNKNOWN: lambda: reached("claim").ask(body("withdraw_evidence"), PRINCIPAL),
    RefusalCode.EVIDENCE_WITHDRAWN: lambda: (
        reached("submit_report").then(body("withdraw_evidence"), PRINCIPAL).ask(report(replaces=1), LIAISON)
    ),
    RefusalCode.REPORT_DUE: lambda: reached("countersign_report").ask(body("request_closure"), PRINCIPAL),
    RefusalCode.EVIDENCE_MISSING: lambda: reached("claim").ask(body("request_closure"), PRINCIPAL),
    RefusalCode.INDICATOR_UNMET: lambda: short().ask(body("request_closure"), PRINCIPAL),
    RefusalCode.ALREADY_SIGNED: lambda: (
        shared().walk(upto("request_closure", after="claim")).ask(body("request_closure"), PRINCIPAL)
    ),
    RefusalCode.VISIT_DATE: lambda: reached("pass_gate").ask(tomorrow(), INSPECTOR),
    RefusalCode.INDICATOR_FELL: lambda: (
        drafted()
        .walk(upto("claim"))
        .then(report(indicators=(pipes(260),)), LIAISON)
        .ask(report(replaces=1, indicators=(pipes(240),)), LIAISON)
    ),
    RefusalCode.SLOT_SIGNED: lambda: strictly_verified_once().ask(body("pass_verification"), INSPECTOR),
    RefusalCode.SLOT_TAKEN: lambda: (
        strictly_verified_once()
        .then(body("pass_verification"), SECOND_INSPECTOR)
        .then(body("sign_off"), LEADER)
        .ask(body("sign_off"), person("other", hat(Role.LEADING_GROUP)))
    ),
    RefusalCode.DATE_PAST: lambda: reached("claim").ask(
        SuspendMeasure(reason="停工", planned_end=JANUARY.date()), LEADER
    ),
    RefusalCode.SUBSTITUTE_NEEDLESS: lambda: reached("pass_gate").ask(
        _naming({"eligible": ("p-wang",), "candidate": SPARE, "sees": True}), OFFICER
    ),
    RefusalCode.SUBSTITUTE_UNFIT: lambda: reached("pass_gate").ask(
        _naming({"eligible": (), "candidate": OFFICER, "sees": True}), OFFICER
    ),
    RefusalCode.CHANGE_PENDING: lambda: reached("request_change").ask(body("request_change"), PRINCIPAL),
    RefusalCode.CHANGE_UNDECIDED: lambda: reached("request_change").ask(body("request_closure"), PRINCIPAL),
    RefusalCode.NO_CHANGE: lambda: reached("claim").ask(body("approve_change"), LEADER),
    RefusalCode.NOTHING_CHANGES: lambda: reached("claim").ask(extension(DUE), PRINCIPAL),
    RefusalCode.ASKED_LATE: lambda: reached("claim").ask(
        extension(LATER), PRINCIPAL, datetime(2026, 6, 20, tzinfo=UTC)
    ),
    RefusalCode.EXPIRED: lambda: reached("claim").ask(extension(LATER), PRINCIPAL, datetime(2026, 7, 2, tzinfo=UTC)),
    RefusalCode.PAST_CAP: lambda: reached("claim").ask(extension(date(2027, 7, 1)), PRINCIPAL),
    RefusalCode.UNCLAIMED: lambda: taken_over().ask(body("submit_report"), LIAISON),
    RefusalCode.CONTESTED_BEFORE: lambda: reached("contest_assignment").ask(body("contest_assignment"), PRINCIPAL),
    RefusalCode.NO_CONTEST: lambda: reached("issue").ask(body("uphold_assignment"), OFFICER),
    RefusalCode.DATE_AHEAD: lambda: reached("claim").ask(given_to(JOINT, effective=DUE), OFFICER),
    RefusalCode.UNITS_SAME: lambda: reached("claim").ask(given_to(LEAD), OFFICER),
    RefusalCode.UNCOVERED: lambda: reached("claim").ask(splitting("完成管网", "排查"), LEADER),
    RefusalCode.MATTER_PENDING: lambda: reached("submit_report").ask(body("split"), LEADER),
    RefusalCode.DUE_LATER: lambda: reached("claim").ask(splitting(WORDS, "台账", due=LATER), LEADER),
    RefusalCode.APART: lambda: reached("claim").ask(merging("x", "y"), LEADER),
    RefusalCode.NUMBER_LONG: lambda: reached("claim").ask(merging("x" * 63, OWN), LEADER),
    RefusalCode.NOT_LONG_TERM: lambda: (
        drafted(SINGLE.model_copy(update={"category": Category.DEADLINE}))
        .walk(upto("pass_gate"))
        .ask(interim(), INSPECTOR)
    ),
    RefusalCode.TERMS_DIFFER: lambda: reached("interim_one").ask(interim(stage_goal="支流完成"), SECOND_INSPECTOR),
    RefusalCode.VISIT_MISSING: lambda: reached("pass_gate").ask(interim(visit=None), INSPECTOR),
    RefusalCode.LOOK_BACK_EARLY: lambda: reached("sign_off").ask(body("pass_look_back"), THIRD_INSPECTOR),
    RefusalCode.LOOK_BACK_SAME_PEOPLE: lambda: reached("late_withdrawal").ask(
        PassLookBack.model_validate(look_back(participants=(SECOND_INSPECTOR.id,))), INSPECTOR
    ),
    RefusalCode.MEMBER_UNKNOWN: lambda: reached("late_withdrawal").ask(
        PassLookBack.model_validate(look_back(facts={"unknown": ("nobody",)})), INSPECTOR
    ),
    RefusalCode.MEMBER_OF_UNIT: lambda: reached("late_withdrawal").ask(
        PassLookBack.model_validate(look_back(facts={"belonging": ({"person_id": "own", "units": (LEAD,)},)})),
        INSPECTOR,
    ),
    RefusalCode.LOOK_BACK_OPEN: lambda: reached("sign_off").ask(body("archive"), OFFICER),
    RefusalCode.REVOCATION_PENDING: lambda: reached("propose_revocation").ask(body("propose_revocation"), OFFICER),
    RefusalCode.REVOCATION_NONE: lambda: reached("sign_off").ask(body("revoke_sign_off"), LEADER),
    RefusalCode.ORDER_OPEN: lambda: reached("issue_order").ask(body("issue_order"), OFFICER),
    RefusalCode.ORDER_NONE: lambda: reached("accept_report").ask(body("close_order"), OFFICER),
    RefusalCode.ORDER_ANSWERED: lambda: reached("acknowledge_order").ask(body("acknowledge_order"), PRINCIPAL),
    RefusalCode.CALENDAR_SAME: lambda: reached("adopt_calendar").ask(body("adopt_calendar"), OFFICER),
    RefusalCode.CALENDAR_OUTDATED: lambda: reached("adopt_calendar").ask(
        adopting(PLAIN.model_copy(update={"version": "late"})), OFFICER
    ),
    RefusalCode.UNIT_UNKNOWN: lambda: reached("claim").ask(given_to(FOREIGN, facts={"unknown": (FOREIGN,)}), OFFICER),
    RefusalCode.UNIT_ENDED: lambda: reached("claim").ask(
        given_to(FOREIGN, facts={"ended": ({"unit_id": FOREIGN, "successors": (JOINT,)},)}), OFFICER
    ),
    RefusalCode.UNIT_ABSENT: lambda: reached("claim").ask(following(FOREIGN, JOINT), OFFICER),
    RefusalCode.ROW_CHANGED: lambda: reached("pass_verification").ask(c.SignOff(row_hash="0" * 64), SECOND_INSPECTOR),
}


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_code_has_a_case(code: RefusalCode) -> None:
    """Each code is really given, and with it what could be asked instead, wherever it was decided."""
    decision = CASES[code]()

    assert isinstance(decision, Refused)
    assert decision.code is code
    assert decision.allowed_actions == actions_from(decision.state)
