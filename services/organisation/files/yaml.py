"""An organisation file in YAML, taken apart node by node so that every value keeps its line."""

from typing import NamedTuple

import yaml

from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.ledger_sheet.texts import one_line
from services.organisation.files.tables import Entry, Field, Tables, Value
from services.plain_yaml import NULL, TEXTS, compose, line_of

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


def read_yaml(data: bytes) -> Tables | list[FileProblem]:
    """The entries of the file; or the problems that keep it from being taken apart."""
    root = compose(data)
    return root if isinstance(root, list) else _Walk().tables(root)


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
            entry = Entry(line_of(node), self._fields(pairs))
            if section.key == "machines":
                self._set_default_from(entry)
            into.append(entry)
            for pair in (pair for pair in pairs if pair.key in OF_A_PERSON):
                self._held(pair, entry)

    def _held(self, held: _Pair, person: Entry) -> None:
        into: list[Entry] = getattr(self._tables, held.key)
        for node in self._items(held):
            entry = Entry(line_of(node), self._fields(self._pairs(node, held.key, OF_A_PERSON[held.key])))
            entry.fields["holder"] = person.get("id")
            self._set_default_from(entry)
            into.append(entry)

    def _set_default_from(self, entry: Entry) -> None:
        if self._default_from:
            entry.fields.setdefault("from", self._default_from)

    def _items(self, pair: _Pair) -> list[yaml.Node]:
        if isinstance(pair.node, yaml.SequenceNode):
            return list(pair.node.value)
        if pair.node.tag != NULL:
            self._found.add(Code.WRONG_SHAPE, Field(None, pair.where, pair.key), "需要列表 a list")
        return []

    def _pairs(self, node: yaml.Node, label: str, known: tuple[str, ...]) -> list[_Pair]:
        """Keys and values of a mapping, unknown and repeated keys reported and left out."""
        if not isinstance(node, yaml.MappingNode):
            self._found.add(Code.WRONG_SHAPE, Field(None, line_of(node), label), "需要键值 a mapping")
            return []
        pairs: dict[str, _Pair] = {}
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            at = Field(None, line_of(key_node), key[:50])
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
        if isinstance(node, yaml.ScalarNode) and node.tag == NULL:
            return None
        if isinstance(node, yaml.ScalarNode) and node.tag in TEXTS:
            return one_line(node.value)
        self._found.add(Code.WRONG_SHAPE, Field(None, line_of(node), pair.key), "需要单个值 a plain value")
        return None
