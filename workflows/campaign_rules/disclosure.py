"""From the end of the concentrated phase to the public: frozen numbers, reports, withhold lists, bulletins."""

from datetime import datetime

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_facts import NewBulletin, NewSnapshot
from schemas.campaign_refusals import CampaignRefusalCode as R
from schemas.campaign_refusals import CampaignRefused
from schemas.figures import Audience
from schemas.measure import Actor
from workflows.campaign_rules.case import CampaignCase, CampaignDecision, refuse
from workflows.periods import china_day
from workflows.persons import person


def freeze_snapshot(case: CampaignCase, command: c.FreezeSnapshot, actor: Actor, now: datetime) -> CampaignDecision:
    """Numbers of a day that has not come, or came before the campaign, there are none."""
    if not china_day(case.snapshot.imported_at) <= command.as_of <= china_day(now):
        return refuse(case.snapshot, R.DATE, str(command.as_of))
    kept = case.facts.prepared
    assert isinstance(kept, NewSnapshot)  # noqa: S101 - counted before the gate is asked
    return (
        e.SnapshotFrozen(
            at=now,
            by=person(actor),
            snapshot_id=kept.id,
            label=command.label,
            cut_off=kept.cut_off,
            hash=kept.hash,
            figures=kept.figures,
        ),
    )


def report_progress(case: CampaignCase, command: c.ReportProgress, actor: Actor, now: datetime) -> CampaignDecision:
    unknown = unknown_snapshot(case, command.snapshot_id)
    if unknown:
        return unknown
    return (e.ProgressReported(at=now, by=person(actor), snapshot_id=command.snapshot_id, text=command.text),)


def report_as_principal(_: CampaignCase, command: c.ReportAsPrincipal, actor: Actor, now: datetime) -> CampaignDecision:
    return (e.PrincipalReported(at=now, by=person(actor), text=command.text),)


def decide_withholding(
    case: CampaignCase, command: c.DecideWithholding, actor: Actor, now: datetime
) -> CampaignDecision:
    """What is withheld is decided when the reports are in; the first decision opens the disclosure."""
    lacking = _reports_lacking(case)
    if lacking:
        return refuse(case.snapshot, R.REPORT_MISSING, lacking)
    strange = sorted({entry.measure_id for entry in command.entries} - case.facts.known)
    if strange:
        return refuse(case.snapshot, R.MEASURE_UNKNOWN, strange[0])
    return (e.WithholdingDecided(at=now, by=person(actor), entries=command.entries),)


def _reports_lacking(case: CampaignCase) -> str:
    if case.snapshot.report is None:
        return "report_progress"
    wanted = case.setting.phases.principal_report and case.snapshot.principal_report_by is None
    return "report_as_principal" if wanted else ""


def publish_bulletin(case: CampaignCase, command: c.PublishBulletin, actor: Actor, now: datetime) -> CampaignDecision:
    """Inside the party first, then outside, the same numbers; each once. A published bulletin never changes."""
    told = {(one.audience, one.snapshot_id) for one in case.snapshot.bulletins}
    refused = unknown_snapshot(case, command.snapshot_id)
    if refused:
        return refused
    if (command.audience, command.snapshot_id) in told:
        return refuse(case.snapshot, R.PUBLISHED, command.audience)
    if command.audience is Audience.PUBLIC and (Audience.PARTY, command.snapshot_id) not in told:
        return refuse(case.snapshot, R.PARTY_FIRST)
    kept = case.facts.prepared
    assert isinstance(kept, NewBulletin)  # noqa: S101 - written before the gate is asked
    return (
        e.BulletinPublished(
            at=now,
            by=person(actor),
            bulletin_id=kept.id,
            audience=command.audience,
            snapshot_id=command.snapshot_id,
            hash=kept.hash,
        ),
    )


def unknown_snapshot(case: CampaignCase, snapshot_id: str) -> CampaignRefused | None:
    if any(one.id == snapshot_id for one in case.snapshot.snapshots):
        return None
    return refuse(case.snapshot, R.SNAPSHOT_UNKNOWN, snapshot_id)
