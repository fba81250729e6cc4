"""Names as a test invents them, and a sender that writes down whom it connects to and connects to loopback only."""

import socket
from collections import Counter
from dataclasses import fields
from ipaddress import ip_address

import httpx

from activities.sending import Line, Sender
from services.delivering import build_sender
from services.settings import Settings


class Names:
    """A resolver without a network. Each look-up of a name takes its next answer; the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[str, ...]]] = {}
        self.asked: Counter[str] = Counter()
        self.touched: set[str] = set()

    async def resolve(self, host: str, _: int) -> tuple[str, ...]:
        self.asked[host] += 1
        try:
            return (str(ip_address(host.strip("[]"))),)
        except ValueError:
            answers = self.answers.get(host, [])
        if not answers:
            raise socket.gaierror(host)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def sender(self, settings: Settings) -> Sender:
        usual = build_sender(settings)
        given = {field.name: getattr(usual, field.name) for field in fields(usual)}
        sender = GuardedSender(**{**given, "resolve": self.resolve})
        object.__setattr__(sender, "touched", self.touched)
        return sender


class GuardedSender(Sender):
    touched: set[str]

    def line(self) -> Line:
        return GuardedLine(super().line(), self.touched)


class GuardedLine(httpx.AsyncBaseTransport):
    def __init__(self, real: Line, touched: set[str]) -> None:
        self._real = real
        self._touched = touched

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._touched.add(request.url.host)
        if not ip_address(request.url.host).is_loopback:
            raise httpx.ConnectError("a test connects to loopback only")
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()
