"""What was found, as tables for people and against the targets of the specification."""

from typing import Any

from rich.console import Console
from rich.table import Table

TARGET_RATIO = 0.75
TARGET_P50_MS = 40.0
TARGET_READY_SECONDS = 5.0
TARGET_ACKNOWLEDGED_SECONDS = 5.0
TARGET_MEBIBYTES = 600.0
TARGET_DELAY_P50_MS = 300.0
TARGET_DELAY_P99_MS = 2000.0
TARGET_IMPORTING_P99_MS = 1000.0
TARGET_REHEARSAL_SECONDS = 60.0
TARGET_THREE_YEARS_SECONDS = 10.0
FEW_CLIENTS = 4


def targets(databases: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a target and database: what was wanted, what was found, whether it is reached."""
    return [row for name, found in databases.items() for row in _targets(name, found)]


def _targets(database: str, found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for speed in found.get("speed", ()):
        clients = speed["clients"]
        rows.append(_at_least(f"throughput / floor, {clients} clients", speed["ratio"]["floor"], TARGET_RATIO))
        if clients <= FEW_CLIENTS:
            rows.append(_at_most(f"p50 ms, {clients} clients", speed["ours"]["p50_ms"], TARGET_P50_MS))
    if "cold_start" in found:
        rows.append(_at_most("cold start to ready, s", found["cold_start"]["median_seconds"], TARGET_READY_SECONDS))
    if "recovery" in found:
        seconds = found["recovery"]["median_seconds"]
        rows.append(_at_most("kill -9 to first acknowledgement, s", seconds, TARGET_ACKNOWLEDGED_SECONDS))
    if "memory" in found:
        name = f"MiB with {found['memory']['open_measures']} open measures"
        rows.append(_at_most(name, found["memory"]["mebibytes"], TARGET_MEBIBYTES))
    rows += _deliveries(found) + _crowds(found)
    return [{"database": database, **row} for row in rows]


def _deliveries(found: dict[str, Any]) -> list[dict[str, Any]]:
    if "delivery" not in found:
        return []
    told = found["delivery"]
    return [
        _at_most("webhook delay p50, ms", told["delay_p50_ms"], TARGET_DELAY_P50_MS),
        _at_most("webhook delay p99, ms", told["delay_p99_ms"], TARGET_DELAY_P99_MS),
        # No target: how fast nine endpoints catch up beside a dead one.
        _at_least("webhook events/s, catching up", told["events_per_second"], 0.0),
    ]


def _crowds(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    if "together" in found:
        told = found["together"]
        # No target of the specification: how fast, and how late the last one was.
        rows.append(_at_least(f"timers fired/s, {told['timers']} due together", told["fired_per_second"], 0.0))
    if "bulk" in found:
        told = found["bulk"]
        rows.append(_at_least(f"sign-offs/s, {told['measures']} in one request", told["per_second"], 0.0))
    if "importing" in found:
        told = found["importing"]
        name = f"p99 ms of a command while {told['measures']} measures are imported"
        rows.append(_at_most(name, told["p99_ms"], TARGET_IMPORTING_P99_MS))
    return rows


def virtual_targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What is measured once, in virtual time and without a database."""
    if not found:
        return []
    rows = (
        _at_most("rehearsal of 112 measures × 12 months, s", found["rehearsal"]["seconds"], TARGET_REHEARSAL_SECONDS),
        _at_most("three years of a measure, s", found["three_years"]["seconds"], TARGET_THREE_YEARS_SECONDS),
    )
    return [{"database": "—", **row} for row in rows]


def _at_least(name: str, found: float, wanted: float) -> dict[str, Any]:
    return {"target": name, "wanted": f"≥ {wanted:g}", "found": found, "reached": found >= wanted}


def _at_most(name: str, found: float, wanted: float) -> dict[str, Any]:
    return {"target": name, "wanted": f"≤ {wanted:g}", "found": found, "reached": found <= wanted}


def show(result: dict[str, Any]) -> None:
    console = Console()
    machine = result["machine"]
    console.print(f"{machine['cpu']} · {machine['cores']} cores · {machine['memory_gib']} GiB · {machine['system']}")
    console.print(f"Python {machine['python']} · load before {machine['load_average_before'][0]}")
    for name, found in result["databases"].items():
        if "speed" in found:
            console.print(_speed(name, found["speed"]))
    console.print(_reached(result["targets"]))


def _speed(database: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(
        title=f"速度 · Speed, {database}", caption="floor: bare engine · tuned: with our worker settings (ADR 53)"
    )
    for heading in ("clients", "side", "per second", "p50 ms", "p99 ms", "CPU ms", "load CPU ms", "ours / this"):
        table.add_column(heading, justify="right")
    for row in rows:
        for side in ("tuned", "floor", "ours"):
            one = row[side]
            numbers = [one[key] for key in ("per_second", "p50_ms", "p99_ms", "cpu_ms", "load_generator_cpu_ms")]
            ratio = f"{row['ratio'][side]:.2f}" if side in row["ratio"] else ""
            table.add_row(str(row["clients"]), side, *map(str, numbers), ratio)
    return table


def _reached(rows: list[dict[str, Any]]) -> Table:
    table = Table("数据库 database", "指标 target", "要求 wanted", "实测 found", "", title="目标 · Targets")
    for row in rows:
        mark = "[green]✓[/green]" if row["reached"] else "[red]✗[/red]"
        table.add_row(row["database"], row["target"], row["wanted"], str(row["found"]), mark)
    return table
