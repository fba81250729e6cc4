"""The HTTP server behind a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from services.ports import shown
from services.settings import Settings

POLL_SECONDS = 0.02


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{shown(host)}:{port}"


def http_server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    # Access logs cost a line a request and hold ids of people; the ledger is the record.
    options = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=10,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    return uvicorn.Server(options)


@asynccontextmanager
async def served(server: uvicorn.Server, listening: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve until the block ends, also when it is interrupted before the server is up; the task ends when told to."""
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not (server.started or serving.done()):  # noqa: ASYNC110 - uvicorn has a flag, not an event
            await asyncio.sleep(POLL_SECONDS)
        yield serving
    finally:
        server.should_exit = True
        await serving
