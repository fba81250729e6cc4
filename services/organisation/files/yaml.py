"""An organisation file in YAML, taken apart node by node so that every value keeps its line.

Only plain data is read: no tags that make objects, no anchors (a few bytes could mean a terabyte). A scalar is the
text as written, so that the id `no` or `007` stays what it looks like.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.ledger_sheet.texts import one_line
from services.organisation.files.problems import problem
from services.organisation.files.tables import Entry, Field, Tables, Value

SECTIONS = {
    "units": ("id", "name", "aliases"),
    "groups": ("id", "name", "kind"),
    "people": ("id", "name", "memberships", "recusals"),
    "machines": ("id", "name", "role", "unit", "units", "from", "to"),
}
# What hangs on a person, and where its entries go.
OF_A_PERSON = {
    "memberships": ("role", "unit", "group", "campaign", "from", "to"),
    "recusals": ("unit", "kind", "from", "to", "note"),
}
# Of the whole file: the first day of every membership or recusal that does not say its own.
DEFAULT_FROM = "from"
_LISTS = frozenset({"aliases", "units"})
_MAX_DEPTH = 10
_PREFIX = "tag:yaml.org,2002:"
_NULL = _PREFIX + "null"
_TEXTS = frozenset(_PREFIX + kind for kind in ("str", "int", "float", "bool", "timestamp"))
# The same safe loader, in C where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(data: bytes) -> Tables | list[FileProblem]:
    """The entries of the file; or the problems that keep it from being taken apart."""
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
    if root is None:
        return [problem(Code.EMPTY, "line 1", "", "")]
    return _Walk().tables(root)


def _forbidden(text: str) -> Iterator[FileProblem]:
    """Anchors, references and deep nesting, found before any of them is followed."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        where = _line(event)
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


def _line(node: Any) -> str:  # noqa: ANN401  events and nodes share their marks
    return f"line {node.start_mark.line + 1}"


class _Pair(NamedTuple):
    key: str
    where: str
    node: yaml.Node


class _Walk:
    """Goes through the nodes once. Shapes that don't fit are reported and left out."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._found = self._tables.found
        self._default_from: Field | None = None

    def tables(self, root: yaml.Node) -> Tables:
        pairs = self._pairs(root, "file", (*SECTIONS, DEFAULT_FROM))
        for pair in pairs:
            if pair.key == DEFAULT_FROM:
                self._default_from = self._field(pair)
        for pair in pairs:
            if pair.key in SECTIONS:
                self._section(pair)
        return self._tables

    def _section(self, section: _Pair) -> None:
        into: list[Entry] = getattr(self._tables, section.key)
        for node in self._items(section):
            pairs = self._pairs(node, section.key, SECTIONS[section.key])
            entry = Entry(_line(node), self._fields(pairs))
            if section.key == "machines":
                self._set_default_from(entry)
            into.append(entry)
            for pair in (pair for pair in pairs if pair.key in OF_A_PERSON):
                self._held(pair, entry)

    def _held(self, held: _Pair, person: Entry) -> None:
        into: list[Entry] = getattr(self._tables, held.key)
        for node in self._items(held):
            entry = Entry(_line(node), self._fields(self._pairs(node, held.key, OF_A_PERSON[held.key])))
            entry.fields["holder"] = person.get("id")
            self._set_default_from(entry)
            into.append(entry)

    def _set_default_from(self, entry: Entry) -> None:
        if self._default_from:
            entry.fields.setdefault("from", self._default_from)

    def _items(self, pair: _Pair) -> list[yaml.Node]:
        if isinstance(pair.node, yaml.SequenceNode):
            return list(pair.node.value)
        if pair.node.tag != _NULL:
            self._found.add(Code.WRONG_SHAPE, Field(None, pair.where, pair.key), "需要列表 a list")
        return []

    def _pairs(self, node: yaml.Node, label: str, known: tuple[str, ...]) -> list[_Pair]:
        """Keys and values of a mapping, unknown and repeated keys reported and left out."""
        if not isinstance(node, yaml.MappingNode):
            self._found.add(Code.WRONG_SHAPE, Field(None, _line(node), label), "需要键值 a mapping")
            return []
        pairs: dict[str, _Pair] = {}
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            at = Field(None, _line(key_node), key[:50])
            if key not in known:
                self._found.add(Code.KEY_UNKNOWN, at, ", ".join(known))
            elif key in pairs:
                self._found.add(Code.KEY_TWICE, at)
            else:
                pairs[key] = _Pair(key, at.where, value)
        return list(pairs.values())

    def _fields(self, pairs: list[_Pair]) -> dict[str, Field]:
        return {pair.key: self._field(pair) for pair in pairs if pair.key not in OF_A_PERSON}

    def _field(self, pair: _Pair) -> Field:
        value: Value
        if pair.key in _LISTS and isinstance(pair.node, yaml.SequenceNode):
            value = tuple(text for node in pair.node.value if (text := self._scalar(node, pair)))
        else:
            value = self._scalar(pair.node, pair)
        return Field(value, pair.where, pair.key)

    def _scalar(self, node: yaml.Node, pair: _Pair) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.tag == _NULL:
            return None
        if isinstance(node, yaml.ScalarNode) and node.tag in _TEXTS:
            return one_line(node.value)
        self._found.add(Code.WRONG_SHAPE, Field(None, _line(node), pair.key), "需要单个值 a plain value")
        return None
