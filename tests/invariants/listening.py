"""Overhearing a test: every answer its people get goes into a log for the checker."""

import httpx

from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.invariants.record import AnswerLog


def listen(world: World) -> AnswerLog:
    """Log what everyone of the world is answered from now on."""
    log = AnswerLog()

    async def hear(response: httpx.Response) -> None:
        await response.aread()
        log.note(response)

    for who in PEOPLE:
        world.client(who).event_hooks["response"].append(hear)
    return log
