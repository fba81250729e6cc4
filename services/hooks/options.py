"""Lists in settings of webhooks: ports, networks and waits, written by commas, checked when they are read."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import AfterValidator

Network = IPv4Network | IPv6Network


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def ports_of(text: str) -> tuple[range, ...]:
    """`443,8000-8999`."""
    found = []
    for part in _parts(text):
        first, _, last = part.partition("-")
        ports = range(int(first), int(last or first) + 1)
        if not ports or ports[0] < 1 or ports[-1] > 65535:  # noqa: PLR2004 - the last port there is
            raise ValueError(f"{part} 不是端口或端口范围 is no port and no range of ports")
        found.append(ports)
    return tuple(found)


def networks_of(text: str | None) -> tuple[Network, ...]:
    """`10.8.0.0/16,fd12::/48`."""
    return tuple(ip_network(part) for part in _parts(text))


def waits_of(text: str) -> tuple[float, ...]:
    """Seconds, at least one of them."""
    found = tuple(float(part) for part in _parts(text))
    if not found or min(found) <= 0:
        raise ValueError("应为大于 0 的秒数，以逗号分隔 seconds above 0, by commas")
    return found


def _read_by(parse: Callable[[Any], object]) -> AfterValidator:
    def check(text: Any) -> Any:  # noqa: ANN401 - a text or None stays what it is
        parse(text)
        return text

    return AfterValidator(check)


Ports = Annotated[str, _read_by(ports_of)]
Networks = Annotated[str | None, _read_by(networks_of)]
Waits = Annotated[str, _read_by(waits_of)]
