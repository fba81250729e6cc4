"""Who there is, as an organisation file says it: units, groups, people with dated roles, machines.

References are ids of the same file. Every day is a calendar day in China; `valid_to` is the last day, inclusive.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from schemas.measure import Frozen, Role
from schemas.standing import NewRecusal


class GroupKind(StrEnum):
    LEADING_GROUP = "leading_group"
    OFFICE = "office"
    SPECIAL_GROUP = "special_group"
    SUPERVISION_TEAM = "supervision_team"


class Unit(Frozen):
    """`aliases` are the other names that notices and sheets may use; no name belongs to two units."""

    id: str
    name: str
    aliases: tuple[str, ...]


class Group(Frozen):
    id: str
    name: str
    kind: GroupKind


class Membership(Frozen):
    """One role of one principal and where it holds: in a unit, a group, one campaign or everywhere.

    On a role that is not held in a unit, `unit` is the unit its holder belongs to, whose measures they may not judge.
    """

    role: Role
    unit: str | None
    group: str | None
    campaign: str | None
    valid_from: date
    valid_to: date | None


class Member(Frozen):
    """A person with every role held, one after the other or at once, and the units not to be judged (S4)."""

    id: str
    name: str
    memberships: tuple[Membership, ...]
    recusals: tuple[NewRecusal, ...] = ()


class Machine(Frozen):
    """A principal for API keys: role `integrator` in each of its units."""

    id: str
    name: str
    memberships: tuple[Membership, ...]


class Organisation(Frozen):
    """A whole organisation file, checked: ids unique, references resolved, every role where it may be held."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    people: tuple[Member, ...]
    machines: tuple[Machine, ...]


class FileProblemCode(StrEnum):
    EMPTY = "file.empty"
    TOO_LARGE = "file.too_large"
    UNSUPPORTED_TYPE = "file.unsupported_type"
    UNREADABLE = "file.unreadable"
    ANCHOR = "file.anchor"
    TOO_DEEP = "file.too_deep"
    WRONG_SHAPE = "file.wrong_shape"
    SHEET_MISSING = "file.sheet_missing"
    KEY_UNKNOWN = "key.unknown"
    KEY_TWICE = "key.twice"
    VALUE_MISSING = "value.missing"
    VALUE_INVALID = "value.invalid"
    ID_INVALID = "id.invalid"
    ID_DUPLICATE = "id.duplicate"
    NAME_INVALID = "name.invalid"
    NAME_DUPLICATE = "name.duplicate"
    NAME_DIFFERS = "name.differs"
    KIND_UNKNOWN = "kind.unknown"
    ROLE_UNKNOWN = "role.unknown"
    ROLE_NEEDS_UNIT = "role.needs_unit"
    ROLE_NEEDS_GROUP = "role.needs_group"
    ROLE_FOR_MACHINES = "role.for_machines"
    SCOPE_UNUSED = "role.scope_unused"
    UNIT_UNKNOWN = "unit.unknown"
    GROUP_UNKNOWN = "group.unknown"
    DATE_INVALID = "date.invalid"
    DATES_REVERSED = "date.reversed"
    MEMBERSHIP_DUPLICATE = "membership.duplicate"
    PARENT_UNKNOWN = "pack.parent_unknown"
    PARENT_CYCLE = "pack.parent_cycle"
    EVENT_UNKNOWN = "pack.event_unknown"
    DAY_OF_OTHER_YEAR = "decree.other_year"
    DAY_NO_WEEKEND = "decree.no_weekend"
    DAY_CONTRADICTED = "decree.contradicted"
    HOLIDAY_MISSING = "decree.holiday_missing"
    RECUSAL_KIND_UNKNOWN = "recusal.kind_unknown"
    PERSON_UNKNOWN = "person.unknown"


class FileProblem(Frozen):
    """One thing to correct. `where` is a line of YAML or `sheet!row`, `field` the key or header, "" for the whole."""

    code: FileProblemCode
    where: str
    field: str
    found: str
    zh: str
    en: str


class FileRefused(Frozen):
    """A file of which nothing was imported, with what is wrong in it (the first 200) and a summary in two languages."""

    filename: str
    problems: tuple[FileProblem, ...] = Field(min_length=1)
    zh: str
    en: str
