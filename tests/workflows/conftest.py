"""Every workflow test runs twice: as the product does, and in the sandbox that catches what is not deterministic."""

import pytest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from tests.workflows.shop import Shop


@pytest.fixture(params=[UnsandboxedWorkflowRunner, SandboxedWorkflowRunner], ids=["plain", "sandboxed"])
def runner(request: pytest.FixtureRequest) -> WorkflowRunner:
    made: WorkflowRunner = request.param()
    return made


@pytest.fixture
def shop(temporal_client: Client, runner: WorkflowRunner) -> Shop:
    return Shop(temporal_client, runner)
