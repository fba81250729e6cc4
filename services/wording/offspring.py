"""What refusals of splits and merges say, with their HTTP status."""

from schemas.refusals import RefusalCode as R
from services.wording.shape import Wording

OFFSPRING: dict[str, Wording] = {
    R.UNCOVERED: Wording(
        409,
        "拆分或合并后内容不全",
        "The text is not covered",
        "下列内容未写入任何一条新措施：{about}。请原文补入。",
        "No new measure holds this clause: {about}. Put it in as it stands.",
    ),
    R.MATTER_PENDING: Wording(
        409,
        "有事项未办结",
        "Something waits to be decided",
        "拆分、合并前须先办结：{about}（change 变更申请，report 待审报告，order 督办单）。",
        "Decide this first, nobody could afterwards: {about} (request for a change, report at a desk, order).",
    ),
    R.DUE_LATER: Wording(
        409,
        "晚于原措施时限",
        "Later than the measure's due date",
        "新措施的时限不得晚于 {about}；需要延期的，请先按变更程序办理。",
        "A new measure is due by {about} at the latest; more time is asked for by a change first.",
    ),
    R.APART: Wording(
        409,
        "不能合并",
        "These can't be merged",
        "只能合并同一整改工作、同一问题下的措施；不符的：{about}。",
        "Only measures of one problem in one campaign are merged; not of it: {about}.",
    ),
    R.NUMBER_LONG: Wording(
        409,
        "编号过长",
        "The number would be too long",
        "{about} 已多次拆分、合并，编号不能再加长。",
        "{about} has been split and merged so often that its number can't grow any more.",
    ),
}
