"""Who an event says did it."""

from schemas.measure import Actor, ActorKind, Person

# Nobody can log in as the clock; what it does it does because a day came.
CLOCK = Person(id="system", name="系统时钟", kind=ActorKind.SYSTEM)


def person(actor: Actor, unit_id: str | None = None) -> Person:
    """The actor as a record keeps it, for `unit_id` where it acted for a unit."""
    return Person(id=actor.id, name=actor.name, kind=actor.kind, unit_id=unit_id, acting_for=actor.acting_for)
