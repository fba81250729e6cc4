"""docker-compose.yml without containers: its commands and variables as processes, on servers of the test's own."""

import asyncio
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from starlette.routing import compile_path

from services.app import ROUTERS
from services.errors import addresses
from services.ports import free_port
from tests.deployment.test_compose import HTTP, OURS
from tests.fixtures.commands import ZHENGGAI, environment
from tests.fixtures.platform import Clock, World
from tests.fixtures.polling import until

ROOT = Path(__file__).parents[2]
# `docker compose up` gives up on a container that is not healthy after about a minute.
START_SECONDS = 60.0
STOP_SECONDS = 20.0
ANY = "any"
SECRETS = {"POSTGRES_PASSWORD": "p" * 32, "HOOKS_KEY": "k" * 32}
PATH_ASKED = re.compile(r"http://127\.0\.0\.1:8000(/\w+)")


class Composition:
    """Our services of the compose file. `there` replaces the addresses that only containers can reach."""

    def __init__(self, directory: Path, there: dict[str, str]) -> None:
        self.there = there
        self.ports = {name: free_port() for name in HTTP}
        self._directory = directory

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items()}

    def run(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """As `docker compose run --rm NAME WORDS`."""
        program = [ZHENGGAI, *(words or OURS[name]["command"])]
        return subprocess.run(
            program, env=self._variables(name), cwd=self._directory, capture_output=True, text=True, check=False
        )

    @asynccontextmanager
    async def up(self) -> AsyncIterator[dict[str, int]]:
        """All that stays up, healthy; afterwards stopped as Docker stops it. The value fills with exit codes then."""
        processes = {name: self._start(name) for name in OURS if name != "migrate"}
        codes: dict[str, int] = {}
        try:
            await until(lambda: self._healthy(processes), START_SECONDS)
            yield codes
            for name, process in processes.items():
                process.send_signal(signal.Signals[OURS[name].get("stop_signal", "SIGTERM")])
            for name, process in processes.items():
                codes[name] = await asyncio.to_thread(process.wait, STOP_SECONDS)
        finally:
            for process in processes.values():
                process.kill()
                process.wait()

    def said(self) -> str:
        """Whatever the processes printed."""
        return "".join(log.read_text() for log in sorted(self._directory.glob("*.log")))

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self._directory / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [ZHENGGAI, *OURS[name]["command"]],
                env=self._variables(name),
                cwd=self._directory,
                stdout=log,
                stderr=log,
            )

    async def _healthy(self, processes: dict[str, subprocess.Popen[bytes]]) -> bool:
        """What each container's own health check asks."""
        assert all(process.poll() is None for process in processes.values()), self.said()
        async with httpx.AsyncClient() as client:
            with suppress(httpx.TransportError):
                asked = [await client.get(self._address(name)) for name in HTTP]
                return all(answer.status_code == 200 for answer in asked)
        return False

    def _address(self, name: str) -> str:
        found = PATH_ASKED.search(str(HTTP[name]["healthcheck"]["test"]))
        assert found
        return f"{self.urls[name]}{found[1]}"

    def _variables(self, name: str) -> dict[str, str]:
        given = {key: _interpolated(value) for key, value in OURS[name]["environment"].items()}
        assert set(self.there) <= set(given)
        # The HTTP services share the volume of the evidence; who has no port listens nowhere.
        data = self._directory / ("data" if name in HTTP else f"data-{name}")
        return environment(data, self.ports.get(name, 0), PYTHONPATH=str(ROOT), **given) | self.there


def _interpolated(value: str) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: SECRETS[found[1]], value)


class ByService(httpx.AsyncBaseTransport):
    """Sends what is for any to the service that has its route; what every service has, to one of them."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._ports = ports
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == ANY:
            name = serving(request.method, request.url.path)
            request.url = request.url.copy_with(host="127.0.0.1", port=self._ports[name])
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        await self._network.aclose()


def serving(method: str, path: str) -> str:
    """The service whose routes have this address; `hooks` for what every service can read."""
    found = [(len(pattern), name) for name, pattern in _patterns(method) if compile_path(pattern)[0].match(path)]
    return max(found, default=(0, "hooks"))[1]


def _patterns(method: str) -> Iterator[tuple[str, str]]:
    for name, routers in ROUTERS.items():
        for pattern, methods in addresses(routers).items():
            if method in methods:
                yield name, pattern


class ComposedWorld(World):
    """The stories of `tests.fixtures.stories`, told to several services."""

    def __init__(self, ports: dict[str, int], tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.clock = Clock()
        self._ports = ports
        self._clients = {}

    def client(self, who: str | None) -> httpx.AsyncClient:
        assert who
        if who not in self._clients:
            given: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.tokens[who]}"}, "timeout": 30}
            self._clients[who] = httpx.AsyncClient(base_url=f"http://{ANY}", transport=ByService(self._ports), **given)
        return self._clients[who]
