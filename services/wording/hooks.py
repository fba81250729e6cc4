"""What problems of events and endpoints say, in Chinese and English, with their HTTP status."""

from services.wording.shape import Wording

HOOKS: dict[str, Wording] = {
    "cursor.foreign": Wording(
        400,
        "游标不属于本库",
        "Cursor of another store",
        "该游标来自另一个库，或来自本库恢复备份之前；请用 after=now 重新开始，并核对各措施的 sequence。",
        "The cursor is of another store, or of this one before it was restored from a backup; "
        "start again with after=now and compare each measure's sequence.",
    ),
    "endpoint.address_refused": Wording(
        422,
        "不能向该地址推送",
        "Address refused",
        "不向此处推送：{about}。只接受 https 与允许的端口；内网地址须由运维列入允许的网段；不得带用户名或口令。",
        "Nothing is sent there: {about}. Use https and an allowed port; private networks have to be listed by the "
        "operator; no user name or password in the address.",
    ),
    "endpoint.secret": Wording(
        422,
        "密钥不合要求",
        "Unusable secret",
        "密钥须为 whsec_ 加 24 至 64 字节的 base64，或留空由系统生成（{about}）。",
        "A secret is whsec_ and base64 of 24 to 64 bytes, or none, and one is made ({about}).",
    ),
    "endpoint.too_many": Wording(
        409,
        "推送地址过多",
        "Too many endpoints",
        "每个账号最多 {about} 个推送地址；请先删除不用的。",
        "At most {about} endpoints for each principal; delete one that is not used.",
    ),
    "endpoint.illegal_step": Wording(
        409,
        "推送地址当前状态不能办理",
        "Not possible in this status",
        "推送地址处于 {state}，不能办理此步：{about}。",
        "The endpoint is {state}; this step is not possible: {about}.",
    ),
    "event.type_unknown": Wording(
        422,
        "没有此事件类型",
        "Unknown event type",
        "没有可订阅的事件类型：{about}；全部类型见 /api/v1/events/schemas。",
        "No event type to subscribe to: {about}; /api/v1/events/schemas lists them all.",
    ),
}

# What an endpoint's owner is told, by status or by the reason it was switched off.
NOTICES: dict[str, str] = {
    "pending": "请在接收端配置密钥后调用 :verify。Configure the secret at your receiver, then call :verify.",
    "failing": "持续推送失败，已停用；修复接收端后调用 :resume。It kept failing; mend the receiver, then call :resume.",
    "gone": "接收端回答 410，已停用。The receiver answered 410; call :resume if it is there again.",
    "credential": "建立它的密钥已失效；用有效密钥调用 :resume。Its key has ended; call :resume with a valid one.",
    "unreadable": "其密钥无法解封；请轮换密钥后 :resume。Its secret can't be unsealed; rotate it, then call :resume.",
}
