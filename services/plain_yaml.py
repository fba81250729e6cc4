"""YAML from outside, read as plain data with a line for every value; what it means is for the caller.

No tags that make objects, no anchors (a few bytes could mean a terabyte), no deep nesting. A scalar is
the text as written, so that the id `no` or `007` stays what it looks like.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.ledger_sheet.texts import one_line
from services.organisation.files.problems import problem

_MAX_DEPTH = 10
_PREFIX = "tag:yaml.org,2002:"
NULL = _PREFIX + "null"
TEXTS = frozenset(_PREFIX + kind for kind in ("str", "int", "float", "bool", "timestamp"))
# The same safe loader, in C where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]


def compose(data: bytes) -> yaml.Node | list[FileProblem]:
    """The root node of a file; or the problems that keep it from being taken apart."""
    try:
        text = data.decode("utf-8-sig")
        problems = list(_forbidden(text))
        root = None if problems else yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [problem(Code.UNREADABLE, f"line {line}", "", "not UTF-8")]
    except yaml.YAMLError as error:
        return [_syntax(error)]
    if problems:
        return problems
    return [problem(Code.EMPTY, "line 1", "", "")] if root is None else root


def line_of(node: Any) -> str:  # noqa: ANN401  events and nodes share their marks
    return f"line {node.start_mark.line + 1}"


def _forbidden(text: str) -> Iterator[FileProblem]:
    """Anchors, references and deep nesting, found before any of them is followed."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        where = line_of(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield problem(Code.ANCHOR, where, "", str(getattr(event, "anchor", "")))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            yield problem(Code.TOO_DEEP, where, "", f"> {_MAX_DEPTH}")
            return


def _syntax(error: yaml.YAMLError) -> FileProblem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return problem(Code.UNREADABLE, f"line {mark.line + 1}" if mark else "line 1", "", str(said)[:200])


class Plain:
    """A file as mappings, lists and texts, where each value stands, and what was wrong with its shape."""

    def __init__(self, root: yaml.Node) -> None:
        self.problems: list[FileProblem] = []
        self._lines: dict[Place, str] = {}
        self.value = self._value(root, ())

    def line(self, place: Place) -> str:
        """The line of a value; of what surrounds it when the value itself is missing."""
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _value(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401 - plain data
        self._lines.setdefault(place, line_of(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, number)) for number, item in enumerate(node.value)]
        if node.tag in TEXTS:
            return one_line(node.value)
        if node.tag != NULL:
            self._wrong(Code.WRONG_SHAPE, node, str(place[-1]) if place else "", "需要单个值 a plain value")
        return None

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._wrong(Code.WRONG_SHAPE, key_node, "?", "需要键值 a mapping")
                continue
            key = str(key_node.value)
            if key in found:
                self._wrong(Code.KEY_TWICE, key_node, key[:50], "")
                continue
            self._lines[(*place, key)] = line_of(key_node)
            found[key] = self._value(value, (*place, key))
        return found

    def _wrong(self, code: Code, node: yaml.Node, field: str, found: str) -> None:
        self.problems.append(problem(code, line_of(node), field, found))
