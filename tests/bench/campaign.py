"""The work that is measured: a generated notice, issued measures, and the seven steps of each over HTTP."""

import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cn2an
import httpx

from services.database import Database
from services.migrating import migrate
from tests.bench.processes import BenchError, Place
from tests.fixtures.days import DUE
from tests.fixtures.platform import make_tokens
from tests.fixtures.stories import PDF
from workflows.periods import china_day, period_of

MEASURES_A_PROBLEM = 10
ROWS_A_PATCH = 500
SETTING_UP_SECONDS = 300.0
PLAN = {"lead_unit": "water", "category": "deadline", "due": str(DUE), "leader": "王副区长"}


@dataclass(frozen=True)
class Step:
    """One command: who gives it, its name in the address, its body."""

    who: str
    action: str
    body: dict[str, Any]


def notice(measures: int) -> str:
    """A notice in the layout of the real one, with as many measures as asked for."""
    lines = [
        "关于巡察整改进展情况的通报",
        "发布日期：2026-10-20",
        "2026年9月1日，区委巡察组反馈了巡察意见。",
        "二、整改落实情况",
    ]
    for number in range(measures):
        problem, place = divmod(number, MEASURES_A_PROBLEM)
        if place == 0:
            lines.append(f"({cn2an.an2cn(problem + 1)})关于“第{problem + 1}片区管网建设进度慢”问题的整改")
        lines.append(f"{cn2an.an2cn(place + 1)}是建设第{number + 1}段污水管网，今年底前完成{number + 2}公里。")
    return "\n".join(lines) + "\n"


async def prepare(place: Place) -> dict[str, str]:
    """Migrate an empty database and give the invented people their tokens."""
    place.data.mkdir(parents=True, exist_ok=True)
    database = Database(place.database_url or f"sqlite+aiosqlite:///{(place.data / 'zhenggai.db').resolve()}")
    try:
        await migrate(database)
        return await make_tokens(database)
    finally:
        await database.close()


class Office:
    """Sets a platform up over HTTP, outside of what is timed."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self.port = port
        self.tokens = tokens

    def client(self) -> httpx.AsyncClient:
        """One connection that stays open, as one browser or one integration would have."""
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=SETTING_UP_SECONDS, limits=limits)

    def headers(self, who: str, key: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or uuid.uuid4().hex}

    async def issued(self, measures: int, plan: dict[str, Any] = PLAN) -> list[str]:
        """Import a notice, complete its plan, issue it; the ids of its measures."""
        async with self.client() as client:
            file = {"file": ("notice.txt", io.BytesIO(notice(measures).encode()))}
            made = await self._ask(client, "POST", "/campaigns:import", files=file)
            campaign = made["id"]
            said = {"statement": "数目已逐项核对。"}
            await self._ask(client, "POST", f"/campaigns/{campaign}:confirm-reconciliation", json=said)
            numbers = [f"{n // MEASURES_A_PROBLEM + 1}-{n % MEASURES_A_PROBLEM + 1}" for n in range(measures)]
            for first in range(0, measures, ROWS_A_PATCH):
                rows = [{"number": number, **plan} for number in numbers[first : first + ROWS_A_PATCH]]
                await self._ask(client, "PATCH", f"/campaigns/{campaign}/measures", json={"rows": rows})
            result = await self._ask(client, "POST", f"/campaigns/{campaign}:issue")
        if result["changed"] != measures:
            raise BenchError(f"{result['refused']} of {measures} measures were not issued")
        return [f"{campaign}-{number}" for number in numbers]

    async def _ask(self, client: httpx.AsyncClient, method: str, path: str, **what: Any) -> Any:
        answer = await client.request(method, f"/api/v1{path}", headers=self.headers("office"), **what)
        if not answer.is_success:
            raise BenchError(f"{path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    async def upload(self, client: httpx.AsyncClient, measure: str) -> str:
        """Evidence for the measure's report; what it costs is not part of a transition."""
        answer = await client.post(
            f"/api/v1/measures/{measure}/evidence",
            files={"file": ("验收报告.pdf", io.BytesIO(PDF), "application/pdf")},
            headers=self.headers("water_principal"),
        )
        if answer.status_code != httpx.codes.CREATED:
            raise BenchError(f"upload: {answer.status_code} {answer.text[:300]}")
        return str(answer.json()["id"])


def seven_steps(evidence: str) -> tuple[Step, ...]:
    """From issued to signed off. The principal reports, so that no countersignature is needed."""
    today = china_day(datetime.now(UTC))
    report = {"period": period_of(today), "version": 1}
    visit = {
        "visited_on": str(today),
        "place": "污水处理厂",
        "findings": "现场查看属实。",
        "no_conflict_declared": True,
    }
    return (
        Step("water_principal", "claim", {}),
        Step(
            "water_principal",
            "submit-report",
            {"period": report["period"], "text": "已完成验收。", "evidence": [evidence]},
        ),
        Step("office", "accept-report", report),
        Step("water_principal", "request-closure", {"statement": "申请销号。"}),
        Step("office", "pass-gate", {}),
        Step("inspector_one", "pass-verification", visit),
        Step("inspector_two", "sign-off", {}),
    )
