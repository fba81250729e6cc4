"""Fixtures are grouped by theme under `tests/fixtures`; this file names them. Tests are no garbage."""

import gc

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.platform", "tests.fixtures.skipping"]


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: walking through them stops all threads for seconds."""
    gc.collect()
    gc.freeze()
