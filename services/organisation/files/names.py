"""Ids and names of an organisation file: well formed, used once, and found again by whoever refers to them."""

import re

from schemas.organisation import FileProblemCode as Code
from schemas.organisation import Group, Unit
from services.organisation.files.tables import Entry, Field, Findings, Tables
from services.organisation.files.words import KINDS

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
# 、 and its kin stand between names in a ledger cell, so a name can't hold one.
_NAME = re.compile(r"[^、，,；;\n]{1,100}")


class Names:
    """What has been named so far, in one kind of thing. A reference may be an id or any of the names."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._ids: set[str] = set()
        self._by_name: dict[str, str] = {}

    def take_id(self, entry: Entry) -> str:
        """The entry's id, reported where it is missing, malformed or taken."""
        at = entry.get("id")
        said = entry.text("id")
        if not said:
            self._found.add(Code.VALUE_MISSING, at)
        elif not _ID.fullmatch(said):
            self._found.add(Code.ID_INVALID, at)
        elif said in self._ids:
            self._found.add(Code.ID_DUPLICATE, at)
        self._ids.add(said)
        return said

    def take_name(self, at: Field, name: str, owner: str) -> None:
        """Let `name` mean `owner`, unless it means another already."""
        if not _NAME.fullmatch(name):
            self._found.add(Code.NAME_INVALID, at, name)
        elif self._by_name.setdefault(name, owner) != owner:
            self._found.add(Code.NAME_DUPLICATE, at, name)

    def resolve(self, said: str) -> str | None:
        return said if said in self._ids else self._by_name.get(said)


def person_name(entry: Entry, found: Findings) -> str:
    """A person's or machine's name: it need not be unique."""
    name = entry.text("name")
    if not name:
        found.add(Code.VALUE_MISSING, entry.get("name"))
    elif not _NAME.fullmatch(name):
        found.add(Code.NAME_INVALID, entry.get("name"))
    return name


def read_units(tables: Tables, names: Names) -> list[Unit]:
    return [_unit(entry, names, tables.found) for entry in tables.units]


def _unit(entry: Entry, names: Names, found: Findings) -> Unit:
    unit_id, name = _take_both(entry, names, found)
    aliases = tuple(dict.fromkeys(alias for alias in entry.texts("aliases") if alias != name))
    for alias in aliases:
        names.take_name(entry.get("aliases"), alias, unit_id)
    return Unit(id=unit_id, name=name, aliases=aliases)


def read_groups(tables: Tables, names: Names) -> list[Group]:
    found = (_group(entry, names, tables.found) for entry in tables.groups)
    return [group for group in found if group]


def _group(entry: Entry, names: Names, found: Findings) -> Group | None:
    group_id, name = _take_both(entry, names, found)
    said = entry.text("kind")
    kind = KINDS.get(said)
    if kind is None:
        found.add(Code.KIND_UNKNOWN if said else Code.VALUE_MISSING, entry.get("kind"))
        return None
    return Group(id=group_id, name=name, kind=kind)


def _take_both(entry: Entry, names: Names, found: Findings) -> tuple[str, str]:
    own_id, name = names.take_id(entry), entry.text("name")
    if name:
        names.take_name(entry.get("name"), name, own_id)
    else:
        found.add(Code.VALUE_MISSING, entry.get("name"))
    return own_id, name
