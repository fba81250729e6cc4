"""Names as a test invents them, and a sender that writes down whom it connects to and connects to loopback only."""

import socket
import ssl
from collections import Counter
from dataclasses import fields
from ipaddress import ip_address

from activities.addresses import Target
from activities.lines import Connection, Line
from activities.sending import Sender
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
        return GuardedLine(self.tls, self.touched)


class GuardedLine(Line):
    def __init__(self, tls: ssl.SSLContext, touched: set[str]) -> None:
        super().__init__(tls)
        self._touched = touched

    async def connect(self, target: Target) -> Connection:
        self._touched.add(target.address)
        if not ip_address(target.address).is_loopback:
            raise ConnectionRefusedError("a test connects to loopback only")
        return await super().connect(target)
