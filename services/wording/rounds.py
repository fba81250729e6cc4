"""What refusals of stage results, look-backs, revocations and supervision orders say, with their HTTP status."""

from schemas.refusals import RefusalCode as R
from services.wording.shape import Wording

ROUNDS: dict[str, Wording] = {
    R.NOT_LONG_TERM: Wording(
        409,
        "不是长期坚持类措施",
        "Not a long-term measure",
        "只有长期坚持类措施可作阶段性认定，本措施类别为 {about}。",
        "Only a long-term measure is accepted for a stage; this one's category is {about}.",
    ),
    R.TERMS_DIFFER: Wording(
        409,
        "与已签署的阶段性认定不一致",
        "Other terms than those signed",
        "阶段目标、下次评估、预计完成须与已签署的一致（{about}）；有异议请退回核查。",
        "Goal, next review and expected finish must be those already signed ({about}); else fail the verification.",
    ),
    R.VISIT_MISSING: Wording(
        409,
        "缺少现场核查记录",
        "Visit record missing",
        "督查人员签署阶段性认定须填写 visit。",
        "A supervisor who signs a stage result tells of the visit in `visit`.",
    ),
    R.LOOK_BACK_EARLY: Wording(
        409,
        "尚未到回头看时间",
        "Too early to look back",
        "本措施自 {about} 起开展回头看。",
        "Look-backs at this measure open on {about}.",
    ),
    R.LOOK_BACK_SAME_PEOPLE: Wording(
        409,
        "回头看须有新的人员参加",
        "Somebody new has to come along",
        "按规则 {rule}，至少一名成员此前未参与本措施的任何环节；现有成员：{about}。",
        "By rule {rule} at least one member took no part in this measure before; given: {about}.",
    ),
    R.MEMBER_UNKNOWN: Wording(
        409,
        "成员不在人员目录中",
        "Nobody by this id",
        "按规则 {rule}，回头看成员须是目录中的人员（不含接口账号）；查无：{about}。",
        "By rule {rule} members of a look-back are people of the directory, no machines; not found: {about}.",
    ),
    R.MEMBER_OF_UNIT: Wording(
        409,
        "成员属于责任单位",
        "Members of the measure's own units",
        "按规则 {rule}，现在或曾经承担本措施的单位的人员不参加回头看：{about}。",
        "By rule {rule} people of a unit that has, or had, a part in this measure take none in its look-back: {about}.",
    ),
    R.LOOK_BACK_OPEN: Wording(
        409,
        "回头看尚未结束",
        "Look-backs have not ended",
        "回头看结束后方可归档；下次回头看：{about}。",
        "A measure is filed away after its last look-back; the next one: {about}.",
    ),
    R.REVOCATION_PENDING: Wording(
        409,
        "已有取消销号建议",
        "A revocation is proposed",
        "{about} 已提出取消销号建议，等待领导小组决定。",
        "Revocation was proposed on {about}; the leading group has to decide it first.",
    ),
    R.REVOCATION_NONE: Wording(
        409,
        "没有取消销号建议",
        "No revocation is proposed",
        "须先由督查组、纪检机关或整改办提出取消销号建议。",
        "A supervisor, the discipline organ or the office has to propose it first.",
    ),
    R.ORDER_OPEN: Wording(
        409,
        "已有未销督办单",
        "An order is open",
        "本措施已有一张督办单（{about}），请先办结。",
        "This measure has an open supervision order ({about}); close it first.",
    ),
    R.ORDER_NONE: Wording(
        409,
        "没有未销督办单",
        "No order is open",
        "本措施没有未销的督办单。",
        "This measure has no open supervision order.",
    ),
    R.ORDER_ANSWERED: Wording(
        409,
        "督办单已答复",
        "Order already answered",
        "督办单已于 {about} 答复，等待发单人办结。",
        "The order was answered on {about}; whoever may issue orders closes it.",
    ),
}
