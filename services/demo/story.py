"""One measure's way through the public API, step by step, by the people whose step it is."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from services.demo.cast import Cast
from services.demo.spread import Planned, Reach

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF\n"
Step = Callable[[], Awaitable[None]]


@dataclass
class Tally:
    """What came back: receipts that must be found in the ledger, refusals by code, anything else."""

    receipts: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)


class Story:
    """Drives one measure to its reach. Every answer goes into the tally."""

    def __init__(self, cast: Cast, tally: Tally, campaign: str, planned: Planned, today: date) -> None:
        self._tally = tally
        self._id = f"{campaign}-{planned.number}"
        self._planned = planned
        self._today = today
        unit, turn = planned.lead_unit, planned.turn
        self._liaison = cast.of("unit_liaison", unit)
        self._principal = cast.of("unit_principal", unit)
        self._gate = cast.anyone("office", turn)
        self._verifier = cast.anyone("supervisor", turn)
        self._signatory = cast.anyone("supervisor", turn + 1)

    async def run(self) -> None:
        for reach, step in self._steps():
            if reach <= self._planned.reach:
                await step()

    def _steps(self) -> list[tuple[Reach, Step]]:
        """Side steps are taken only by measures whose story they are."""
        road: list[tuple[Reach, Step]] = [
            (Reach.PARTLY_CLAIMED, self._claim),
            (Reach.REPORTED, self._report),
            (Reach.ACCEPTED, self._accept),
            (Reach.REQUESTED, self._request),
            (Reach.VERIFYING, self._pass_gate),
            (Reach.VERIFIED, self._verify),
            (Reach.SIGNED_OFF, self._sign_off),
        ]
        side: dict[Reach, Step] = {
            Reach.RETURNED: self._return_report,
            Reach.WITHDRAWN: self._withdraw,
            Reach.GATE_RETURNED: self._return_gate,
            Reach.VERIFICATION_FAILED: self._fail_verification,
            Reach.SIGN_OFF_REFUSED: self._refuse_sign_off,
        }
        mine = self._planned.reach
        if mine in side:
            road = [*(pair for pair in road if pair[0] < mine), (mine, side[mine])]
            if mine is Reach.WITHDRAWN:
                road.insert(-1, (mine, self._request))
        return road

    async def _send(self, client: httpx.AsyncClient, action: str, body: dict[str, Any] | None = None) -> None:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        answer = await client.post(f"/api/v1/measures/{self._id}:{action}", json=body or {}, headers=headers)
        said = answer.json()
        if answer.is_success:
            self._tally.receipts[said["submission_id"]] = self._id
        elif answer.status_code in (403, 409):
            self._tally.refusals[said["code"]] = self._tally.refusals.get(said["code"], 0) + 1
        else:
            self._tally.unexpected.append(f"{self._id}:{action} {answer.status_code} {said.get('code')}")

    @property
    def _period(self) -> dict[str, Any]:
        return {"period": self._today.strftime("%Y-%m")}

    async def _claim(self) -> None:
        await self._send(self._liaison, "claim")

    async def _report(self) -> None:
        files = {"file": (f"{self._planned.number}-佐证.pdf", PDF, "application/pdf")}
        uploaded = await self._liaison.post(f"/api/v1/measures/{self._id}/evidence", files=files)
        uploaded.raise_for_status()
        done = 100 if self._planned.reach >= Reach.ACCEPTED else 40 + self._planned.turn % 50
        body = {
            **self._period,
            "text": "已按方案推进，形象进度与佐证材料见附件。",
            "indicators": [{"name": "任务完成", "unit": "%", "planned": "100", "done": str(done)}],
            "evidence": [uploaded.json()["id"]],
        }
        await self._send(self._liaison, "submit-report", body)
        await self._send(self._principal, "countersign-report", {**self._period, "version": 1})

    async def _accept(self) -> None:
        # A unit's own principal tries first, as happens; the rules answer.
        if self._planned.turn % 10 == 0:
            await self._send(self._principal, "accept-report", {**self._period, "version": 1})
        await self._send(self._gate, "accept-report", {**self._period, "version": 1})

    async def _return_report(self) -> None:
        reason = {"reason": "进度表述笼统，请补充分项数据和现场照片。"}
        await self._send(self._gate, "return-report", {**self._period, "version": 1, **reason})

    async def _request(self) -> None:
        await self._send(self._principal, "request-closure", {"statement": "整改任务已完成，申请核查销号。"})

    async def _withdraw(self) -> None:
        await self._send(self._principal, "withdraw-closure", {"reason": "补充长效机制文件后再行申请。"})

    async def _pass_gate(self) -> None:
        await self._send(self._gate, "pass-gate", {"note": "材料齐全。"})

    async def _return_gate(self) -> None:
        await self._send(self._gate, "return-gate", {"rework_requirement": "请补充制度文件正式文本。"})

    def _visit(self, findings: str) -> dict[str, Any]:
        day = self._today.isoformat()
        return {"visited_on": day, "place": "项目现场", "findings": findings, "no_conflict_declared": True}

    async def _verify(self) -> None:
        # The gatekeeper is no inspector, and says so by being refused.
        if self._planned.turn % 15 == 0:
            await self._send(self._gate, "pass-verification", self._visit("书面核查。"))
        await self._send(self._verifier, "pass-verification", self._visit("现场核对，情况属实。"))

    async def _fail_verification(self) -> None:
        body = {**self._visit("现场与报告不符。"), "rework_requirement": "按核查意见整改后重新申请。"}
        await self._send(self._verifier, "fail-verification", body)

    async def _sign_off(self) -> None:
        # Nobody signs off what they verified themselves (S2).
        if self._planned.turn % 7 == 0:
            await self._send(self._verifier, "sign-off")
        await self._send(self._signatory, "sign-off", {"note": "同意销号。"})

    async def _refuse_sign_off(self) -> None:
        await self._send(self._signatory, "refuse-sign-off", {"reason": "整改成效尚需一个月观察。"})
