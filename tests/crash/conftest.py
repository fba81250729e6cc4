"""Killing a server in the middle of an answer leaves its client's connection open until it is collected.

That is the client library's way and not a leak of the product, so it is collected here, in silence.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(autouse=True)
def connections_to_the_dead() -> Iterator[None]:
    """Collected before the test ends, so that no other test meets them."""
    yield
    gc.collect()
