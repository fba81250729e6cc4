"""Look-back activities over HTTP: the office draws, those who oversee the campaign read; units are not warned."""

from fastapi import APIRouter

from schemas.look_backs import LookBackDraw, LookBackList, LookBackView
from schemas.measure import Actor, ActorKind
from services.campaigns.look_backs import draw_look_back, look_backs_of
from services.campaigns.stream import find
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.preconditions import KeyDep
from services.scope import SEES_CAMPAIGN
from workflows.campaign_rules.case import may_run_office

router = APIRouter(prefix="/api/v1", tags=["rounds 持续整改与回头看"])


@router.post("/campaigns/{campaign_id}/look-backs", status_code=201)
async def draw(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    campaign_id: str, platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep, body: LookBackDraw
) -> LookBackView:
    """回头看抽样: of each lead unit's signed-off measures whose look-back is open; the seed draws the same again."""
    async with platform.database.write() as connection:
        await find(connection, campaign_id, caller.actor)
        if not may_run_office(caller.actor, campaign_id):
            raise ProblemError("auth.role", "office")
        made = await draw_look_back(connection, caller.actor, (campaign_id, key), body, now)
        views = await look_backs_of(connection, campaign_id)
    return next(view for view in views if view.id == made)


@router.get("/campaigns/{campaign_id}/look-backs")
async def list_look_backs(campaign_id: str, platform: PlatformDep, caller: Reader) -> LookBackList:
    """回头看进展: what was drawn, with which seed, and what came of it. Not for the units."""
    async with platform.database.read() as connection:
        await find(connection, campaign_id, caller.actor)
        if not _oversees(caller.actor, campaign_id):
            raise ProblemError("auth.role", ",".join(sorted(SEES_CAMPAIGN)))
        return LookBackList(items=tuple(await look_backs_of(connection, campaign_id)))


def _oversees(actor: Actor, campaign_id: str) -> bool:
    return actor.kind is ActorKind.PERSON and any(
        grant.role in SEES_CAMPAIGN and grant.campaign_id in (None, campaign_id) for grant in actor.grants
    )
