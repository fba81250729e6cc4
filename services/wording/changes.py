"""What refusals about changes of a measure's terms and charge say, in Chinese and English."""

from schemas.refusals import RefusalCode as R
from services.wording.shape import Wording

CHANGES: dict[str, Wording] = {
    R.CHANGE_PENDING: Wording(
        409,
        "同类变更申请待批",
        "A request of this kind is waiting",
        "已有“{about}”类变更申请待批，每类只能有一件；请等待审批，或先撤回。",
        "A request of kind {about} waits to be decided; one of a kind at a time. Wait for it, or withdraw it first.",
    ),
    R.CHANGE_UNDECIDED: Wording(
        409,
        "有变更申请未决",
        "A change is undecided",
        "变更申请({about})尚未审批，暂不能申请销号；请等待审批或撤回申请。",
        "A request for a change ({about}) is undecided; closure has to wait for it, or withdraw it.",
    ),
    R.NO_CHANGE: Wording(
        409,
        "没有待批的变更申请",
        "No such request is waiting",
        "没有待批的变更申请({about})；请重新读取。",
        "No request for a change ({about}) waits here; read the measure again.",
    ),
    R.NOTHING_CHANGES: Wording(
        409,
        "没有变化",
        "Nothing would change",
        "申请内容与现状相同，或新期限不晚于现期限({about})；请核对后再办理。",
        "What is asked is what there is, or the new day is not later than the present one ({about}).",
    ),
    R.ASKED_LATE: Wording(
        409,
        "已过延期申请期限",
        "Asked too late",
        "延期须在 {about} 之前(含当日)申请({rule})；确有不可抗力的，请在 force_majeure_reason 中说明，由领导小组决定。",
        "An extension has to be asked by {about} ({rule}); under force majeure give force_majeure_reason, "
        "and the leading group decides.",
    ),
    R.EXPIRED: Wording(
        409,
        "期限已过",
        "The due date is past",
        "整改期限 {about} 已过({rule})，不能直接延期；确有不可抗力的，请在 force_majeure_reason 中说明，"
        "由领导小组决定。",
        "The due date {about} is past ({rule}); only under force majeure, with force_majeure_reason, "
        "may the leading group decide on an extension.",
    ),
    R.PAST_CAP: Wording(
        409,
        "超过延期总时限",
        "Past the cap on extensions",
        "累计延期不得超过规定总时限({rule})，最晚可到 {about}。",
        "All extensions together may not pass the cap ({rule}); the latest day possible is {about}.",
    ),
    R.UNCLAIMED: Wording(
        409,
        "尚未认领",
        "Not claimed yet",
        "{about} 尚未认领本措施；请先认领({rule})。",
        "{about} has not claimed this measure; claim it first ({rule}).",
    ),
    R.CONTESTED_BEFORE: Wording(
        409,
        "已提出过异议",
        "Contested before",
        "{about} 已对本次责任认定提出过异议，每次认定只能提出一次。",
        "{about} has contested this assignment before; it may do so once.",
    ),
    R.NO_CONTEST: Wording(
        409,
        "没有待处理的异议",
        "No contest is open",
        "没有待处理的责任异议；请重新读取。",
        "No contest of the assignment waits here; read the measure again.",
    ),
    R.DATE_AHEAD: Wording(
        409,
        "日期在今天之后",
        "The date lies ahead",
        "生效日期 {about} 在今天之后；请在生效当日办理，或填写今天及以前的日期。",
        "{about} lies after today; do it on that day, or give today or an earlier date.",
    ),
    R.UNIT_ABSENT: Wording(
        409,
        "该单位不承担本措施",
        "The unit has no part in this measure",
        "{about} 目前不是本措施的牵头、共同牵头或配合单位；请重新读取。",
        "{about} is no lead, joint or support unit of this measure now; read it again.",
    ),
    R.UNIT_UNKNOWN: Wording(
        409,
        "没有这个单位或专项组",
        "No such unit or group",
        "组织目录中没有 {about}；请核对编号，或先由管理员登记。",
        "The directory has no {about}; check the id, or have an administrator enter it first.",
    ),
    R.UNIT_ENDED: Wording(
        409,
        "单位已不存在",
        "The unit is no more",
        "该单位已更名、合并、拆分或撤销，不能再承担新的任务：{about}。",
        "The unit was renamed, merged, split or dissolved and gets nothing new: {about}.",
    ),
    R.CALENDAR_SAME: Wording(
        409,
        "已按该日历计算",
        "Counted on this calendar already",
        "本措施已按工作日历 {about} 计算，无需重算。",
        "The measure's days are counted on calendar {about} already.",
    ),
    R.CALENDAR_OUTDATED: Wording(
        409,
        "日历已另行更新",
        "Another calendar meanwhile",
        "本措施其间已改按工作日历 {about} 计算，本次重算所依据的不是现行日历；如有需要请重新提出。",
        "The measure's days are counted on calendar {about} meanwhile; ask again if they should move on.",
    ),
    R.UNITS_SAME: Wording(
        409,
        "责任单位没有变化",
        "The same units",
        "新的责任单位与现在的相同({about})；请核对。",
        "These are the units charged already ({about}).",
    ),
}
