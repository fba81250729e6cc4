"""Words an organisation file may use for roles and kinds of groups: the API's own, or what offices write."""

from types import MappingProxyType

from schemas.measure import Role
from schemas.organisation import GroupKind
from schemas.standing import RecusalKind

_ROLES_ZH = {
    "领导小组": Role.LEADING_GROUP,
    "分管领导": Role.LEADER_IN_CHARGE,
    "办公室": Role.OFFICE,
    "专项小组": Role.SPECIAL_GROUP,
    "联络员": Role.UNIT_LIAISON,
    "主要负责人": Role.UNIT_PRINCIPAL,
    "配合单位联络员": Role.SUPPORT_LIAISON,
    "督查员": Role.SUPERVISOR,
    "纪检监察": Role.DISCIPLINE,
    "组织部门": Role.ORG_DEPT,
    "评估员": Role.EVALUATOR,
    "接口账号": Role.INTEGRATOR,
    "审计员": Role.AUDITOR,
    "管理员": Role.ADMIN,
}
_KINDS_ZH = {
    "领导小组": GroupKind.LEADING_GROUP,
    "办公室": GroupKind.OFFICE,
    "专项小组": GroupKind.SPECIAL_GROUP,
    "督查组": GroupKind.SUPERVISION_TEAM,
}
_RECUSALS_ZH = {
    "任职": RecusalKind.FORMER_POST,
    "亲属": RecusalKind.KIN,
    "地域": RecusalKind.HOME_REGION,
    "其他": RecusalKind.OTHER,
}
ROLES = MappingProxyType(_ROLES_ZH | {role.value: role for role in Role})
KINDS = MappingProxyType(_KINDS_ZH | {kind.value: kind for kind in GroupKind})
RECUSALS = MappingProxyType(_RECUSALS_ZH | {kind.value: kind for kind in RecusalKind})

# Roles that mean nothing without a unit, and groups a role is held in: needed for the first two, optional for the rest.
HELD_IN_UNIT = frozenset({Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.SUPPORT_LIAISON, Role.INTEGRATOR})
NEEDS_GROUP = frozenset({Role.SPECIAL_GROUP, Role.SUPERVISOR})
HELD_IN_GROUP = MappingProxyType(
    {
        Role.SPECIAL_GROUP: GroupKind.SPECIAL_GROUP,
        Role.SUPERVISOR: GroupKind.SUPERVISION_TEAM,
        Role.OFFICE: GroupKind.OFFICE,
        Role.LEADING_GROUP: GroupKind.LEADING_GROUP,
    }
)
