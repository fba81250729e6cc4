"""What is wrong with one field, in Chinese; the English is the library's own, by its error types.

https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

NOT_A_DATE = "日期应写作 YYYY-MM-DD"
NOT_A_MOMENT = "时刻应写作 RFC 3339，如 2020-09-30T08:00:00+08:00"
NOT_AN_OBJECT = "应为 JSON 对象"
NOT_A_LIST = "应为列表"
TRUE_OR_FALSE = "应为 true 或 false"
WHOLE = "应为整数"
NUMBER = "应为数字"
TEXT = "应为文本"
FIELDS_ZH: Mapping[str, str] = {
    "missing": "缺少此项",
    "extra_forbidden": "没有此项，请删去或核对名称",
    "json_invalid": "不是合法的 JSON：{error}",
    "model_type": NOT_AN_OBJECT,
    "model_attributes_type": NOT_AN_OBJECT,
    "dict_type": NOT_AN_OBJECT,
    "invalid_key": "名称应为文本",
    "list_type": NOT_A_LIST,
    "tuple_type": NOT_A_LIST,
    "set_type": NOT_A_LIST,
    "frozen_set_type": NOT_A_LIST,
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "string_type": TEXT,
    "string_unicode": TEXT,
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符：{pattern}",
    "string_not_ascii": "只能用 ASCII 字符",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "none_required": "只能是 null",
    "bool_type": TRUE_OR_FALSE,
    "bool_parsing": TRUE_OR_FALSE,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": "数字过大",
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "decimal_max_digits": "最多 {max_digits} 位",
    "decimal_max_places": "小数最多 {decimal_places} 位",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "multiple_of": "应为 {multiple_of} 的倍数",
    "date_type": NOT_A_DATE,
    "date_parsing": NOT_A_DATE,
    "date_from_datetime_parsing": NOT_A_DATE,
    "date_from_datetime_inexact": NOT_A_DATE,
    "datetime_type": NOT_A_MOMENT,
    "datetime_parsing": NOT_A_MOMENT,
    "datetime_from_date_parsing": NOT_A_MOMENT,
    "datetime_object_invalid": NOT_A_MOMENT,
    "timezone_aware": "时刻须带时区",
    "url_type": "应为网址",
    "url_parsing": "不是网址：{error}",
    "url_too_long": "最多 {max_length} 个字符",
    "url_scheme": "网址须以 {expected_schemes} 开头",
    "union_tag_invalid": "{discriminator} 没有“{tag}”，只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}",
}


def field_message(error: Mapping[str, Any], *, english: bool) -> str:
    """One entry of a validation error. Texts of our own rules are in both languages; what has no Chinese is English."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context.get("error", error["msg"]))
    wording = FIELDS_ZH.get(error["type"])
    if english or wording is None or not places(wording) <= set(context):
        return str(error["msg"])
    return wording.format(**context)


def places(wording: str) -> set[str]:
    """What a wording asks to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def in_both_languages(error: Mapping[str, Any]) -> str:
    """For those whose language nobody knows: a terminal, a row of a batch."""
    chinese, english = field_message(error, english=False), field_message(error, english=True)
    return english if chinese == english else f"{chinese} / {english}"
