"""Recusals of an organisation file: of which person, against which unit, why, and for which days (S4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from schemas.organisation import FileProblemCode as Code
from schemas.standing import NewRecusal
from services.organisation.files.roles import Roles
from services.organisation.files.tables import Entry, Tables
from services.organisation.files.words import RECUSALS

MAX_NOTE = 5400


def read_recusals(tables: Tables, roles: Roles, people: Collection[str]) -> Mapping[str, tuple[NewRecusal, ...]]:
    """By person; `people` are the ids of the file."""
    read: dict[str, list[NewRecusal]] = defaultdict(list)
    for entry in tables.recusals:
        holder = entry.text("holder")
        if holder not in people:
            tables.found.add(Code.PERSON_UNKNOWN if holder else Code.VALUE_MISSING, entry.get("holder"))
        recusal = _recusal(entry, tables, roles)
        if recusal:
            read[holder].append(recusal)
    return {holder: tuple(dict.fromkeys(found)) for holder, found in read.items()}


def _recusal(entry: Entry, tables: Tables, roles: Roles) -> NewRecusal | None:
    said, note = entry.text("kind"), entry.text("note")
    kind, unit, days = RECUSALS.get(said), roles.unit_of(entry), roles.days(entry)
    if kind is None:
        tables.found.add(Code.RECUSAL_KIND_UNKNOWN if said else Code.VALUE_MISSING, entry.get("kind"))
    if not entry.text("unit"):
        tables.found.add(Code.VALUE_MISSING, entry.get("unit"))
    if len(note) > MAX_NOTE:
        tables.found.add(Code.VALUE_INVALID, entry.get("note"))
    if kind is None or unit is None or days is None or len(note) > MAX_NOTE:
        return None
    first, last = days
    return NewRecusal(unit_id=unit, kind=kind, valid_from=first, valid_to=last, note=note or None)
