"""What the demonstration shows at its end: tables by state and by lead unit, links, and one line of JSON."""

import json
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from services.demo.story import Tally
from services.wording.catalogue import STATES_ZH


@dataclass(frozen=True)
class Result:
    """`lost` counts acknowledged submissions that are not in the ledger exactly once."""

    statistics: dict[str, Any]
    ledger_events: int
    ledger: str
    lost: int
    seconds: float

    def json_line(self) -> str:
        said = {
            "measures": self.statistics["total"],
            **self.statistics["by_state"],
            "ledger_events": self.ledger_events,
            "ledger": self.ledger,
            "lost": self.lost,
            "seconds": round(self.seconds, 1),
        }
        return json.dumps(said, ensure_ascii=False)


def show(console: Console, result: Result, tally: Tally) -> None:
    console.print(_by_state(result.statistics))
    console.print(_by_unit(result.statistics))
    share = result.statistics["completion"]
    console.print(f"销号率 completion: {share['numerator']} / {share['denominator']} = {share['rate']:.1%}")
    console.print(f"  口径 basis: {share['basis_zh']} · {share['basis_en']}")
    refused = " ".join(f"{code}×{number}" for code, number in sorted(tally.refusals.items()))
    console.print(f"按规则拒绝 refused by the rules: {refused}")
    for line in tally.unexpected:
        console.print(f"意外 unexpected: {line}")


def _by_state(statistics: dict[str, Any]) -> Table:
    table = Table("状态 state", "", "措施 measures", title="按状态 · By state")
    for state, words in STATES_ZH.items():
        if state in statistics["by_state"]:
            table.add_row(words, state, str(statistics["by_state"][state]))
    table.add_row("合计", "total", str(statistics["total"]), style="bold")
    return table


def _by_unit(statistics: dict[str, Any]) -> Table:
    table = Table(title="按牵头单位 · By lead unit")
    # Names whole, also on a narrow terminal; what is left of the line is for the rest.
    table.add_column("牵头单位\nlead unit", no_wrap=True)
    for header in ("措施\nall", "已销号\nsigned off", "逾期 ■\noverdue"):
        table.add_column(header, justify="right")
    table.add_column("其他\nothers", overflow="fold")
    for one in statistics["by_unit"]:
        others = {state: number for state, number in one["by_state"].items() if state != "signed_off"}
        # The line breaks at spaces: between two, never within one.
        words = " ".join(f"{STATES_ZH[state]}×{number}" for state, number in others.items())
        name = one["unit"]["name"] if one["unit"] else "—"
        table.add_row(name, str(one["total"]), str(one["signed_off"]), str(one["overdue"]), words)
    return table
