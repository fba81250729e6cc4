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
    "auth.failures": Wording(
        429,
        "认证失败次数过多",
        "Too many failed logins",
        "来自您所在地址的无效令牌过多；请核对令牌，{about} 秒后再试。",
        "Too many missing or wrong tokens came from your address; check the token and try again in {about} seconds.",
    ),
    "succession.successors": Wording(
        422,
        "承接单位不符",
        "The successors do not fit",
        "更名、合并须有一个承接单位，拆分须有两个以上，且不能是该单位自身；请核对：{about}。",
        "Renamed and merged have one successor, split two or more, never the unit itself; check {about}.",
    ),
    "succession.unmapped": Wording(
        409,
        "有措施未指明承接单位",
        "Measures have no successor yet",
        "以下措施须在 measures 中指明由哪个承接单位承接：{about}。",
        "Say in `measures` which successor takes over these: {about}.",
    ),
    "quota.exceeded": Wording(
        429,
        "请求过于频繁",
        "Too many requests",
        "此令牌的请求超过了限额(见 RateLimit-Policy)；请在 {about} 秒后用同一个 Idempotency-Key 重试。",
        "This token is over its quota (see RateLimit-Policy); retry in {about} seconds with the same Idempotency-Key.",
    ),
    "auth.not_delegated": Wording(
        403,
        "未获授权代办",
        "Not delegated",
        "{about} 目前没有委托您代办；请由本人、整改办或管理员登记委托，或去掉 Acting-For 头以本人身份办理。",
        "{about} has not delegated to you; have it recorded, or act as yourself without Acting-For.",
    ),
    "auth.in_person": Wording(
        403,
        "须由本人办理",
        "In person only",
        "此操作不能代办；请去掉 Acting-For 头，以本人身份办理。",
        "Nobody does this in another's place; leave out Acting-For.",
    ),
    "delegation.impossible": Wording(
        409,
        "不能作此委托",
        "Delegation not possible",
        "不能由 {about} 代办：接口账号、管理员、本人和登记人都不能作受托人。",
        "Not possible for {about}: no machine, administrator, the person represented or who records it stands in.",
    ),
    "recusal.too_many": Wording(
        409,
        "回避记录过多",
        "Too many recusals",
        "{about} 的回避记录已达上限 100 条；请核对后合并。",
        "{about} has 100 recusals on record, which is the limit; merge some.",
    ),
    "handover.not_holder": Wording(
        409,
        "不是该单位主要负责人",
        "Never this unit's principal",
        "{about} 没有该单位主要负责人的任职记录；请先由管理员登记任期。",
        "{about} has no term as this unit's principal on record; have an administrator enter it first.",
    ),
    "people.date_past": Wording(
        409,
        "日期已过",
        "The date is past",
        "日期 {about} 不得早于今天。",
        "The date {about} can't lie before today.",
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
        "{about} 的请求内容超过上限：命令、规则 64 KiB，方案 1 MiB，组织文件 2 MiB，批量 4 MiB，"
        "通报与台账 10 MiB，佐证 50 MiB。",
        "The body for {about} is over its limit: commands and rules 64 KiB, plans 1 MiB, organisation files 2 MiB, "
        "batches 4 MiB, notices and ledgers 10 MiB, evidence 50 MiB.",
    ),
    "batch.duplicate": Wording(
        422,
        "批量中有重复",
        "Twice in one batch",
        "措施 {about} 在同一批中出现多次，各行均未办理；请拆成几批。",
        "Measure {about} stands more than once in this batch; none of its rows was tried. Send several batches.",
    ),
    "batch.not_here": Wording(
        422,
        "不能在此批量办理",
        "Not in a batch",
        "{about} 不能批量办理，请使用其自己的接口。",
        "{about} is not for batches; use its own route.",
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
    "as_of.future": Wording(
        400,
        "日期未到",
        "Date in the future",
        "{about} 尚未到，不能按该日统计。",
        "{about} is still to come; ask for a past day.",
    ),
    "pack.unknown": Wording(
        422,
        "规则包不存在",
        "Unknown rule pack",
        "没有规则包“{about}”；可用的见 GET /api/v1/packs。未创建任何内容。",
        "There is no rule pack '{about}'; GET /api/v1/packs lists them. Nothing was created.",
    ),
    "pack.shipped": Wording(
        409,
        "内置规则包不能替换",
        "A shipped pack can't be replaced",
        "“{about}”是内置规则包的编号；请换一个编号，用 extends 继承它。",
        "'{about}' is the id of a shipped pack; take another id and extend it.",
    ),
    "pack.frozen": Wording(
        409,
        "规则包已被整改工作采用",
        "The pack is frozen",
        "已有整改工作采用规则包“{about}”，其内容不能再改；请换一个编号。",
        "A campaign was created under '{about}', which stays as it is; take a new id.",
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
