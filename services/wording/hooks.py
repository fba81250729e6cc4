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
    "event.type_unknown": Wording(
        422,
        "没有此事件类型",
        "Unknown event type",
        "没有可订阅的事件类型：{about}；全部类型见 /api/v1/events/schemas。",
        "No event type to subscribe to: {about}; /api/v1/events/schemas lists them all.",
    ),
}
