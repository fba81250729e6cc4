"""A campaign goes over to the newest calendar of working days: what was frozen changes knowingly, never by itself."""

from datetime import datetime

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.calendars import WorkCalendar
from schemas.measure import Actor
from workflows.campaign_rules.case import CampaignCase, CampaignDecision
from workflows.canonical import canonical, sha256
from workflows.persons import person


def adopt_calendar(case: CampaignCase, _: c.AdoptCampaignCalendar, actor: Actor, now: datetime) -> CampaignDecision:
    """Nothing where it counts by the newest already: a batch that was cut short goes on."""
    before, newest = case.setting.calendar, case.facts.prepared
    assert isinstance(newest, WorkCalendar)  # noqa: S101 - looked up before the gate is asked
    if newest.version == before.version:
        return ()
    adopted = e.CampaignCalendarAdopted(
        at=now,
        by=person(actor),
        before=before.version,
        before_sha256=text_hash(before),
        version=newest.version,
        sha256=text_hash(newest),
    )
    return (adopted,)


def text_hash(calendar: WorkCalendar) -> str:
    """SHA-256 of the canonical JSON that is kept."""
    return sha256(canonical(calendar.model_dump(mode="json")))
