"""The example file is a whole organisation that a campaign can run with."""

from collections import Counter
from pathlib import Path

from schemas.measure import Role
from schemas.organisation import GroupKind
from services import organisation as package
from tests.unit.organisation.workbooks import organisation

EXAMPLE = organisation("example.yaml", Path(package.__file__).with_name("example.yaml").read_bytes())
HELD = [held for person in EXAMPLE.people for held in person.memberships]


def test_groups() -> None:
    assert Counter(group.kind for group in EXAMPLE.groups) == {
        GroupKind.LEADING_GROUP: 1,
        GroupKind.OFFICE: 1,
        GroupKind.SPECIAL_GROUP: 5,
        GroupKind.SUPERVISION_TEAM: 4,
    }


def test_twenty_one_lead_units_have_a_principal_and_a_liaison() -> None:
    principals = {held.unit for held in HELD if held.role is Role.UNIT_PRINCIPAL}
    liaisons = {held.unit for held in HELD if held.role is Role.UNIT_LIAISON}

    assert principals == liaisons
    assert len(principals) == 21
    assert principals | {held.unit for held in HELD if held.role is Role.SUPPORT_LIAISON} == {
        unit.id for unit in EXAMPLE.units
    }


def test_every_team_has_three_inspectors_and_every_role_someone() -> None:
    teams = Counter(held.group for held in HELD if held.role is Role.SUPERVISOR)

    assert teams == {"team-1": 3, "team-2": 3, "team-3": 3, "team-4": 3}
    assert {held.role for held in HELD} == set(Role) - {Role.INTEGRATOR}
    assert [len(machine.memberships) for machine in EXAMPLE.machines] == [2]
