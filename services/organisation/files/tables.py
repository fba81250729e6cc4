"""What a YAML file and a workbook have in common before anything is checked: entries of named fields and places."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.organisation.files.problems import problem

# A list is several values; a day is one that the file already knew as a day.
Value = str | date | tuple[str, ...] | None


class Field(NamedTuple):
    """One value, where it stands and what the file calls it."""

    value: Value
    where: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One unit, group, person, machine or membership. Field names are those of the YAML file."""

    where: str
    fields: dict[str, Field]
    labels: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Field:
        """The field, or an empty one at the place of the entry."""
        return self.fields.get(name) or Field(None, self.where, self.labels.get(name, name))

    def text(self, name: str) -> str:
        value = self.get(name).value
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.get(name).value
        if isinstance(value, tuple):
            return value
        return (value,) if isinstance(value, str) and value else ()


class Findings:
    """Collects what is wrong, so that a file is corrected in one go."""

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []

    def add(self, code: Code, at: Field, found: str | None = None) -> None:
        said = found if found is not None else shown(at.value)
        self.problems.append(problem(code, at.where, at.label, said[:200]))


@dataclass(frozen=True)
class Tables:
    """A file taken apart. The `holder` of a membership or recusal is the id of its person."""

    units: list[Entry] = field(default_factory=list)
    groups: list[Entry] = field(default_factory=list)
    people: list[Entry] = field(default_factory=list)
    memberships: list[Entry] = field(default_factory=list)
    machines: list[Entry] = field(default_factory=list)
    recusals: list[Entry] = field(default_factory=list)
    found: Findings = field(default_factory=Findings)


def shown(value: Value) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else value or ""
