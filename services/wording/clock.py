"""Chinese names of what moves a due date, of what a letter is about and to whom, and of a campaign's days."""

from schemas.campaign_parts import Deadline
from schemas.clock import DueRule, ReminderKind
from schemas.measure import Role

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
ROLES_ZH: dict[Role, str] = {
    Role.LEADING_GROUP: "领导小组",
    Role.LEADER_IN_CHARGE: "分管领导",
    Role.OFFICE: "整改办",
    Role.SPECIAL_GROUP: "专项小组",
    Role.UNIT_LIAISON: "联络员",
    Role.UNIT_PRINCIPAL: "主要负责人",
    Role.SUPPORT_LIAISON: "责任单位联络员",
    Role.SUPERVISOR: "督查组",
    Role.DISCIPLINE: "纪检机关",
    Role.ORG_DEPT: "组织部门",
    Role.EVALUATOR: "评估组",
    Role.INTEGRATOR: "系统接口",
    Role.AUDITOR: "审计查阅",
    Role.ADMIN: "系统管理员",
}
CAMPAIGN_DAYS_ZH: dict[str, str] = {
    Deadline.PLAN: "整改方案报送期满",
    Deadline.PLAN_REVIEW: "方案审核期满",
    Deadline.PROGRESS_REPORT: "整改进展报告期满",
    Deadline.BULLETIN: "通报公开期满",
    Deadline.EVALUATION: "整改评估期满",
    Deadline.LEAD: "移交线索办理期满",
    Deadline.LEAD_HARD_STOP: "移交线索最长期限届满",
    "campaign.concentrated_begun": "集中整改开始",
    "campaign.concentrated_ended": "集中整改结束",
    "campaign.evaluation_final": "评估结果生效",
}
