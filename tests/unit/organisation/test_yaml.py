"""Organisation files in YAML: what is taken, and every mistake with its line."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.measure import Role
from schemas.organisation import FileProblemCode as Code
from schemas.organisation import FileRefused, GroupKind, Organisation
from services.organisation.files.read import MAX_BYTES, read_organisation
from tests.unit.organisation.workbooks import organisation, places, refusal

GOOD = """\
from: 2026-01-01
units:
  - {id: housing, name: 区住房和城乡建设局, aliases: [区住建局]}
  - id: "007"
    name: 青桥镇
groups:
  - {id: office, name: 整改办, kind: office}
  - {id: team-1, name: 第一督查组, kind: 督查组}
people:
  - id: no
    name: 陈建国
    memberships:
      - {role: unit_principal, unit: 区住建局, to: 2026-06-30}
      - {role: 督查员, group: team-1, from: 2026-07-01, unit: housing}
      - {role: office, campaign: c-2026}
machines:
  - {id: permits, name: 审批系统, units: [housing, 青桥镇]}
"""
HEAD = (
    "from: 2026-01-01\nunits:\n  - {id: housing, name: 住建局}\ngroups:\n  - {id: office, name: 整改办, kind: office}\n"
)


def role_problems(membership: str) -> list[tuple[str, str, Code]]:
    text = f"{HEAD}people:\n  - id: chen\n    name: 陈\n    memberships:\n      - {{{membership}}}\n"
    return places(refusal("org.yaml", text))


def test_a_whole_file() -> None:
    read = organisation("组织.YML", GOOD)

    assert [unit.id for unit in read.units] == ["housing", "007"]
    assert read.units[0].aliases == ("区住建局",)
    assert [group.kind for group in read.groups] == [GroupKind.OFFICE, GroupKind.SUPERVISION_TEAM]
    principal, supervisor, office = read.people[0].memberships
    assert (read.people[0].id, principal.unit, principal.valid_to) == ("no", "housing", date(2026, 6, 30))
    assert (supervisor.role, supervisor.group, supervisor.unit) == (Role.SUPERVISOR, "team-1", "housing")
    assert (office.valid_from, office.campaign) == (date(2026, 1, 1), "c-2026")
    assert [(held.role, held.unit) for held in read.machines[0].memberships] == [
        (Role.INTEGRATOR, "housing"),
        (Role.INTEGRATOR, "007"),
    ]


def test_an_alias_written_as_one_value_and_sections_left_empty() -> None:
    read = organisation("o.yaml", "units:\n  - {id: a, name: 甲局, aliases: 甲}\npeople:\ngroups: []\n")

    assert (read.units[0].aliases, read.people) == (("甲",), ())


@pytest.mark.parametrize(
    ("membership", "field", "code"),
    [
        ("role: unit_liaison", "unit", Code.ROLE_NEEDS_UNIT),
        ("role: support_liaison", "unit", Code.ROLE_NEEDS_UNIT),
        ("role: special_group", "group", Code.ROLE_NEEDS_GROUP),
        ("role: supervisor, group: office", "group", Code.ROLE_NEEDS_GROUP),
        ("role: leading_group, group: office", "group", Code.ROLE_NEEDS_GROUP),
        ("role: auditor, group: office", "group", Code.SCOPE_UNUSED),
        ("role: integrator, unit: housing", "role", Code.ROLE_FOR_MACHINES),
        ("role: boss", "role", Code.ROLE_UNKNOWN),
        ("unit: housing", "role", Code.VALUE_MISSING),
        ("role: unit_liaison, unit: 教育局", "unit", Code.UNIT_UNKNOWN),
        ("role: office, group: nowhere", "group", Code.GROUP_UNKNOWN),
        ("role: admin, from: 2026-02-30", "from", Code.DATE_INVALID),
        ("role: admin, from: 20260101", "from", Code.DATE_INVALID),
        ("role: admin, from: 2026-02-01, to: 2026-01-31", "to", Code.DATES_REVERSED),
        ("role: admin, scope: all", "scope", Code.KEY_UNKNOWN),
        ("role: admin, role: office", "role", Code.KEY_TWICE),
        ("role: [admin]", "role", Code.WRONG_SHAPE),
        ("role: !!python/name:os.system admin", "role", Code.WRONG_SHAPE),
    ],
)
def test_a_role_that_can_not_be_held_so(membership: str, field: str, code: Code) -> None:
    assert ("line 10", field, code) in role_problems(membership)


def test_every_mistake_is_found_in_one_go() -> None:
    text = """\
from: 2026-01-01
units:
  - {id: a, name: 甲局}
  - {id: a, name: 乙、丙局}
  - {id: B!, name: 甲局, aliases: [甲局, 丁局]}
groups:
  - {id: g, name: 小组, kind: club}
people:
  - {id: p, name: 张}
machines:
  - {id: p, nme: 系统, unit: 丁局, role: admin}
  - {id: q, name: 系统}
"""
    assert places(refusal("org.yaml", text)) == [
        ("line 11", "nme", Code.KEY_UNKNOWN),
        ("line 4", "id", Code.ID_DUPLICATE),
        ("line 4", "name", Code.NAME_INVALID),
        ("line 5", "id", Code.ID_INVALID),
        ("line 5", "name", Code.NAME_DUPLICATE),
        ("line 7", "kind", Code.KIND_UNKNOWN),
        ("line 11", "id", Code.ID_DUPLICATE),
        ("line 11", "name", Code.VALUE_MISSING),
        ("line 11", "role", Code.ROLE_FOR_MACHINES),
        ("line 12", "units", Code.ROLE_NEEDS_UNIT),
    ]


def test_the_same_role_twice_at_once() -> None:
    def text(first_day: str) -> str:
        roles = f"[{{role: office, to: 2026-06-30}}, {{role: office, from: {first_day}}}]"
        return f"from: 2026-01-01\npeople:\n  - {{id: p, name: 张, memberships: {roles}}}\n"

    assert places(refusal("o.yaml", text("2026-06-30"))) == [("line 3", "role", Code.MEMBERSHIP_DUPLICATE)]
    assert len(organisation("o.yaml", text("2026-07-01")).people[0].memberships) == 2


def test_a_membership_without_a_first_day() -> None:
    text = "people:\n  - {id: p, name: 张, memberships: [{role: admin}]}\n"
    assert places(refusal("o.yaml", text)) == [("line 2", "from", Code.VALUE_MISSING)]


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("o.yaml", b"", Code.EMPTY),
        ("o.yaml", b"# nothing\n", Code.EMPTY),
        ("o.yaml", b" " * (MAX_BYTES + 1), Code.TOO_LARGE),
        ("o.csv", b"id,name", Code.UNSUPPORTED_TYPE),
        ("o.yaml", "units: 单位".encode("gbk"), Code.UNREADABLE),
        ("o.yaml", b"units: [", Code.UNREADABLE),
        ("o.yaml", b"a: \x00", Code.UNREADABLE),
        ("o.yaml", b"--- {}\n--- {}\n", Code.UNREADABLE),
        ("o.yaml", b"- units", Code.WRONG_SHAPE),
        ("o.yaml", b"units: {a: 1}", Code.WRONG_SHAPE),
        ("o.yaml", b"a: &a [x]\nunits: [*a, *a]", Code.ANCHOR),
        ("o.yaml", b"units: " + b"[" * 500_000, Code.TOO_DEEP),
        ("o.yaml", b"units: " + b"- " * 500, Code.UNREADABLE),
        ("o.xlsx", b"units: []", Code.UNREADABLE),
    ],
)  # fmt: skip
def test_files_that_are_not_taken_apart(filename: str, data: bytes, code: Code) -> None:
    assert code in [problem.code for problem in refusal(filename, data).problems]


def test_at_most_two_hundred_problems_and_the_true_number_of_them() -> None:
    refused = refusal("o.yaml", "units:\n" + "  - {id: X, name: 甲局}\n" * 500)

    assert len(refused.problems) == 200
    assert refused.en.startswith("o.yaml has 500 problems")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    damaged = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b"{", b"- ", b": ", b"\n", b"*"])
        )

    assert isinstance(read_organisation("o.yaml", bytes(damaged)), Organisation | FileRefused)
