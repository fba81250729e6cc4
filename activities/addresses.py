"""Where we may send: the address itself is judged, whatever name led to it, and nothing is connected to before.

The public internet is open, private networks only where the operator lists them. Loopback, link-local
(with the clouds' metadata services), multicast, and this machine's own addresses are closed always.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
RESOLVE_SECONDS = 4.0
# Services that machines of clouds ask about themselves; some lie in private or even public ranges.
METADATA = frozenset(
    map(ip_address, ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"))
) | {ip_address("fd00:ec2::254")}
# IPv6 that carries an IPv4 address in its last 32 bits; translators deliver it there.
EMBEDDED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
DEFAULT_PORTS = {"https": 443, "http": 80}


class Why(StrEnum):
    """Why an address is not sent to."""

    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    HOST = "host"
    PORT = "port"
    UNRESOLVABLE = "unresolvable"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    METADATA = "metadata"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    OWN = "own"
    DENIED = "denied"
    PRIVATE = "private"


class UnsafeTargetError(Exception):
    """We don't send there. `about` names the offending part, never a secret."""

    def __init__(self, why: Why, about: str) -> None:
        super().__init__(f"{why}: {about}")
        self.why = why
        self.about = about


@dataclass(frozen=True)
class AddressRules:
    """What the operator allows. `is_own` tells addresses of this machine."""

    allowed: tuple[Network, ...]
    denied: tuple[Network, ...]
    ports: tuple[range, ...]
    plain_http: bool
    loopback: bool
    is_own: Callable[[str], bool]

    def judge(self, text: str) -> Why | None:
        """None when the address may be connected to. Every address hidden in it is judged as well."""
        return next((why for address in unwrapped(text) if (why := self._judge_one(address))), None)

    def _judge_one(self, address: Address) -> Why | None:
        listed = _within(address, self.allowed)
        if address.is_loopback and self.loopback and listed:
            return None
        always = _closed(address) or (Why.DENIED if _within(address, self.denied) else None)
        if always:
            return always
        if self.is_own(str(address)):
            return Why.OWN
        return None if listed or address.is_global else Why.PRIVATE


def _closed(address: Address) -> Why | None:
    """What no operator can open."""
    broadcast = isinstance(address, IPv4Address) and address == IPv4Address("255.255.255.255")
    closed = {
        Why.METADATA: address in METADATA,
        Why.UNSPECIFIED: address.is_unspecified or (address.version == 4 and int(address) >> 24 == 0),  # noqa: PLR2004
        Why.LOOPBACK: address.is_loopback,
        Why.LINK_LOCAL: address.is_link_local,
        Why.MULTICAST: address.is_multicast or broadcast,
    }
    return next((why for why, holds in closed.items() if holds), None)


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def unwrapped(text: str) -> tuple[Address, ...]:
    """The address, and the IPv4 address a mapped, translated, 6to4 or Teredo one leads to."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    inner: list[Address] = []
    if address.sixtofour:
        inner.append(address.sixtofour)
    if address.teredo:
        inner += address.teredo
    if _within(address, EMBEDDED) and int(address) > 1:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return (address, *inner)


def is_own_address(text: str) -> bool:
    """Only an address of this machine can be bound to. Nothing is sent."""
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((text, 0))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Target:
    """A checked address: where to connect (`address`), and whom to ask for there (`url`)."""

    url: httpx.URL
    address: str

    @property
    def name(self) -> str:
        return self.url.raw_host.decode("ascii").strip("[]")

    @property
    def port(self) -> int:
        return self.url.port or DEFAULT_PORTS[self.url.scheme]


def checked_url(text: str, rules: AddressRules) -> httpx.URL:
    """What can be judged without asking anybody.

    Raises:
        UnsafeTargetError: not an address we would send to, whatever it resolves to.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise UnsafeTargetError(Why.HOST, "URL") from error
    if url.scheme not in DEFAULT_PORTS or (url.scheme == "http" and not rules.plain_http):
        raise UnsafeTargetError(Why.SCHEME, url.scheme)
    if url.userinfo or "@" in url.netloc.decode("ascii", "replace"):
        raise UnsafeTargetError(Why.CREDENTIALS, "user:password@")
    if not url.host or "%" in url.host or url.fragment:
        raise UnsafeTargetError(Why.HOST, url.host)
    port = url.port or DEFAULT_PORTS[url.scheme]
    if not any(port in allowed for allowed in rules.ports):
        raise UnsafeTargetError(Why.PORT, str(port))
    return url


async def find_target(text: str, rules: AddressRules, resolve: Resolve) -> Target:
    """Resolve once and judge every address found; the one to connect to is the first of them.

    Raises:
        UnsafeTargetError: the name leads nowhere, or any of its addresses is closed.
    """
    url = checked_url(text, rules)
    host = url.raw_host.decode("ascii")
    try:
        found = await resolve(host, url.port or DEFAULT_PORTS[url.scheme])
        judged = {address: rules.judge(address) for address in found}
    except (OSError, TimeoutError, UnicodeError, ValueError) as error:
        raise UnsafeTargetError(Why.UNRESOLVABLE, host) from error
    if not judged:
        raise UnsafeTargetError(Why.UNRESOLVABLE, host)
    for address, why in judged.items():
        if why:
            raise UnsafeTargetError(why, f"{host} → {address}" if address != host else address)
    return Target(url, found[0])


async def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """The machine's own resolver; every address it knows, the preferred one first. An address is its own."""
    with suppress(ValueError):
        return (str(ip_address(host.strip("[]"))),)
    async with asyncio.timeout(RESOLVE_SECONDS):
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))
