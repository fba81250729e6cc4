"""Organisation files: `.yaml` or `.xlsx` in, a checked `Organisation` out, or everything that is wrong with the file.

The YAML form (`example.yaml` beside this folder is a whole one; the workbook says the same, see `sheets`)::

    from: 2026-01-01            # first day of every membership that names none
    units:
      - {id: housing, name: 区住房和城乡建设局, aliases: [区住建局]}
    groups:                     # kind: leading_group, office, special_group, supervision_team
      - {id: team-1, name: 第一督查组, kind: supervision_team}
    people:                     # one entry a person, one membership a role; roles are those of `schemas.measure.Role`
      - id: chen-jianguo
        name: 陈建国
        memberships:
          - {role: unit_principal, unit: housing, to: 2026-06-30}
          - {role: supervisor, group: team-1, from: 2026-07-01}
        recusals:               # kind: former_post, kin, home_region, other; ended memberships need no entry
          - {unit: finance, kind: kin, note: 配偶任职}
    machines:                   # principals of API keys, `integrator` in each of their units
      - {id: permit-system, name: 区审批系统, units: [housing]}

`unit` and `group` take an id, a name or an alias of the same file. `unit_liaison`, `unit_principal` and
`support_liaison` need a unit, `special_group` and `supervisor` a group of their kind; a unit on any other role is
where its holder comes from. `campaign` narrows a role to one campaign. `to` is the last day, inclusive.
"""

from pathlib import PurePath

from schemas.organisation import FileProblem, FileRefused, Machine, Member, Organisation
from schemas.organisation import FileProblemCode as Code
from services.organisation.files.names import Names, person_name, read_groups, read_units
from services.organisation.files.problems import problem, refuse
from services.organisation.files.recusals import read_recusals
from services.organisation.files.roles import Roles, by_holder
from services.organisation.files.sheets import read_sheets
from services.organisation.files.tables import Tables
from services.organisation.files.yaml import read_yaml

MAX_BYTES = 2 * 1024 * 1024


def read_organisation(filename: str, data: bytes) -> Organisation | FileRefused:
    """The organisation a file describes; refused as a whole when anything in it is wrong."""
    name = PurePath(filename).name[:100] or "?"
    tables = _taken_apart(name, data)
    if isinstance(tables, list):
        return refuse(name, tables)
    organisation = _checked(tables)
    return refuse(name, tables.found.problems) if tables.found.problems else organisation


def _taken_apart(filename: str, data: bytes) -> Tables | list[FileProblem]:
    suffix = PurePath(filename).suffix.lower()
    if len(data) > MAX_BYTES:
        return [problem(Code.TOO_LARGE, "file", "", f"{len(data)} > {MAX_BYTES} bytes")]
    if not data.strip():
        return [problem(Code.EMPTY, "file", "", "")]
    if suffix in {".yaml", ".yml"}:
        return read_yaml(data)
    if suffix == ".xlsx":
        return read_sheets(data)
    return [problem(Code.UNSUPPORTED_TYPE, "file", "", suffix or filename)]


def _checked(tables: Tables) -> Organisation:
    """Everything that could be read; of use only when nothing was found wrong."""
    found = tables.found
    unit_names, group_names, principals = Names(found), Names(found), Names(found)
    units = read_units(tables, unit_names)
    groups = read_groups(tables, group_names)
    roles = Roles(unit_names, group_names, {group.id: group.kind for group in groups}, found)
    people = [(principals.take_id(entry), person_name(entry, found)) for entry in tables.people]
    read = [(entry.text("holder"), roles.of_person(entry)) for entry in tables.memberships]
    held = by_holder((holder, membership) for holder, membership in read if membership)
    recusals = read_recusals(tables, roles, {own for own, _ in people})
    machines = tuple(
        Machine(
            id=principals.take_id(entry), name=person_name(entry, found), memberships=tuple(roles.of_machine(entry))
        )
        for entry in tables.machines
    )
    return Organisation(
        units=tuple(units),
        groups=tuple(groups),
        people=tuple(
            Member(id=own, name=name, memberships=held.get(own, ()), recusals=recusals.get(own, ()))
            for own, name in people
        ),
        machines=machines,
    )
