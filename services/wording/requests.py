"""What problems of a request itself say, in Chinese and English, with their HTTP status."""

from services.wording.shape import Wording

REQUESTS: dict[str, Wording] = {
    "auth.missing": Wording(
        401,
        "未提供凭证",
        "No credentials",
        "请在 Authorization 头中提供 Bearer 令牌。",
        "Send a bearer token in the Authorization header.",
    ),
    "auth.invalid": Wording(
        401,
        "凭证无效",
        "Invalid credentials",
        "令牌不存在、已过期或已撤销；请向管理员申请新令牌。",
        "The token is unknown, expired or revoked; ask an administrator for a new one.",
    ),
    "auth.scope": Wording(
        403, "接口密钥权限不足", "Scope required", "该密钥缺少权限：{about}。", "This key lacks the scope: {about}."
    ),
    "auth.role": Wording(
        403,
        "缺少所需身份",
        "Role required",
        "此操作须由以下身份办理：{about}。",
        "This needs one of these roles: {about}.",
    ),
    "not_found": Wording(
        404, "未找到", "Not found", "没有 {about}，或您无权查看。", "There is no {about}, or it is not yours to see."
    ),
    "method_not_allowed": Wording(
        405, "方法不允许", "Method not allowed", "该地址不支持此方法。", "This address does not take that method."
    ),
    "request.invalid": Wording(
        422,
        "请求内容不合要求",
        "Invalid request",
        "请按 errors 中列出的字段改正。",
        "Correct the fields listed in errors.",
    ),
    "request.bad": Wording(400, "请求有误", "Bad request", "{about}", "{about}"),
    "request.too_large": Wording(
        413,
        "请求过大",
        "Request too large",
        "{about} 的请求内容超过上限：命令 64 KiB，通报与台账 10 MiB，佐证 50 MiB。",
        "The body for {about} is over its limit: commands 64 KiB, notices and ledgers 10 MiB, evidence 50 MiB.",
    ),
    "media_type.unsupported": Wording(
        415, "媒体类型不支持", "Unsupported media type", "请使用 {about}。", "Use {about}."
    ),
    "cursor.invalid": Wording(
        400, "翻页游标无效", "Invalid cursor", "请从第一页重新读取。", "Start again from the first page."
    ),
    "if_match.invalid": Wording(
        400, "If-Match 无效", "Invalid If-Match", "请使用读取时返回的 ETag。", "Send the ETag you were given."
    ),
    "idempotency.missing": Wording(
        400,
        "缺少 Idempotency-Key",
        "Idempotency-Key required",
        "每个命令都要带 Idempotency-Key 头(1-128 个可见字符)；重试时用同一个值。",
        "Every command carries an Idempotency-Key header (1-128 visible characters); reuse it when retrying.",
    ),
    "idempotency.reused": Wording(
        422,
        "Idempotency-Key 已用于其他请求",
        "Idempotency-Key reused",
        "同一个键不能用于不同内容；请换一个新键。",
        "The key was used with another body; take a new one.",
    ),
    "idempotency.running": Wording(
        409,
        "相同请求正在处理",
        "Still running",
        "同一请求正在处理；请按 Retry-After 稍后重试。",
        "The same request is being worked on; retry after Retry-After.",
    ),
    "submission.quarantined": Wording(
        409,
        "提交已隔离",
        "Submission quarantined",
        "提交已保存但多次处理失败，管理员会处理；编号 {about}。",
        "The submission is kept but failed repeatedly; an administrator has to look at {about}.",
    ),
    "unavailable": Wording(
        503,
        "服务暂不可用",
        "Temporarily unavailable",
        "{about} 暂时无法连接，本次请求未保存；请稍后用同一个 Idempotency-Key 重试。",
        "{about} can't be reached and nothing was saved; retry later with the same Idempotency-Key.",
    ),
    "campaign.illegal_step": Wording(
        409,
        "整改工作当前状态不能办理",
        "Not possible in this state",
        "整改工作处于“{state}”，不能办理此步：{about}。",
        "The campaign is '{state}'; this step is not possible: {about}.",
    ),
    "campaign.unconfirmed": Wording(
        409,
        "数目核对未确认",
        "Reconciliation unconfirmed",
        "请先由具名人员确认数目核对。",
        "A named person has to confirm the reconciliation first.",
    ),
    "campaign.incomplete": Wording(
        409,
        "台账信息不全",
        "Ledger incomplete",
        "以下措施缺少牵头单位、类别或时限：{about}。",
        "These measures lack lead unit, category or due date: {about}.",
    ),
    "look_back.nothing_to_draw": Wording(
        409,
        "没有可抽取的措施",
        "Nothing to draw from",
        "{about} 中没有已销号且已到回头看时间的措施。",
        "No measure of {about} is signed off with its look-back open.",
    ),
    "organisation.conflict": Wording(409, "组织信息冲突", "Organisation conflict", "{about}", "{about}"),
    "file.refused": Wording(422, "文件无法读取", "File refused", "{about}", "{about}"),
    "evidence.content_lost": Wording(
        500,
        "佐证材料内容缺失",
        "Evidence content missing",
        "佐证材料 {about} 的记录仍在，但存储中没有内容；请告知管理员核对存储目录。",
        "The record of {about} is there but its content is not in the store; tell an administrator to check it.",
    ),
    "internal": Wording(
        500,
        "内部错误",
        "Internal error",
        "系统出错，已记录，编号 {about}。请稍后重试或联系管理员。",
        "Something broke and was logged as {about}. Retry later or tell an administrator.",
    ),
}
