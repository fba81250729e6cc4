"""Roles of an organisation file: where each may be held, from which day to which, and never twice at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from schemas.measure import Role
from schemas.organisation import FileProblemCode as Code
from schemas.organisation import GroupKind, Membership
from services.organisation.files.names import Names
from services.organisation.files.tables import Entry, Field, Findings
from services.organisation.files.words import HELD_IN_GROUP, HELD_IN_UNIT, NEEDS_GROUP, ROLES

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_ID = 64


class Roles:
    """Reads memberships against the units and groups of the file."""

    def __init__(self, units: Names, groups: Names, kinds: Mapping[str, GroupKind], found: Findings) -> None:
        self._units = units
        self._groups = groups
        self._kinds = kinds
        self._found = found
        self._held: dict[tuple[object, ...], list[Membership]] = defaultdict(list)

    def of_person(self, entry: Entry) -> Membership | None:
        """The membership of one entry, None when something in it is wrong."""
        role = self._role(entry)
        before = len(self._found.problems)
        unit = self.unit_of(entry)
        group = self._reference(entry.get("group"), self._groups, Code.GROUP_UNKNOWN)
        days = self.days(entry)
        campaign = self._campaign(entry)
        if role is None or days is None or len(self._found.problems) > before:
            return None
        membership = Membership(
            role=role, unit=unit, group=group, campaign=campaign, valid_from=days[0], valid_to=days[1]
        )
        if not self._is_held_where_it_may(membership, entry):
            return None
        return membership if self._is_first(membership, entry.text("holder"), entry) else None

    def unit_of(self, entry: Entry) -> str | None:
        """The unit an entry names, reported when it is none of the file."""
        return self._reference(entry.get("unit"), self._units, Code.UNIT_UNKNOWN)

    def of_machine(self, entry: Entry) -> list[Membership]:
        """`integrator` in each unit named."""
        said = entry.text("role")
        if said and ROLES.get(said) is not Role.INTEGRATOR:
            self._found.add(Code.ROLE_FOR_MACHINES, entry.get("role"))
        days = self.days(entry)
        named = dict.fromkeys((*entry.texts("unit"), *entry.texts("units")))
        if not named:
            self._found.add(Code.ROLE_NEEDS_UNIT, entry.get("units"), Role.INTEGRATOR)
        at = entry.get("units" if entry.texts("units") else "unit")
        resolved = [self._reference(at._replace(value=name), self._units, Code.UNIT_UNKNOWN) for name in named]
        units = dict.fromkeys(unit for unit in resolved if unit)
        return [_integrator(unit, days) for unit in units] if days else []

    def _role(self, entry: Entry) -> Role | None:
        said = entry.text("role")
        role = ROLES.get(said)
        if role is None:
            self._found.add(Code.ROLE_UNKNOWN if said else Code.VALUE_MISSING, entry.get("role"))
        elif role is Role.INTEGRATOR:
            self._found.add(Code.ROLE_FOR_MACHINES, entry.get("role"))
            return None
        return role

    def _reference(self, at: Field, names: Names, code: Code) -> str | None:
        if not isinstance(at.value, str) or not at.value:
            return None
        resolved = names.resolve(at.value)
        if resolved is None:
            self._found.add(code, at)
        return resolved

    def _campaign(self, entry: Entry) -> str | None:
        said = entry.text("campaign")
        if len(said) > _MAX_ID:
            self._found.add(Code.VALUE_INVALID, entry.get("campaign"))
        return said or None

    def days(self, entry: Entry) -> tuple[date, date | None] | None:
        first, last = self._day(entry.get("from")), self._day(entry.get("to"))
        if first is None:
            if not entry.get("from").value:
                self._found.add(Code.VALUE_MISSING, entry.get("from"))
            return None
        if last and last < first:
            self._found.add(Code.DATES_REVERSED, entry.get("to"), f"{first} … {last}")
            return None
        return first, last

    def _day(self, at: Field) -> date | None:
        if isinstance(at.value, date) or not at.value:
            return at.value if isinstance(at.value, date) else None
        said = at.value if isinstance(at.value, str) else ""
        try:
            if _ISO_DAY.fullmatch(said):
                return date.fromisoformat(said)
        except ValueError:
            pass
        self._found.add(Code.DATE_INVALID, at)
        return None

    def _is_held_where_it_may(self, held: Membership, entry: Entry) -> bool:
        if held.role in HELD_IN_UNIT and held.unit is None:
            self._found.add(Code.ROLE_NEEDS_UNIT, entry.get("unit"), held.role)
            return False
        kind = HELD_IN_GROUP.get(held.role)
        if held.group and kind is None:
            self._found.add(Code.SCOPE_UNUSED, entry.get("group"))
            return False
        fits = self._kinds.get(held.group) is kind if held.group else held.role not in NEEDS_GROUP
        if not fits:
            self._found.add(Code.ROLE_NEEDS_GROUP, entry.get("group"), f"{held.role}: {kind} / {held.group}")
        return fits

    def _is_first(self, held: Membership, holder: str, entry: Entry) -> bool:
        same = self._held[holder, held.role, held.unit, held.group, held.campaign]
        if any(_overlap(held, other) for other in same):
            self._found.add(Code.MEMBERSHIP_DUPLICATE, entry.get("role"), f"{holder}: {held.role}")
            return False
        same.append(held)
        return True


def by_holder(memberships: Iterable[tuple[str, Membership]]) -> dict[str, tuple[Membership, ...]]:
    held: dict[str, list[Membership]] = defaultdict(list)
    for holder, membership in memberships:
        held[holder].append(membership)
    return {holder: tuple(roles) for holder, roles in held.items()}


def _integrator(unit: str, days: tuple[date, date | None]) -> Membership:
    first, last = days
    return Membership(role=Role.INTEGRATOR, unit=unit, group=None, campaign=None, valid_from=first, valid_to=last)


def _overlap(one: Membership, other: Membership) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
