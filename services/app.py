"""Composition root of HTTP: one factory serves any subset of the services."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from fastapi import APIRouter, FastAPI
from temporalio.client import Client

import services.campaigns.look_back_routes
import services.campaigns.router
import services.campaigns.sheet
import services.organisation.router
import services.reading.router
import services.review.leading
import services.review.orders
import services.review.referrals
import services.review.rounds
import services.review.router
import services.submissions.evidence
import services.submissions.orders
import services.submissions.router
from services import errors, health
from services.api_docs.page import mount_docs
from services.body_limit import TooLargeAsProblem
from services.database import Database
from services.dependencies import Platform, utc_now
from services.evidence.store import EvidenceStore
from services.inbox import Inbox
from services.measures import MeasureDoor
from services.settings import ALL_SERVICES, Service, Settings
from services.sweeper import sweep_forever

ROUTERS: dict[Service, tuple[APIRouter, ...]] = {
    "submissions": (
        services.submissions.router.router,
        services.submissions.orders.router,
        services.submissions.evidence.router,
    ),
    "review": (
        services.review.router.router,
        services.review.leading.router,
        services.review.orders.router,
        services.review.referrals.router,
        services.review.rounds.router,
    ),
    "campaigns": (
        services.campaigns.router.router,
        services.campaigns.sheet.router,
        services.campaigns.look_back_routes.router,
        services.organisation.router.router,
    ),
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
    return Platform(settings, database, temporal, inbox, evidence, clock)


def create_app(platform: Platform, serve: Iterable[Service] = ALL_SERVICES) -> FastAPI:
    """An application that serves the named services, and what everyone may read."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await platform.evidence.sweep(ABANDONED_SECONDS, platform.clock())
        sweeper = asyncio.create_task(sweep_forever(platform.inbox, platform.clock))
        yield
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper

    app = FastAPI(
        title="Zhenggai 整改",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.platform = platform
    errors.install(app)
    app.add_middleware(TooLargeAsProblem)
    # Commands first: routes are tried in order, and a command is what somebody waits for.
    for service in serve:
        for router in ROUTERS[service]:
            app.include_router(router)
    app.include_router(services.reading.router.router)
    app.include_router(health.router)
    mount_docs(app)
    return app
