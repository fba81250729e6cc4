"""Sending one request to a checked address: pinned, without redirects, proxies or cookies, bounded in time and size."""

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from activities.addresses import AddressRules, Resolve, Target, UnsafeTargetError, find_target

RESPONSE_BYTES = 2048
# An answer's status is what counts; its body is waited for only so long.
BODY_SECONDS = 2.0
CONNECT_SECONDS = 5.0
CONNECTIONS = httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=30.0)
Line = httpx.AsyncBaseTransport


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
        """Connections to one receiver. Never shared: a kept one was made for one receiver's name."""
        return httpx.AsyncHTTPTransport(verify=self.tls, trust_env=False, limits=CONNECTIONS, retries=0)

    async def send(self, line: Line, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """POST the body; never raises for anything the other side can do."""
        began = time.perf_counter()
        target: Target | None = None
        try:
            async with asyncio.timeout(self.deadline):
                target = await find_target(url, self.rules, self.resolve)
                status, retry_after, text = await self._exchange(line, target, headers, body)
        except UnsafeTargetError as error:
            return Answer(_since(began), error=f"address_{error.why}")
        except (httpx.TransportError, OSError, TimeoutError, ssl.SSLError) as error:
            return Answer(_since(began), target.address if target else None, error=_reason(error))
        return Answer(_since(began), target.address, status, text, retry_after)

    async def _exchange(
        self, line: Line, target: Target, headers: dict[str, str], body: bytes
    ) -> tuple[int, float | None, str]:
        host = target.url.raw_host.decode("ascii")
        request = httpx.Request(
            "POST",
            target.pinned,
            headers={"Host": target.url.netloc.decode("ascii"), **headers},
            content=body,
            extensions={"timeout": self._timeouts(), "sni_hostname": host.strip("[]")},
        )
        # The transport itself: a client would add cookies, redirects and credentials from files.
        response = await line.handle_async_request(request)
        try:
            text = await _first_bytes(response)
        finally:
            await response.aclose()
        return response.status_code, _seconds(response.headers.get("retry-after")), text

    def _timeouts(self) -> dict[str, float]:
        return {
            "connect": min(CONNECT_SECONDS, self.deadline),
            "read": self.deadline,
            "write": self.deadline,
            "pool": self.deadline,
        }


async def _first_bytes(response: httpx.Response) -> str:
    """At most 2 KiB as they came, never unpacked; what does not come in time is not waited for."""
    read = b""
    with suppress(TimeoutError, httpx.TransportError):
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in response.stream:  # type: ignore[union-attr] # an asynchronous transport's stream
                read += chunk[: RESPONSE_BYTES - len(read)]
                if len(read) >= RESPONSE_BYTES:
                    break
    return read.decode("utf-8", "replace").replace("\x00", "�")


def _seconds(retry_after: str | None) -> float | None:
    """RFC 9110 section 10.2.3: seconds or a date."""
    if retry_after is None:
        return None
    with suppress(ValueError, OverflowError):
        return max(0.0, float(int(retry_after)))
    with suppress(ValueError, TypeError):
        moment = parsedate_to_datetime(retry_after)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return None


def _reason(error: BaseException) -> str:
    """A word for people who read the log; what the other side wrote is not repeated."""
    chain: list[BaseException] = [error]
    while (behind := chain[-1].__cause__ or chain[-1].__context__) and behind not in chain:
        chain.append(behind)
    if any(isinstance(one, ssl.SSLError) for one in chain):
        return "tls"
    if any(isinstance(one, httpx.TimeoutException | TimeoutError) for one in chain):
        return "timeout"
    return "connection" if isinstance(error, httpx.NetworkError | OSError) else "protocol"


def _since(began: float) -> int:
    return round(1000 * (time.perf_counter() - began))


def tls_context(authorities: str | None) -> ssl.SSLContext:
    """Trust the machine's authorities, and those of a file if there is one."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    return context
