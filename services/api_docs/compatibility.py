"""Which changes of the OpenAPI document break programs written against an older one; purely structural.

A request must go on being understood, and an answer must go on being what its reader was promised.
What is added is no break: routes, optional parameters and fields of a request, fields of an answer.
"""

from collections.abc import Iterator
from typing import Any

from services.api_docs.schema_fit import Schemas, misfits

Document = dict[str, Any]
Operation = dict[str, Any]


def breaking_changes(old: Document, new: Document) -> list[str]:
    """Each as one line that names its place, in the order of the old document."""
    pair = _Pair(old, new)
    return [
        f"{method.upper()} {path}: {what}"
        for path, methods in old["paths"].items()
        for method, operation in methods.items()
        for what in pair.operation(operation, new["paths"].get(path, {}).get(method))
    ]


class _Pair:
    """Both documents; every method yields what is broken in one part of an operation."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old: Schemas = old.get("components", {}).get("schemas", {})
        self._new: Schemas = new.get("components", {}).get("schemas", {})

    def operation(self, old: Operation, new: Operation | None) -> Iterator[str]:
        if new is None:
            yield "removed"
            return
        if old["operationId"] != new["operationId"]:
            yield f"operationId {old['operationId']} is now {new['operationId']}"
        yield from self._parameters(_by_name(old), _by_name(new))
        yield from self._body(old.get("requestBody"), new.get("requestBody"))
        yield from self._answers(old["responses"], new["responses"])

    def _parameters(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        yield from (f"parameter {name} removed" for name in old if name not in new)
        for name, parameter in new.items():
            before = old.get(name)
            if parameter.get("required") and not (before and before.get("required")):
                yield f"parameter {name} is now required"
            if before:
                yield from self._sent(before["schema"], parameter["schema"], f"parameter {name}")

    def _body(self, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[str]:
        if new and new.get("required") and not (old and old.get("required")):
            yield "body is now required"
        for media_type, content in (old or {}).get("content", {}).items():
            given = (new or {}).get("content", {}).get(media_type)
            if given is None:
                yield f"body {media_type} removed"
            else:
                yield from self._sent(content["schema"], given["schema"], "body")

    def _answers(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        for status, answer in old.items():
            if status not in new:
                yield f"answer {status} removed"
                continue
            for media_type, content in answer.get("content", {}).items():
                given = new[status].get("content", {}).get(media_type)
                if given is None:
                    yield f"answer {status} {media_type} removed"
                else:
                    yield from self._read(_schema(content), _schema(given), f"answer {status}")

    def _sent(self, old: Any, new: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
        """What was valid to send must still be valid."""
        yield from misfits((old, self._old), (new, self._new), where, old_is_inner=True)

    def _read(self, old: Any, new: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
        """What is answered must be something the old document allowed."""
        yield from misfits((new, self._new), (old, self._old), where, old_is_inner=False)


def _by_name(operation: Operation) -> dict[str, Any]:
    return {f"{one['in']} {one['name']}": one for one in operation.get("parameters", ())}


def _schema(content: dict[str, Any]) -> Any:  # noqa: ANN401 - a JSON schema
    """Of the whole answer, or of each item of a stream."""
    return content["schema"] if "schema" in content else content.get("itemSchema", {})
