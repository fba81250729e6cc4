"""Composition root of HTTP: one factory serves any subset of the services."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import APIRouter, FastAPI
from temporalio.client import Client

import services.batch
import services.campaigns.closing_routes
import services.campaigns.disclosure_routes
import services.campaigns.plan_routes
import services.campaigns.public_routes
import services.campaigns.router
import services.campaigns.sheet
import services.hooks.events
import services.hooks.router
import services.organisation.router
import services.packs.router
import services.reading.router
import services.review.leading
import services.review.router
import services.submissions.evidence
import services.submissions.router
from services import errors, health
from services.api_docs.page import mount_docs
from services.body_limit import TooLargeAsProblem
from services.campaign_clock import CampaignClock, wake_forever
from services.database import Database
from services.dependencies import Platform, utc_now
from services.evidence.store import EvidenceStore
from services.hooks.catalogue import webhooks
from services.hooks.parts import build_hooks
from services.inbox import Inbox
from services.measures import MeasureDoor
from services.settings import ALL_SERVICES, Service, Settings
from services.sweeper import sweep_forever

ROUTERS: dict[Service, tuple[APIRouter, ...]] = {
    "submissions": (services.submissions.router.router, services.submissions.evidence.router),
    "review": (services.review.router.router, services.review.leading.router),
    "campaigns": (
        services.campaigns.router.router,
        services.campaigns.plan_routes.router,
        services.campaigns.disclosure_routes.router,
        services.campaigns.closing_routes.router,
        services.campaigns.closing_routes.measures,
        services.campaigns.public_routes.router,
        services.campaigns.sheet.router,
        services.organisation.router.router,
        services.packs.router.router,
    ),
    "hooks": (services.hooks.events.router, services.hooks.router.router),
}
# No upload takes a day; what lies that long was left by a process that died.
ABANDONED_SECONDS = 24 * 60 * 60
DESCRIPTION = """整改：巡视巡察、审计、安全检查反馈问题的整改台账与销号流程。
Zhenggai runs each rectification measure as a durable workflow, from claim to sign-off."""


def build_platform(
    settings: Settings, database: Database, temporal: Client, clock: Callable[[], datetime] = utc_now
) -> Platform:
    door = MeasureDoor(temporal, settings.task_queue, settings.continue_after_events, settings.command_budget_seconds)
    inbox = Inbox(database, door, settings.redrive_after_seconds, settings.redrive_attempts)
    evidence = EvidenceStore(settings.evidence_directory, max_bytes=settings.evidence_max_bytes)
    return Platform(
        settings, database, temporal, inbox, evidence, build_hooks(settings, database, temporal, clock), clock
    )


@asynccontextmanager
async def _in_the_background(platform: Platform) -> AsyncIterator[None]:
    """What goes on beside requests: unanswered submissions are sent again, campaigns' clocks are woken."""
    clock = CampaignClock(platform.temporal, platform.settings)
    tasks = [
        asyncio.create_task(sweep_forever(platform.inbox, platform.clock)),
        asyncio.create_task(wake_forever(platform.database, clock)),
    ]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def create_app(platform: Platform, serve: Iterable[Service] = ALL_SERVICES) -> FastAPI:
    """An application that serves the named services, and what everyone may read."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await platform.evidence.sweep(ABANDONED_SECONDS, platform.clock())
        async with _in_the_background(platform):
            yield
        await platform.hooks.watch.close()

    chosen = tuple(serve)
    app = FastAPI(
        title="Zhenggai 整改",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        webhooks=webhooks() if "hooks" in chosen else None,
    )
    app.state.platform = platform
    errors.install(app)
    app.add_middleware(TooLargeAsProblem)
    if {"submissions", "review"}.intersection(chosen):
        app.include_router(services.batch.router)
    # Commands first: routes are tried in order, and a command is what somebody waits for.
    for service in chosen:
        for router in ROUTERS[service]:
            app.include_router(router)
    app.include_router(services.reading.router.router)
    app.include_router(health.router)
    mount_docs(app)
    return app
