"""Whether every value of one JSON schema is a value of another, as far as our documents use JSON Schema.

Words it does not know (titles, examples, defaults) make no difference.
"""

from collections.abc import Callable, Iterator
from typing import Any

Schemas = dict[str, Any]
Placed = tuple[Any, Schemas]
REF = "#/components/schemas/"
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
EXACT = ("pattern", "format")


def misfits(inner: Placed, outer: Placed, where: str, *, old_is_inner: bool) -> Iterator[str]:
    """Why `inner` does not fit into `outer`; nothing when it does. Each schema comes with its components.

    `old_is_inner` tells which of the two came first: what the first one names, the second must name too.
    """
    yield from _Fit(inner[1], outer[1], old_is_inner).check(inner[0], outer[0], where)


class _Fit:
    def __init__(self, inner: Schemas, outer: Schemas, old_is_inner: bool) -> None:
        self._inner, self._outer, self._old_is_inner = inner, outer, old_is_inner
        self._entered: set[tuple[str, str]] = set()

    def check(self, inner: Any, outer: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
        names = (_name(inner), _name(outer))
        if all(names):
            # A shape that holds itself was checked, or is being checked, where it was met first.
            if names in self._entered:
                return
            self._entered.add(names)
        inner, outer = _resolved(inner, self._inner), _resolved(outer, self._outer)
        if "anyOf" in inner or "anyOf" in outer:
            yield from self._branches(inner, outer, where)
            return
        unlike = list(_values(inner, outer, where))
        if unlike:
            yield from unlike
            return
        yield from _bounds(inner, outer, where)
        yield from self._fields(inner, outer, where)
        for word in ("items", "additionalProperties"):
            given = inner.get(word, True)
            if isinstance(outer.get(word), dict) and given is not False:
                yield from self.check({} if given is True else given, outer[word], f"{where}[]")

    def _branches(self, inner: Any, outer: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
        """Each alternative of the one must fit one of the other."""
        places = outer.get("anyOf", [outer])
        for branch in inner.get("anyOf", [inner]):
            tried = [list(self._apart().check(branch, place, where)) for place in places]
            if all(tried):
                # The alternative of the same kind says most exactly what is amiss.
                yield from min(tried, key=len) if len(places) == 1 else [f"{where}: no longer {_said(branch)}"]

    def _apart(self) -> "_Fit":
        """A trial that may fail leaves no trace, but ends where shapes hold themselves."""
        fit = _Fit(self._inner, self._outer, self._old_is_inner)
        fit._entered = set(self._entered)
        return fit

    def _fields(self, inner: Any, outer: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
        given, wanted = inner.get("properties", {}), outer.get("properties", {})
        old, new = (given, wanted) if self._old_is_inner else (wanted, given)
        yield from (f"{where}.{name} removed" for name in old if name not in new)
        for name in outer.get("required", ()):
            if name not in inner.get("required", ()) and name in new:
                yield f"{where}.{name} is {'now required' if self._old_is_inner else 'no longer certain'}"
        for name in given:
            if name in wanted:
                yield from self.check(given[name], wanted[name], f"{where}.{name}")


def _name(schema: Any) -> str:  # noqa: ANN401 - a JSON schema
    return str(schema.get("$ref", ""))


def _resolved(schema: Any, schemas: Schemas) -> Any:  # noqa: ANN401 - a JSON schema
    return schemas[schema["$ref"].removeprefix(REF)] if "$ref" in schema else schema


def _said(schema: Any) -> str:  # noqa: ANN401 - a JSON schema
    return _name(schema).removeprefix(REF) or str(schema.get("type", "anything"))


def _values(inner: Any, outer: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
    if "type" in outer and not _kinds(inner) <= _kinds(outer):
        yield f"{where}: type {inner.get('type', 'any')} where {outer['type']} is the limit"
    listed, allowed = _listed(inner), _listed(outer)
    if allowed is not None:
        more = "other values" if listed is None else ", ".join(sorted(listed - allowed))
        if more:
            yield f"{where}: {more} not among the values"


def _kinds(schema: Any) -> set[str]:  # noqa: ANN401 - a JSON schema
    kinds = {schema.get("type", "any")}
    return kinds if kinds != {"number"} else {"number", "integer"}


def _listed(schema: Any) -> set[str] | None:  # noqa: ANN401 - a JSON schema
    if "const" in schema:
        return {str(schema["const"])}
    return {str(value) for value in schema["enum"]} if "enum" in schema else None


def _bounds(inner: Any, outer: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON schemas
    passed: list[tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = [
        (UPPER, lambda mine, limit: mine <= limit),
        (LOWER, lambda mine, limit: mine >= limit),
        (EXACT, lambda mine, limit: bool(mine == limit)),
    ]
    for words, within in passed:
        for word in words:
            if word in outer and not (word in inner and within(inner[word], outer[word])):
                yield f"{where}: {word} {inner.get(word, 'none')} beyond {outer[word]}"
