"""Composition root of HTTP: one factory serves any subset of the services."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.routing import Router
from starlette.types import Receive, Scope, Send
from temporalio.client import Client

import services.batch
import services.campaigns.closing_routes
import services.campaigns.disclosure_routes
import services.campaigns.look_back_routes
import services.campaigns.plan_routes
import services.campaigns.public_routes
import services.campaigns.router
import services.campaigns.sheet
import services.campaigns.unit_routes
import services.hooks.events
import services.hooks.router
import services.organisation.router
import services.packs.router
import services.people.handover_router
import services.people.router
import services.reading.router
import services.review.changes
import services.review.charge
import services.review.leading
import services.review.offspring
import services.review.orders
import services.review.referrals
import services.review.rounds
import services.review.router
import services.review.substitutes
import services.submissions.changes
import services.submissions.contest
import services.submissions.evidence
import services.submissions.orders
import services.submissions.router
from services import errors, health
from services.admission import Admission
from services.api_docs.document import PROBLEM_ANSWERS, DocumentedApp, operation_id
from services.api_docs.page import mount_docs
from services.background import in_the_background
from services.body_limit import SMALL_BODY, TooLargeAsProblem
from services.database import Database
from services.dependencies import Platform, utc_now
from services.evidence.store import EvidenceStore
from services.hooks.catalogue import webhooks
from services.hooks.parts import build_hooks
from services.inbox import Inbox
from services.measures import MeasureDoor
from services.quota_headers import QuotaHeaders
from services.settings import ALL_SERVICES, Service, Settings
from services.usage import Usage

ROUTERS: dict[Service, tuple[APIRouter, ...]] = {
    "submissions": (
        services.submissions.router.router,
        services.submissions.changes.router,
        services.submissions.contest.router,
        services.submissions.orders.router,
        services.submissions.evidence.router,
    ),
    "review": (
        services.review.router.router,
        services.review.leading.router,
        services.review.changes.router,
        services.review.charge.router,
        services.review.offspring.router,
        services.review.substitutes.router,
        services.review.orders.router,
        services.review.referrals.router,
        services.review.rounds.router,
    ),
    "campaigns": (
        services.campaigns.router.router,
        services.campaigns.plan_routes.router,
        services.campaigns.disclosure_routes.router,
        services.campaigns.closing_routes.router,
        services.campaigns.closing_routes.measures,
        services.campaigns.public_routes.router,
        services.campaigns.sheet.router,
        services.campaigns.look_back_routes.router,
        services.campaigns.unit_routes.router,
        services.organisation.router.router,
        services.packs.router.router,
        services.people.router.router,
        services.people.handover_router.router,
    ),
    "hooks": (services.hooks.events.router, services.hooks.router.router),
}
READ_BY_EVERYONE = (services.reading.router.router, health.router)
# No upload takes a day; what lies that long was left by a process that died.
ABANDONED_SECONDS = 24 * 60 * 60
NOWHERE: Scope = {"type": "http", "method": "GET", "path": "/ ", "root_path": "", "headers": []}
DESCRIPTION = """整改：巡视巡察、审计、安全检查反馈问题的整改台账与销号流程。
Zhenggai runs each rectification measure as a durable workflow, from claim to sign-off."""


def build_platform(
    settings: Settings, database: Database, temporal: Client, clock: Callable[[], datetime] = utc_now
) -> Platform:
    door = MeasureDoor(temporal, settings.task_queue, settings.continue_after_events, settings.command_budget_seconds)
    inbox = Inbox(database, door, settings.redrive_after_seconds, settings.redrive_attempts)
    evidence = EvidenceStore(settings.evidence_directory, max_bytes=settings.evidence_max_bytes)
    usage = Usage(database)
    return Platform(
        settings,
        database,
        temporal,
        inbox,
        evidence,
        build_hooks(settings, database, temporal, clock),
        Admission(settings, usage),
        usage,
        clock,
    )


def create_app(platform: Platform, serve: tuple[Service, ...] = ALL_SERVICES) -> Router:
    """The named services, and what everyone may read, with a platform behind them."""
    routes = application(serve)

    async def on_platform(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["platform"] = platform
        await routes(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:  # noqa: ANN401 - the router itself
        await platform.evidence.sweep(ABANDONED_SECONDS, platform.clock())
        async with in_the_background(platform):
            yield

    return Router(default=on_platform, redirect_slashes=False, lifespan=lifespan)


@cache
def application(chosen: tuple[Service, ...] = ALL_SERVICES) -> DocumentedApp:
    """The routes of the named services without a platform behind them: enough to be documented.

    They are made once a process, and whole: half a second of work that no request and no statement
    in flight should wait for.
    """
    app = DocumentedApp(
        webhooks if "hooks" in chosen else APIRouter,
        title="Zhenggai 整改",
        version="1",
        description=DESCRIPTION,
        responses=PROBLEM_ANSWERS,
        generate_unique_id_function=operation_id,
    )
    errors.install(app)
    app.add_middleware(TooLargeAsProblem)
    app.add_middleware(QuotaHeaders)
    with_batch = {"submissions", "review"}.intersection(chosen)
    if with_batch:
        app.include_router(services.batch.router)
    # Commands first: routes are tried in order, and a command is what somebody waits for.
    small = [*(router for service in chosen for router in ROUTERS[service]), *READ_BY_EVERYONE]
    for router in small:
        app.include_router(router, max_body_size=SMALL_BODY)
    app.state.addresses = errors.addresses([services.batch.router, *small] if with_batch else small)
    mount_docs(app)
    for route in app.routes:
        # The framework finishes the routes of a router when it first looks for one of them.
        route.matches(NOWHERE)
    return app
