"""What import contracts cannot see: clocks, chance and I/O in the pure rooms; sizes, names, empty packages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "workflows", "activities", "services", "tests")

# Modules that hold a clock, chance, the machine or the outside world.
OUTSIDE_MODULES = """
aiosqlite asyncio asyncpg builtins ctypes fileinput fastapi getpass glob http httpx importlib io locale logging
multiprocessing os pathlib platform random secrets select shutil signal socket sqlalchemy sqlite3 ssl subprocess
sys tempfile temporalio threading time urllib uuid zoneinfo
"""
IMPURE = set(OUTSIDE_MODULES.split())
# Table definitions are shapes too, but shapes of SQL.
SHAPES_OF_SQL = {"sqlalchemy"}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "localtime", "time_ns", "uuid1", "uuid4", "uuid7", "urandom"}
OUTSIDE = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint", "hash", "id"}
EMPTY_CONTAINERS = {"list", "dict", "tuple", "set", "frozenset"}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def python_files() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return [node.module.split(".")[0]] if isinstance(node, ast.ImportFrom) and node.module else []


def all_imports(path: Path) -> set[str]:
    return {name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in imported(node)}


def called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_pure_factory(node: ast.expr) -> bool:
    """An empty container; anything else may make an id or read a clock."""
    return isinstance(node, ast.Name) and node.id in EMPTY_CONTAINERS


def impurities(source: str, pardoned: frozenset[str] = frozenset()) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        found += [f"import {name}" for name in imported(node) if name in IMPURE - pardoned]
        # A clock is impure when merely named: `default_factory=datetime.now` never calls it here.
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            found.append(node.attr)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE:
            found.append(f"{node.func.id}()")
        if isinstance(node, ast.Call) and called(node.func) == "astimezone" and not node.args + node.keywords:
            found.append("astimezone() into the host's zone")
        if isinstance(node, ast.keyword) and node.arg == "default_factory" and not is_pure_factory(node.value):
            found.append("default_factory")
        if isinstance(node, ast.Global):
            found.append("global")
    return found


def pure_files() -> list[Path]:
    """All of `schemas`, and the half of `workflows` that does not know Temporal."""
    schemas = sorted((ROOT / "schemas").rglob("*.py"))
    rules = [path for path in sorted((ROOT / "workflows").rglob("*.py")) if "temporalio" not in all_imports(path)]
    return schemas + rules


def test_the_rules_are_among_the_files_scanned() -> None:
    names = {named(path) for path in pure_files()}
    rules = {
        "lifecycle",
        "case",
        "duties",
        "chains",
        "canonical",
        "periods",
        "working_days",
        "deadlines",
        "alarms",
        "recusal",
        "barred",
    }
    rooms = {"steps", "guards", "decisions", "evolution", "letters"}

    assert {f"workflows/{name}.py" for name in rules} <= names
    assert rooms <= {name.split("/")[1] for name in names if name.startswith("workflows/")}
    assert {f"schemas/{name}.py" for name in ("measure", "commands", "events", "refusals")} <= names
    assert "workflows/measure.py" not in names


@pytest.mark.parametrize("path", pure_files(), ids=named)
def test_pure_files_hold_no_clock_chance_or_io(path: Path) -> None:
    pardoned = frozenset(SHAPES_OF_SQL if "tables" in path.parts else ())
    assert impurities(path.read_text("utf-8"), pardoned) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from uuid import uuid4",
        "from random import choice",
        "import secrets as s",
        "from pathlib import Path",
        "def f():\n    import socket",
        "from datetime import datetime\nat = datetime.now(UTC)",
        "at = datetime.datetime.utcnow()",
        "day = date.today()",
        "class A:\n    at = Field(default_factory=datetime.now)",
        "class A:\n    at = Field(default_factory=make_id)",
        "class A:\n    at = field(default_factory=lambda: [])",
        "local = moment.astimezone()",
        "text = open('a').read()",
        "print('x')",
        "order = hash(name)",
        "def f():\n    global state",
    ],
)
def test_the_scan_sees_what_it_looks_for(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, timedelta",
        "def f(now): return now.astimezone(CHINA).date()",
        "class A:\n    items: list[str] = Field(default_factory=list)",
        "def decide(now: datetime) -> datetime: return now",
        "import hashlib\nhashlib.sha256(b'').hexdigest()",
    ],
)
def test_the_scan_lets_pure_code_pass(source: str) -> None:
    assert impurities(source) == []


def test_packages_are_empty() -> None:
    assert [named(path) for path in python_files() if path.name == "__init__.py" and path.read_text("utf-8")] == []


def size_limit(path: Path) -> int | None:
    """Migrations are written by a generator and read once."""
    if "migrations" in path.parts:
        return None
    return 300 if "tests" in path.parts else 250


def test_files_stay_small() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in python_files()}
    too_long = {named(path): size for path, size in sizes.items() if size > (size_limit(path) or size)}

    assert too_long == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{named(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_stay_small() -> None:
    sizes = [item for path in python_files() if size_limit(path) for item in functions(path)]

    assert {name: size for name, size in sizes if size > 35} == {}
    assert len(sizes) > 100


def test_modules_are_named_for_what_they_hold() -> None:
    named_for_nothing = [
        named(path) for path in python_files() if NO_NAMES & {*path.relative_to(ROOT).parent.parts, path.stem}
    ]

    assert named_for_nothing == []
