"""Chinese names of what moves a due date and of what a letter is about."""

from schemas.clock import DueRule, ReminderKind

DUE_RULES_ZH: dict[DueRule, str] = {
    DueRule.PLAN: "整改方案确定",
    DueRule.EXTENSION: "批准延期",
    DueRule.RESUMED: "中止后恢复，按停止天数顺延",
    DueRule.CALENDAR: "工作日历更新后重算",
    DueRule.ROUND: "新一轮整改",
    DueRule.REASSIGNED: "调整牵头单位",
    DueRule.CONTESTED: "责任异议期间顺延",
    DueRule.INTERIM: "阶段性认定的预计完成日",
}
REMINDERS_ZH: dict[ReminderKind, str] = {
    ReminderKind.CLAIM_LATE: "逾期未认领",
    ReminderKind.CONTEST_UNDECIDED: "责任异议未裁定",
    ReminderKind.DUE_SOON: "即将到期",
    ReminderKind.OVERDUE: "已逾期",
    ReminderKind.REPORT_MISSING: "未按期报送",
    ReminderKind.REPORT_WAITING: "报告待处理",
    ReminderKind.RETURNED_OFTEN: "报告多次被退回",
    ReminderKind.CLOSURE_WAITING: "销号申请待把关",
    ReminderKind.VERIFICATION_WAITING: "待现场核查",
    ReminderKind.SIGN_OFF_WAITING: "待销号签署",
    ReminderKind.CHANGE_UNDECIDED: "变更申请未批复",
    ReminderKind.REVIEW_DUE: "长期措施到期复核",
    ReminderKind.LOOK_BACK_DUE: "回头看到期",
    ReminderKind.STILL_SUSPENDED: "仍在中止",
    ReminderKind.SUSPENSION_OVER: "中止期已满",
    ReminderKind.ORDER_UNANSWERED: "督办单未回复",
    ReminderKind.SUBSTITUTE_NAMED: "已指定替代人员",
    ReminderKind.EVIDENCE_CHECK: "销号后撤回佐证待核查",
    ReminderKind.REVOCATION_UNDECIDED: "取消销号建议未决定",
    ReminderKind.UNIT_SUCCEEDED: "承接原单位的整改任务",
    ReminderKind.DAY_MOVED: "工作日历更新，日期变动",
}
