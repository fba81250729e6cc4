"""Every problem code with its words, and the Chinese names of states."""

from services.wording.refusals import REFUSALS
from services.wording.requests import REQUESTS
from services.wording.rounds import ROUNDS
from services.wording.shape import Wording

WORDINGS: dict[str, Wording] = {**REFUSALS, **ROUNDS, **REQUESTS}

STATES_ZH = {
    "draft": "草拟", "issued": "已下达", "in_progress": "整改中", "closure_requested": "申请销号",
    "verifying": "现场核查", "awaiting_sign_off": "待销号", "sustained": "持续整改", "signed_off": "已销号",
    "suspended": "中止", "cancelled": "已取消", "archived": "已归档",
    "planning": "方案制定",
}  # fmt: skip
