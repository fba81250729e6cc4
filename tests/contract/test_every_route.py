"""Schemathesis over the whole OpenAPI document, as several people and a machine, on a real platform.

It sends what the document allows and what it forbids, and holds every answer against the document.
"""

import asyncio
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from services.app import application
from tests.contract.conftest import Served
from tests.fixtures.people import PEOPLE

ROOT = Path(__file__).parents[2]
# Where a valid request may still be refused: by the rules, by a version, or for what is inside a file.
CONFIG = """
[auth.openapi.HTTPBearer]
bearer = "{token}"

[parameters]
"path.measure_id" = "{campaign}-{number}"
"path.campaign_id" = "{campaign}"
"path.evidence_id" = "{evidence}"
"path.principal_id" = "{principal}"
"path.code" = "not_found"
"query.wait" = "0"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 412]

[[operations]]
include-operation-id = ["list_measures", "get_notices"]
checks.positive_data_acceptance.expected-statuses = [200, 400, 403]

[[operations]]
include-operation-id = ["import_campaign", "import_sheet", "import_organisation_file", "upload_evidence"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 403, 404, 409, 422]

# A cursor of this store, an event type there is.
[[operations]]
include-operation-id = ["list_events", "stream_events"]
checks.positive_data_acceptance.expected-statuses = [200, 400, 403, 422]

# Rules that join fields, or look at what the address or the file stands for.
[[operations]]
include-operation-id = [
    "post_calendar", "post_pack", "create_endpoint", "change_endpoint",
    "draw", "request_change",
    "record_recusal", "delegate", "record_handover",
]
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 412, 422]
"""
# Who, on which measure, and how: each value of each field in turn for one of them, a few whole requests for all.
# The first runs in parts side by side; its own threads crash Python 3.11's parser.
WHOLE = ("--phases", "coverage,fuzzing", "--max-examples", "1")
BRIEF = ("--phases", "examples,fuzzing", "--max-examples", "2")
RUNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("office", "1-1", (*WHOLE, "--include-path-regex", "/measures")),
    ("office", "1-1", (*WHOLE, "--include-path-regex", "/campaigns", "--exclude-path-regex", "/measures")),
    ("office", "1-1", (*WHOLE, "--exclude-path-regex", "/measures|/campaigns")),
    ("water_principal", "1-1", BRIEF),
    ("inspector_one", "1-2", BRIEF),
    ("water_machine", "2-1", BRIEF),
    ("admin", "2-2", BRIEF),
)
TESTED = re.compile(r"Tested: (\d+)\n")


@pytest.mark.timeout(1200)
async def test_every_answer_is_as_the_document_says(served: Served, tmp_path: Path) -> None:
    """No server error, no undeclared answer, nothing valid refused, nothing invalid accepted, no route left out."""
    reports = await asyncio.gather(*(_run(served, number, tmp_path) for number in range(len(RUNS))))

    tested: Counter[str] = Counter()
    for (who, _, _), (code, report) in zip(RUNS, reports, strict=True):
        assert code == 0, report
        found = TESTED.search(report)
        assert found, report
        tested[who] += int(found[1])
    operations = sum(len(methods) for methods in application().openapi()["paths"].values())
    assert set(tested.values()) == {operations}


async def _run(served: Served, number: int, scratch: Path) -> tuple[int, str]:
    """One of the runs: its exit code and what it printed."""
    who, measure, options = RUNS[number]
    config = scratch / f"{number}.toml"
    told = {"campaign": served.campaign, "number": measure, "evidence": served.evidence, "principal": PEOPLE[who].id}
    config.write_text(CONFIG.format(token=served.world.tokens[who], **told))
    program = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config), "run"]
    process = await asyncio.create_subprocess_exec(
        *program,
        f"{served.url}/openapi.json",
        *("--generation-deterministic", "--no-color", *options),
        cwd=scratch,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.contract.fresh_keys"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()
