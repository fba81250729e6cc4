"""What one process keeps for events: the watch over the feed and the renderer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.database import Database
from services.hooks.rendering import Renderer
from services.hooks.watch import Watch


@dataclass(frozen=True)
class Hooks:
    watch: Watch
    renderer: Renderer


def build_hooks(database: Database, clock: Callable[[], datetime]) -> Hooks:
    return Hooks(Watch(database, clock), Renderer())
