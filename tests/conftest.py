"""Fixtures are grouped by theme under `tests/fixtures`; this file only names them."""

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.platform", "tests.fixtures.skipping"]
