"""Every problem code with its words, and the Chinese names of states."""

from services.wording.campaigns import CAMPAIGNS
from services.wording.changes import CHANGES
from services.wording.hooks import HOOKS
from services.wording.offspring import OFFSPRING
from services.wording.refusals import REFUSALS
from services.wording.requests import REQUESTS
from services.wording.rounds import ROUNDS
from services.wording.shape import Wording

WORDINGS: dict[str, Wording] = {**REFUSALS, **CHANGES, **OFFSPRING, **ROUNDS, **CAMPAIGNS, **REQUESTS, **HOOKS}

STATES_ZH = {
    "draft": "草拟", "issued": "已下达", "in_progress": "整改中", "closure_requested": "申请销号",
    "verifying": "现场核查", "awaiting_sign_off": "待销号", "signed_off": "已销号",
    "sustained": "持续整改", "suspended": "中止", "archived": "已归档", "superseded": "已替代", "cancelled": "已取消",
    "received": "已收反馈", "planning": "方案制定", "plan_review": "方案审核", "plan_approved": "方案已批准",
    "concentrated": "集中整改", "reporting": "阶段报告", "disclosing": "通报公开", "sustaining": "持续整改",
    "closed": "已办结",
}  # fmt: skip
