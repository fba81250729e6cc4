"""Sending one request to a checked address: pinned, without redirects, proxies or cookies, bounded in time and size."""

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import h11

from activities.addresses import AddressRules, Resolve, Target, UnsafeTargetError, find_target
from activities.lines import Line


@dataclass(frozen=True)
class Answer:
    """What came of a request. Without `status` there was no answer and `error` says why.

    `retry_after` is in seconds.
    """

    milliseconds: int
    address: str | None = None
    status: int | None = None
    body: str | None = None
    retry_after: float | None = None
    error: str | None = None


@dataclass(frozen=True)
class Sender:
    """Sends to whatever `rules` allow, within `deadline` seconds for all of it."""

    rules: AddressRules
    resolve: Resolve
    deadline: float
    tls: ssl.SSLContext

    def line(self) -> Line:
        return Line(self.tls)

    async def send(self, line: Line, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """POST the body; never raises for anything the other side can do."""
        began = time.perf_counter()
        target: Target | None = None
        try:
            async with asyncio.timeout(self.deadline):
                target = await find_target(url, self.rules, self.resolve)
                reply = await line.exchange(target, headers, body)
        except UnsafeTargetError as error:
            return Answer(_since(began), error=f"address_{error.why}")
        except (OSError, TimeoutError, h11.RemoteProtocolError) as error:
            return Answer(_since(began), target.address if target else None, error=_reason(error))
        text = reply.body.decode("utf-8", "replace").replace("\x00", "�")
        return Answer(_since(began), target.address, reply.status, text, _seconds(reply.headers.get(b"retry-after")))


def _seconds(told: bytes | None) -> float | None:
    """RFC 9110 section 10.2.3: seconds or a date."""
    if told is None:
        return None
    retry_after = told.decode("ascii", "replace")
    with suppress(ValueError, OverflowError):
        return max(0.0, float(int(retry_after)))
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(retry_after)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return None


def _reason(error: BaseException) -> str:
    """A word for people who read the log; what the other side wrote is not repeated."""
    if isinstance(error, ssl.SSLError | ssl.CertificateError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "connection" if isinstance(error, OSError) else "protocol"


def _since(began: float) -> int:
    return round(1000 * (time.perf_counter() - began))


def tls_context(authorities: str | None) -> ssl.SSLContext:
    """Trust the machine's authorities, and those of a file if there is one."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    return context
