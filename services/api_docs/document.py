"""The OpenAPI document of an application: what FastAPI writes, with the answers that only we know.

Every operation may answer with a problem, so every one declares it. Operation ids are the names of
route functions: they become method names of generated clients and never change lightly.
"""

import json
from collections.abc import Callable
from threading import Lock
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from schemas.problems import Problem
from services.errors import MEDIA_TYPE

REF = "#/components/schemas/{model}"
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SECONDS = {"description": "seconds to wait", "schema": {"type": "integer"}}
_QUOTA = {
    "description": "quota of this credential (draft-ietf-httpapi-ratelimit-headers)",
    "schema": {"type": "string"},
}
PROBLEM_ANSWERS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "Refused; nothing was changed. `code` says why, `detail` what to do.",
        "content": _PROBLEM,
        "headers": {"Retry-After": _SECONDS, "RateLimit": _QUOTA, "RateLimit-Policy": _QUOTA},
    },
    "5XX": {
        "description": "Not possible now; nothing was saved. Repeat with the same Idempotency-Key.",
        "content": _PROBLEM,
        "headers": {"Retry-After": _SECONDS},
    },
}


def operation_id(route: APIRoute) -> str:
    return route.name


class DocumentedApp(FastAPI):
    """An application whose document names its problems, the headers a command needs, and what `sent` says is sent."""

    def __init__(self, sent: Callable[[], APIRouter], **told: Any) -> None:  # noqa: ANN401 - what FastAPI takes
        super().__init__(docs_url=None, redoc_url=None, openapi_url=None, **told)
        self._sent = sent
        self._written: dict[str, Any] | None = None
        self._writing = Lock()

    def openapi(self) -> dict[str, Any]:
        """Written when it is first asked for; any thread may ask."""
        with self._writing:
            if self._written is None:
                self.webhooks = self._sent()
                self._written = _completed(super().openapi())
        return self._written


def _completed(written: dict[str, Any]) -> dict[str, Any]:
    schemas = written.setdefault("components", {}).setdefault("schemas", {})
    _add_problem(schemas)
    _tell_apart(schemas)
    operations = _operations(written, "paths") + _operations(written, "webhooks")
    for operation in operations:
        _plain_parameters(operation)
    for operation in _operations(written, "paths"):
        _summarise(operation)
    _forget_framework_errors(written)
    written["tags"] = _name_tags(operations)
    return written


def _operations(written: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return [operation for methods in written.get(part, {}).values() for operation in methods.values()]


def _forget_framework_errors(written: dict[str, Any]) -> None:
    """What receivers of webhooks answer is theirs to say, and the framework's error shape is never sent."""
    for operation in _operations(written, "webhooks"):
        operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        written["components"]["schemas"].pop(name, None)


def _add_problem(schemas: dict[str, Any]) -> None:
    made = Problem.model_json_schema(ref_template=REF, mode="serialization")
    schemas.update(made.pop("$defs"))
    schemas["Problem"] = made


def _tell_apart(schemas: dict[str, Any]) -> None:
    """Generators name a class by its title: two shapes need two; and they know files by the older word."""
    for name, schema in schemas.items():
        if "-" in name:
            schema["title"] = name.replace("-", "")
        for field in schema.get("properties", {}).values():
            if "contentMediaType" in field:
                field["format"] = "binary"


def _summarise(operation: dict[str, Any]) -> None:
    """A description begins with what people call the operation: `M2 认领: sign for receipt.`"""
    name, said, _ = operation["description"].partition(":")
    assert said, operation["operationId"]  # noqa: S101 - every route says so; a test writes the document
    operation["summary"] = name


def _plain_parameters(operation: dict[str, Any]) -> None:
    """A parameter is there or not, never null. The key is required; its absence has a problem of its own."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        kinds = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
        if len(kinds) == 1:
            schema.update(kinds[0])
        elif kinds:
            schema["anyOf"] = kinds
        if parameter["name"] == "idempotency-key":
            parameter["required"] = True


def _name_tags(operations: list[dict[str, Any]]) -> list[dict[str, str]]:
    """`evidence 佐证材料` is a plain name, fit for a module, and what people read beside it."""
    found: dict[str, dict[str, str]] = {}
    for operation in operations:
        name, _, words = operation["tags"][0].rpartition(" ")
        tag = {"name": name, "description": words} if name else {"name": words}
        operation["tags"] = [tag["name"]]
        found[tag["name"]] = tag
    return list(found.values())


def canonical(document: dict[str, Any]) -> str:
    """The text that is committed: one line a value, so that a change reads as one."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
