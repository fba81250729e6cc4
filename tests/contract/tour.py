"""The README's five-minute tour with the generated client: a program of its own, in an environment of its own.

It is run by `test_generated_client` with the address of a platform; the administrator's token is in
`ADMIN_TOKEN`. The last line it prints is JSON: the state after each command, and the one refusal.
"""

import io
import json
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TypeVar

from zhenggai_client import AuthenticatedClient
from zhenggai_client.api.campaigns import (
    confirm_reconciliation,
    export_sheet,
    import_campaign,
    issue_campaign,
    patch_measures,
)
from zhenggai_client.api.evidence import upload_evidence
from zhenggai_client.api.lead_units import claim, countersign_report, request_closure, submit_report
from zhenggai_client.api.organisation import create_credential, import_organisation_file
from zhenggai_client.api.reading import get_ledger, get_measure, get_statistics
from zhenggai_client.api.review import accept_report, pass_gate, pass_verification, sign_off
from zhenggai_client.models import (
    AcceptReport,
    BodyImportCampaign,
    BodyImportOrganisationFile,
    BodyUploadEvidence,
    Category,
    ClaimMeasure,
    ConfirmReconciliation,
    CountersignReport,
    IndicatorBody,
    NewCredential,
    PassGate,
    PassVerification,
    PlanChange,
    PlanRow,
    Problem,
    ReportBody,
    RequestClosure,
    SignOff,
)
from zhenggai_client.types import File

NOTICE = """关于巡察整改进展情况的通报
2026年9月1日，区委巡察组反馈了巡察意见。
一、整改落实情况
（一）关于“安置房交付慢”问题的整改
一是加快建设。年底前交付安置房992套。
二是规范分配程序，制定分配办法。
"""
URL, EXAMPLE = sys.argv[1], Path(sys.argv[2])
TODAY = datetime.now(timezone(timedelta(hours=8))).date()
DUE, LATER = TODAY + timedelta(days=240), TODAY + timedelta(days=420)
PERIOD = f"{TODAY:%Y-%m}"
T = TypeVar("T")


def said(answer: T | Problem | None) -> T:
    """The answer of a request that has to succeed."""
    if answer is None or isinstance(answer, Problem):
        raise SystemExit(f"refused: {answer}")
    return answer


def caller(token: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=URL, token=token, raise_on_unexpected_status=True)


def file(name: str, content: bytes) -> File:
    return File(payload=io.BytesIO(content), file_name=name, mime_type="text/plain")


admin = caller(os.environ["ADMIN_TOKEN"])
people = file(EXAMPLE.name, EXAMPLE.read_bytes())
said(import_organisation_file.sync(client=admin, body=BodyImportOrganisationFile(file=people)))


def person(principal: str) -> AuthenticatedClient:
    made = said(create_credential.sync(principal, client=admin, body=NewCredential(days=1)))
    return caller(str(made.secret))


office, liaison, principal = person("li-zhiping"), person("xu-huimin"), person("qin-haifeng")
inspector, second = person("xu-jianing"), person("he-xiaolan")

notice = BodyImportCampaign(file=file("notice.txt", NOTICE.encode()))
campaign = said(import_campaign.sync(client=office, body=notice, idempotency_key="tour-import")).id
statement = ConfirmReconciliation(statement="数目已逐项核对。")
said(confirm_reconciliation.sync(campaign, client=office, body=statement))
plan = [
    PlanRow("1-1", lead_unit="区住建局", category=Category.DEADLINE, due=DUE, leader="王副区长"),
    PlanRow("1-2", lead_unit="区住建局", category=Category.LONG_TERM, due=LATER),
]
said(patch_measures.sync(campaign, client=office, body=PlanChange(rows=plan)))
issued = said(issue_campaign.sync(campaign, client=office, idempotency_key="tour-issue"))

measure = f"{campaign}-1-1"
evidence = said(
    upload_evidence.sync(
        measure,
        client=liaison,
        body=BodyUploadEvidence(file=file("acceptance.txt", "验收记录：992套安置房全部交付。".encode())),
    )
)
claimed = said(claim.sync(measure, client=liaison, body=ClaimMeasure(), idempotency_key="tour-claim"))
homes = IndicatorBody(name="安置房", unit="套", planned="992", done=992)
report = ReportBody(period=PERIOD, text="已交付并验收。", evidence=[evidence.id], indicators=[homes])
steps = [
    claimed,
    said(submit_report.sync(measure, client=liaison, body=report, idempotency_key="tour-report")),
    said(
        countersign_report.sync(
            measure, client=principal, body=CountersignReport(PERIOD, 1), idempotency_key="tour-countersign"
        )
    ),
    said(accept_report.sync(measure, client=office, body=AcceptReport(PERIOD, 1), idempotency_key="tour-accept")),
    said(
        request_closure.sync(
            measure,
            client=principal,
            body=RequestClosure(statement="任务完成，申请销号。"),
            idempotency_key="tour-closure",
        )
    ),
    said(pass_gate.sync(measure, client=office, body=PassGate(), idempotency_key="tour-gate")),
]
visit = PassVerification(visited_on=TODAY, place="安置小区", findings="现场查看属实。", no_conflict_declared=True)
steps.append(said(pass_verification.sync(measure, client=inspector, body=visit, idempotency_key="tour-visit")))
refused = sign_off.sync(measure, client=inspector, body=SignOff(), idempotency_key="tour-both-parts")
steps.append(said(sign_off.sync(measure, client=second, body=SignOff(), idempotency_key="tour-sign-off")))
again = said(sign_off.sync(measure, client=second, body=SignOff(), idempotency_key="tour-sign-off"))

sheet = said(export_sheet.sync(campaign, client=office))
ledger = said(get_ledger.sync(measure, client=office))
sys.stdout.write(
    json.dumps(
        {
            "issued": issued.changed,
            "states": [str(step.state) for step in steps],
            "refused": [refused.status, refused.code, refused.rule] if isinstance(refused, Problem) else None,
            "repeated": again.hash_ == steps[-1].hash_,
            "state": str(said(get_measure.sync(measure, client=office)).state),
            "ledger": [row.type_ for row in ledger],
            "sheet": sheet.payload.read(2).decode(),
            "signed_off": said(get_statistics.sync(campaign, client=office)).completion.numerator,
        }
    )
)
