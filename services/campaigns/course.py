"""Where a campaign is on its way, as each role may see it."""

from datetime import datetime

from activities.campaigns import campaign_setting
from schemas.api import LedgerEntry
from schemas.campaign_api import CampaignCourse, Upcoming
from schemas.campaign_parts import Deadline, Evaluation
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.measure import Actor, Role
from services.campaigns.stream import find, snapshot_of
from services.database import Database
from services.errors import ProblemError
from services.reading.views import entry
from services.reads import ledger_of
from services.scope import SEES_CAMPAIGN
from workflows.campaign_rules.case import roles_of
from workflows.campaign_rules.gate import allowed_commands
from workflows.campaign_rules.moments import moments

SEES_LEADS = frozenset({Role.LEADING_GROUP, Role.DISCIPLINE})
SEES_WITHHELD = SEES_LEADS | {Role.OFFICE}
SEES_DRAFT_SCORE = frozenset({Role.LEADING_GROUP, Role.EVALUATOR, Role.AUDITOR})
SEES_HISTORY = SEES_LEADS | {Role.AUDITOR}
OF_LEADS = (Deadline.LEAD, Deadline.LEAD_HARD_STOP)


async def course(database: Database, campaign_id: str, actor: Actor, now: datetime) -> CampaignCourse:
    async with database.read() as connection:
        row = await find(connection, campaign_id, actor)
        snapshot = await connection.run_sync(snapshot_of, row)
    roles = roles_of(actor, campaign_id)
    oversees, sees_leads = bool(roles & SEES_CAMPAIGN), bool(roles & SEES_LEADS)
    return CampaignCourse(
        **snapshot.model_dump(include=OPEN_TO_ALL),
        evaluated=bool(snapshot.evaluation and snapshot.evaluation.confirmed_on and not snapshot.evaluation.overturned),
        plan=snapshot.plan if oversees else None,
        snapshots=snapshot.snapshots if oversees else (),
        links=snapshot.links if oversees else (),
        withheld=snapshot.withheld if roles & SEES_WITHHELD else None,
        evaluation=_evaluation(snapshot, roles),
        leads=snapshot.leads if sees_leads else None,
        upcoming=_upcoming(snapshot, campaign_setting(row), now, leads=sees_leads),
        passed=tuple(one for one in snapshot.passed if sees_leads or one.partition("#")[0] not in OF_LEADS),
        allowed_commands=allowed_commands(snapshot, actor),
    )


OPEN_TO_ALL = {
    "id",
    "title",
    "state",
    "seq",
    "issued_on",
    "concentrated_from",
    "concentrated_to",
    "milestones",
    "report",
    "principal_report_by",
    "bulletins",
    "changed_at",
}


def _evaluation(snapshot: CampaignSnapshot, roles: frozenset[Role]) -> Evaluation | None:
    """A draft is for those who make and confirm it; a confirmed score for everyone."""
    found = snapshot.evaluation
    return found if found and (found.confirmed_on or roles & SEES_DRAFT_SCORE) else None


def _upcoming(
    snapshot: CampaignSnapshot, setting: CampaignSetting, now: datetime, *, leads: bool
) -> tuple[Upcoming, ...]:
    """In the order of the days. A phase is named by the event that will end it."""
    found = []
    for moment in moments(snapshot, setting, now, claimed=False):
        if leads or moment.kind not in OF_LEADS:
            what = moment.kind or (moment.event.type if moment.event else "")
            found.append(Upcoming(what=what, due=moment.due, about=moment.about))
    return tuple(sorted(found, key=lambda one: one.due))


async def history(database: Database, campaign_id: str, actor: Actor) -> list[LedgerEntry]:
    """The campaign's own stream, whole: it names leads and what is withheld.

    Raises:
        ProblemError: `not_found`, `auth.role`.
    """
    async with database.read() as connection:
        await find(connection, campaign_id, actor)
        if not roles_of(actor, campaign_id) & SEES_HISTORY:
            raise ProblemError("auth.role", ",".join(sorted(SEES_HISTORY)))
        rows = (await connection.execute(ledger_of(campaign_id))).all()
    return [entry(row, actor, campaign_id) for row in rows]
