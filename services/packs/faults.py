"""What a model finds wrong with plain data, as problems of the file it came from: each with its line and its words."""

from collections.abc import Iterator
from inspect import isclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.organisation.files.problems import problem
from services.plain_yaml import Place, Plain

BY_TYPE = {"missing": Code.VALUE_MISSING, "extra_forbidden": Code.KEY_UNKNOWN}
# What the commonest of pydantic's errors ask for, in both languages; the others speak for themselves.
HINTS = {
    "enum": "可用 one of {expected}",
    "too_short": "至少 {min_length} 项 at least {min_length}",
    "too_long": "至多 {max_length} 项 at most {max_length}",
    "greater_than_equal": "不小于 {ge} at least {ge}",
    "less_than_equal": "不大于 {le} at most {le}",
    "int_parsing": "需要整数 a whole number",
    "int_type": "需要整数 a whole number",
    "bool_parsing": "true / false",
    "string_too_long": "至多 {max_length} 字 at most {max_length} characters",
    "string_pattern_mismatch": "格式 form {pattern}",
    "model_type": "需要键值 a mapping",
    "tuple_type": "需要列表 a list",
    "date_from_datetime_parsing": "日期如 a day like 2027-01-01",
    "value_error": "{error}",
}


def problems_of(error: ValidationError, model: type[BaseModel], plain: Plain) -> Iterator[FileProblem]:
    """One problem a fault. A list is called too short as well when its items are faulty: those are named alone."""
    found = error.errors(include_url=False)
    places = [one["loc"] for one in found]
    for one in found:
        place: Place = one["loc"]
        if not any(other[: len(place)] == place and other != place for other in places):
            code = BY_TYPE.get(one["type"], Code.VALUE_INVALID)
            field = next((str(step) for step in reversed(place) if isinstance(step, str)), "file")
            yield problem(code, plain.line(place), field[:50], _said(code, one, model)[:600])


def _said(code: Code, found: ErrorDetails, model: type[BaseModel]) -> str:
    if code is Code.KEY_UNKNOWN:
        return ", ".join(_known(model, found["loc"][:-1]))
    if code is Code.VALUE_MISSING:
        return ""
    given = found["input"][:80] if isinstance(found["input"], str) else ""
    words = HINTS.get(found["type"])
    hint = words.format(**found.get("ctx", {})) if words else found["msg"]
    return f"{given}: {hint}" if given else hint


def _known(model: type[BaseModel], place: Place) -> Iterator[str]:
    """The keys of the mapping at a place."""
    for step in place:
        if isinstance(step, str):
            model = next(_models_in(model.model_fields[step].annotation))
    yield from model.model_fields


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
