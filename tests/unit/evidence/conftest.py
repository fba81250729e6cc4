"""A store in a fresh directory."""

from pathlib import Path

import pytest

from services.evidence.store import EvidenceStore


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")
