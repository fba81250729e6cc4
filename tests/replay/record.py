"""Record the histories of a release: `python -m tests.replay.record`, once, before it is tagged.

Each story is told on a server of its own with the code as it is, and written to
`histories/<version>-<story>.json`. A history that is there is never written again: it is what running
measures, campaigns and lanes of that release look like, and code that can't replay it would stop them.
"""

import asyncio
import dataclasses
import tempfile
import tomllib
from pathlib import Path

from temporalio.api.failure.v1 import Failure
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DefaultFailureConverter, PayloadConverter

from services.embedded import take_directory, temporal_server
from services.settings import Settings
from tests.replay.other_stories import OTHER_STORIES, OtherStory
from tests.replay.stories import STORIES, Story
from tests.workflows.shop import Shop

HERE = Path(__file__).parent
HISTORIES = HERE / "histories"
# Low enough for the stories of continue-as-new, high enough for the others to stay in one run.
CONTINUE_AFTER = {"ends-in-another-run": 20, "begun-by-another-run": 20}


class WithoutTraces(DefaultFailureConverter):
    """Failures as they are but for stack traces, which name directories of the machine that recorded them."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        super().to_failure(exception, payload_converter, failure)
        failure.stack_trace = ""


def release() -> str:
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())["project"]
    return ".".join(str(project["version"]).split(".")[:2])


async def recorder(address: str) -> Client:
    # The default identity names the process and the machine; a history is published.
    converter = dataclasses.replace(pydantic_data_converter, failure_converter_class=WithoutTraces)
    return await Client.connect(address, identity="recorder", data_converter=converter)


async def record(address: str, name: str, story: Story) -> str:
    client = await recorder(address)
    shop = Shop(client, continue_after=CONTINUE_AFTER.get(name, 400))
    async with shop.open():
        told = await story(shop)
        return (await told.fetch_history()).to_json()


async def record_other(address: str, story: OtherStory) -> str:
    told = await story(await recorder(address))
    return (await told.fetch_history()).to_json()


async def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(data=Path(directory), _env_file=None)
        with take_directory(settings.data) as lock:
            async with temporal_server(settings, lock) as server:
                address = await server.up()
                telling = {name: record(address, name, story) for name, story in STORIES.items()}
                telling |= {name: record_other(address, story) for name, story in OTHER_STORIES.items()}
                for name, history in telling.items():
                    target = HISTORIES / f"{release()}-{name}.json"
                    if target.exists():
                        history.close()
                    else:
                        target.write_text(await history)


if __name__ == "__main__":
    asyncio.run(main())
