"""A small model of one measure, written from domain.md and sharing no code with the rules it is held against.

It covers measures whose reports all fall into the present month.
"""

from dataclasses import dataclass, field

UNIT_STEPS = {
    "claim",
    "submit-report",
    "countersign-report",
    "withdraw-evidence",
    "request-closure",
    "withdraw-closure",
}
GATE_STEPS = {"accept-report", "return-report", "pass-gate", "return-gate"}
VISIT_STEPS = {"pass-verification", "fail-verification"}
FINAL_STEPS = {"sign-off", "refuse-sign-off"}
REPORTER_STEPS = UNIT_STEPS - {"claim"}
BACK = {"withdraw-closure", "return-gate", "fail-verification", "refuse-sign-off"}
AFTER_CLAIM = ("in_progress", "closure_requested", "verifying", "awaiting_sign_off", "signed_off")
POSSIBLE_IN = {
    "claim": ("issued",),
    "withdraw-closure": ("closure_requested",),
    "pass-gate": ("closure_requested",),
    "return-gate": ("closure_requested",),
    "pass-verification": ("verifying",),
    "fail-verification": ("verifying",),
    "sign-off": ("awaiting_sign_off",),
    "refuse-sign-off": ("awaiting_sign_off",),
    "withdraw-evidence": AFTER_CLAIM,
}
NEXT = {"pass-gate": "verifying", "pass-verification": "awaiting_sign_off", "sign-off": "signed_off"}


@dataclass(frozen=True)
class Someone:
    """`job` is liaison, principal, office, inspector, machine or auditor; `jobs` all of them."""

    jobs: frozenset[str]
    unit: str | None = None

    @property
    def inside(self) -> bool:
        return bool(self.jobs & {"liaison", "principal", "machine"})


def jobs_for(action: str) -> set[str]:
    if action in GATE_STEPS:
        return {"office"}
    if action in VISIT_STEPS | FINAL_STEPS:
        return {"inspector"}
    if action == "claim":
        return {"liaison", "principal"}
    return {"liaison", "principal", "machine"} if action == "submit-report" else {"principal"}


def part_of(action: str) -> str | None:
    for part, steps in (
        ("reporter", REPORTER_STEPS),
        ("gate", GATE_STEPS),
        ("visit", VISIT_STEPS),
        ("final", FINAL_STEPS),
    ):
        if action in steps:
            return part
    return None


@dataclass
class Ask:
    """What the model needs of a request beyond who and which command."""

    version: int | None = None
    evidence: str | None = None


@dataclass
class Reference:
    """One measure as the model has it."""

    units: tuple[str, ...]
    state: str = "issued"
    seq: int = 3
    claimed: set[str] = field(default_factory=set)
    version: int = 0
    status: str = "none"
    evidence: str | None = None
    reporting: str | None = None
    reopened: bool = False
    withdrawn: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    parts: dict[str, str] = field(default_factory=dict)

    def status_of(self, who: str, someone: Someone, action: str, ask: Ask, seen: int | None) -> int:
        """The HTTP status this request has to get."""
        forbidden = self._forbidden(who, someone, action)
        if forbidden:
            return forbidden
        if seen not in (None, self.seq):
            return 412
        if self.state not in POSSIBLE_IN.get(action, ("in_progress",)):
            return 409
        if not self._facts_hold(someone, action, ask):
            return 409
        # A report is signed in the unit that wrote it.
        return 403 if action == "countersign-report" and someone.unit != self.reporting else 200

    def _forbidden(self, who: str, someone: Someone, action: str) -> int:
        of_unit = someone.inside and someone.unit in self.units
        if someone.inside and not of_unit and not someone.jobs & {"office", "inspector"}:
            return 404
        fit = someone.jobs & jobs_for(action) & ({"office", "inspector"} if not of_unit else someone.jobs)
        judges_own = action not in UNIT_STEPS and someone.unit in self.units
        part = part_of(action)
        plays_other = part is not None and self.parts.get(who, part) != part
        return 403 if not fit or judges_own or plays_other else 0

    def _facts_hold(self, someone: Someone, action: str, ask: Ask) -> bool:
        usable = ask.evidence not in self.withdrawn
        current = ask.version == self.version
        named = ask.version == (self.version or None)
        in_force = self.evidence is not None and self.evidence not in self.withdrawn
        own = self.evidence is not None and ask.evidence == self.evidence and someone.unit == self.reporting
        facts = {
            "claim": someone.unit not in self.claimed,
            "submit-report": (self.status != "accepted" or self.reopened) and named and usable,
            "countersign-report": current and self.status == "submitted",
            "accept-report": current and self.status == "countersigned",
            "return-report": current and self.status == "countersigned",
            "withdraw-evidence": own and usable,
            "request-closure": self.status == "accepted" and in_force and someone.unit not in self.signed,
        }
        return facts.get(action, True)

    def happened(self, who: str, someone: Someone, action: str, ask: Ask) -> None:
        """Take the step, which `status_of` found to be possible."""
        self.seq += 1
        part = part_of(action)
        if part:
            self.parts[who] = part
        if action in BACK:
            self._back_to_work()
        elif action in NEXT:
            self.state = NEXT[action]
        elif action == "claim":
            self.claimed.add(str(someone.unit))
            self.state = "in_progress" if self.claimed == set(self.units) else "issued"
        elif action == "request-closure":
            self.signed.add(str(someone.unit))
            self.state = "closure_requested" if self.signed == set(self.units) else "in_progress"
        else:
            self._paper(someone, action, ask)

    def _paper(self, someone: Someone, action: str, ask: Ask) -> None:
        if action == "submit-report":
            self.version += 1
            self.status = "countersigned" if "principal" in someone.jobs else "submitted"
            self.evidence, self.signed = ask.evidence, set()
            self.reporting, self.reopened = someone.unit, False
        elif action == "withdraw-evidence":
            self.withdrawn.add(str(ask.evidence))
            if self.state != "signed_off":
                self._back_to_work()
        else:
            self.status = {"accept-report": "accepted", "return-report": "returned"}.get(action, "countersigned")

    def _back_to_work(self) -> None:
        """What was signed falls, and what was accepted may be written anew."""
        self.state, self.signed, self.reopened = "in_progress", set(), True
