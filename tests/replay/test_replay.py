"""Recorded histories replay with the code as it is: measures, campaigns and lanes under way survive the deploy."""

import re
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from tests.replay.other_stories import OTHER_STORIES
from tests.replay.record import release
from tests.replay.stories import STORIES
from workflows.campaign import CampaignWorkflow
from workflows.delivery import LaneWorkflow
from workflows.measure import MeasureWorkflow

WORKFLOWS = [MeasureWorkflow, CampaignWorkflow, LaneWorkflow]
HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def history_in(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text())


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
@pytest.mark.parametrize("runner", [UnsandboxedWorkflowRunner, SandboxedWorkflowRunner], ids=["plain", "sandboxed"])
async def test_case_23_a_recorded_history_replays(
    path: Path, runner: type[UnsandboxedWorkflowRunner] | type[SandboxedWorkflowRunner]
) -> None:
    """The same commands come out of the same events, in the sandbox and out of it."""
    replayer = Replayer(workflows=WORKFLOWS, data_converter=pydantic_data_converter, workflow_runner=runner())

    await replayer.replay_workflow(history_in(path))


def test_every_story_of_this_release_is_recorded() -> None:
    """A story added is a story recorded (`python -m tests.replay.record`)."""
    assert {f"{release()}-{name}" for name in (*STORIES, *OTHER_STORIES)} <= {path.stem for path in HISTORIES}


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_history_names_no_machine(path: Path) -> None:
    """No process at a host, no directory: who reads it learns nothing about where it was recorded."""
    text = path.read_text()

    assert not re.search(r"\d+@[\w.-]+", text)
    assert not re.search(r"/(home|root|tmp|work|usr|Users|var)/", text)
