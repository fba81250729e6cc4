"""A valid body for each command, and who of the invented people may give it to a measure of the water bureau."""

from typing import Any, NamedTuple

from tests.fixtures.platform import World
from tests.fixtures.stories import this_period, visit

GATE = ("office", "office_two", "special_one")
INSPECTORS = ("inspector_one", "inspector_two", "inspector_three")
PRINCIPAL = ("water_principal",)
LEADING = ("leader",)


class Route(NamedTuple):
    """`step` is the rule of domain.md 6.2 that a caller without the role is told."""

    entitled: tuple[str, ...]
    step: str


ROUTES: dict[str, Route] = {
    "claim": Route(("water_liaison", "water_principal"), "M2"),
    "submit-report": Route(("water_liaison", "water_principal", "water_machine"), "M4"),
    "countersign-report": Route(PRINCIPAL, "M4"),
    "accept-report": Route(GATE, "M5"),
    "return-report": Route(GATE, "M5"),
    "withdraw-evidence": Route(PRINCIPAL, "S10"),
    "request-closure": Route(PRINCIPAL, "M7"),
    "withdraw-closure": Route(PRINCIPAL, "M12"),
    "pass-gate": Route(GATE, "M8"),
    "return-gate": Route(GATE, "M8"),
    "pass-verification": Route(INSPECTORS, "M9"),
    "fail-verification": Route(INSPECTORS, "M9"),
    "sign-off": Route(INSPECTORS, "M11"),
    "refuse-sign-off": Route(INSPECTORS, "M11"),
    "suspend": Route(LEADING, "M15"),
    "resume": Route(LEADING, "M15"),
    "cancel": Route(LEADING, "M18"),
}


def body(world: World, action: str) -> dict[str, Any]:
    period = this_period(world)
    bodies: dict[str, dict[str, Any]] = {
        "claim": {},
        "submit-report": {"period": period, "text": "已完成验收。"},
        "countersign-report": {"period": period, "version": 1},
        "accept-report": {"period": period, "version": 1},
        "return-report": {"period": period, "version": 1, "reason": "缺少验收单。"},
        "withdraw-evidence": {"evidence_id": "0" * 32, "reason": "文件有误。"},
        "request-closure": {"statement": "申请销号。"},
        "withdraw-closure": {"reason": "材料需要补充。"},
        "pass-gate": {},
        "return-gate": {"rework_requirement": "请补充台账。"},
        "pass-verification": visit(world),
        "fail-verification": {**visit(world), "rework_requirement": "现场未见设备。"},
        "sign-off": {},
        "refuse-sign-off": {"reason": "整改不彻底。"},
        "suspend": {"reason": "等待上级批复。", "planned_end": "2099-12-31"},
        "resume": {"reason": "已批复。"},
        "cancel": {"reason": "政策调整。", "decision_reference": "〔2026〕1号"},
    }
    return bodies[action]
