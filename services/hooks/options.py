"""Lists in settings of webhooks: ports, networks and waits, written by commas, checked when they are read."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import AfterValidator

Network = IPv4Network | IPv6Network
LAST_PORT = 65535
LONGEST_WAIT = 30 * 24 * 60 * 60.0


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def ports_of(text: str) -> tuple[range, ...]:
    """`443,8000-8999`."""
    try:
        found = tuple(_range(part) for part in _parts(text))
    except ValueError:
        raise ValueError("应为端口或端口范围 / ports and ranges of ports, as in 443,8000-8999") from None
    if any(not ports or ports[0] < 1 or ports[-1] > LAST_PORT for ports in found):
        raise ValueError(f"端口为 1 到 {LAST_PORT} / ports are 1 to {LAST_PORT}")
    return found


def _range(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def networks_of(text: str | None) -> tuple[Network, ...]:
    """`10.8.0.0/16,fd12::/48`."""
    try:
        return tuple(ip_network(part) for part in _parts(text))
    except ValueError:
        raise ValueError("应为网段 / networks, as in 10.8.0.0/16,fd12::/48") from None


def waits_of(text: str) -> tuple[float, ...]:
    """Seconds, at least one of them."""
    try:
        found = tuple(float(part) for part in _parts(text))
    except ValueError:
        found = ()
    if not found or not all(0 < wait <= LONGEST_WAIT for wait in found):
        raise ValueError("应为大于 0、至多 30 天的秒数，以逗号分隔 / seconds above 0 and up to 30 days, by commas")
    return found


def _read_by(parse: Callable[[Any], object]) -> AfterValidator:
    def check(text: Any) -> Any:  # noqa: ANN401 - a text or None stays what it is
        parse(text)
        return text

    return AfterValidator(check)


Ports = Annotated[str, _read_by(ports_of)]
Networks = Annotated[str | None, _read_by(networks_of)]
Waits = Annotated[str, _read_by(waits_of)]
