"""What one event changes in a snapshot: fields and their new values."""

from collections.abc import Callable
from typing import Any

from schemas.snapshot import MeasureSnapshot

Changes = dict[str, Any]
Change = Callable[[MeasureSnapshot, Any], Changes]
