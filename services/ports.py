"""Ports of this machine: one that is free, and whether one is taken."""

import random
import socket
from contextlib import suppress

from services.settings import StartError

# Below what Linux, macOS and Windows give to outgoing connections (RFC 6335 section 6 begins that range at 49152,
# Linux at 32768): none of those takes the port while nobody listens on it yet, or for a moment no longer.
QUIET = range(20_000, 32_768)


def free_port() -> int:
    """A port on loopback that nobody listens on now.

    Raises:
        StartError: there is none.
    """
    for port in random.sample(QUIET, len(QUIET)):
        with suppress(StartError):
            check_port("127.0.0.1", port)
            return port
    raise StartError(f"没有空闲端口 / no free port in {QUIET.start}-{QUIET.stop - 1}")


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken.

    Raises:
        StartError: it is; the text says what to do.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"端口被占用 / {host}:{port}: {error.strerror}; stop the other program or set ZHENGGAI_PORT"
            ) from error
