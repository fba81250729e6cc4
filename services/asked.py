"""A command as it arrives, before it is judged: who asks, of which measure, under which key, when."""

from dataclasses import dataclass
from datetime import datetime

from services.auth import Caller
from services.database import Database


@dataclass(frozen=True)
class Asked:
    """`key` is the Idempotency-Key, `now` the moment of receipt; with the database to look things up in."""

    database: Database
    caller: Caller
    measure_id: str
    key: str
    now: datetime
