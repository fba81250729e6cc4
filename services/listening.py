"""A socket that listens, and the HTTP server behind it."""

import socket

import uvicorn
from starlette.types import ASGIApp

from services.settings import Settings


def listen(host: str, port: int) -> socket.socket:
    # Named, or asyncio leaves Nagle's algorithm on: each answer's body would wait 40 ms for the ACK of its head.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    return listening


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
