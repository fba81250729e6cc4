"""Ports of this machine: one that is free, and sockets that are bound to one."""

import errno
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
    """Refuse a port that is taken, and a host that is none of this machine's; see `bound`."""
    bound(host, port).close()


def bound(host: str, port: int, another: str = "set ZHENGGAI_PORT") -> socket.socket:
    """A socket that nobody else has, of IPv4 or IPv6 as the host says.

    Args:
        host: a name or an address of this machine.
        port: 0 picks a free one.
        another: how to choose another port.

    Raises:
        StartError: the port is taken or the host is not of this machine; the text says what to do.
    """
    try:
        # Named, or asyncio leaves Nagle's algorithm on: each answer's body would wait 40 ms for the ACK of its head.
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )
        # A name may stand for both: whoever looks for 127.0.0.1 has to find it.
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
        except OSError:
            taken.close()
            raise
    except OSError as error:
        where, why = f"{shown(host)}:{port}", error.strerror
        if error.errno == errno.EADDRINUSE:
            raise StartError(f"端口被占用 / {where}: {why}; stop the other program or {another}") from error
        if error.errno == errno.EACCES:
            raise StartError(f"无权使用端口 / {where}: {why}; {another}") from error
        raise StartError(
            f"无法在此地址监听 / {where}: {why}; set ZHENGGAI_HOST to an address of this machine"
        ) from error
    return taken


def shown(host: str) -> str:
    """As it stands in an address of the web (RFC 3986 section 3.2.2)."""
    return f"[{host}]" if ":" in host else host
