"""Rule packs in YAML: a file in, a checked `RulePack` out, or everything that is wrong with it and on which line.

A pack may name another in `extends`. What it writes under `phases`, `measure` and `scoring` replaces the
parent's value of the same key, whole; its id, titles and ground are its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from schemas.campaigns import CampaignEvent
from schemas.events import Event
from schemas.organisation import FileProblem, FileRefused
from schemas.organisation import FileProblemCode as Code
from schemas.packs import RulePack
from services.organisation.files.problems import problem, refuse
from services.packs.faults import problems_of
from services.plain_yaml import Plain, compose

MAX_BYTES = 64 * 1024
SECTIONS = ("phases", "measure", "scoring")
EVENT_TYPES = frozenset(
    member.model_fields["type"].default for union in (Event, CampaignEvent) for member in get_args(get_args(union)[0])
)
T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """A pack file taken apart: plain data with lines. `extends` is "" for none."""

    filename: str
    plain: Plain
    id: str
    extends: str


def base_name(filename: str) -> str:
    """A sender's file name, fit to be shown."""
    return PurePath(filename).name[:100] or "?"


def take_apart(filename: str, data: bytes) -> Plain | FileRefused:
    """A YAML file of rules as plain data: a mapping, no larger than 64 KiB."""
    name = base_name(filename)
    if len(data) > MAX_BYTES:
        return refuse(name, [problem(Code.TOO_LARGE, "file", "", f"{len(data)} > {MAX_BYTES} bytes")])
    root = compose(data)
    if isinstance(root, list):
        return refuse(name, root)
    plain = Plain(root)
    if not isinstance(plain.value, dict):
        plain.problems.append(problem(Code.WRONG_SHAPE, plain.line(()), "file", "需要键值 a mapping"))
    return refuse(name, plain.problems) if plain.problems else plain


def read_source(filename: str, data: bytes) -> Source | FileRefused:
    plain = take_apart(filename, data)
    if isinstance(plain, FileRefused):
        return plain
    extends = plain.value.get("extends")
    if extends is not None and not isinstance(extends, str):
        wrong = problem(Code.WRONG_SHAPE, plain.line(("extends",)), "extends", "需要单个值 a plain value")
        return refuse(base_name(filename), [wrong])
    return Source(base_name(filename), plain, str(plain.value.get("id") or ""), extends or "")


def resolve(source: Source, known: Mapping[str, Source]) -> RulePack | FileRefused:
    """The pack with all that it takes from others, which are found by id in `known`."""
    chain = _chain(source, known)
    if isinstance(chain, FileProblem):
        return refuse(source.filename, [chain])
    merged = _merged(chain)
    try:
        pack = RulePack.model_validate(merged)
    except ValidationError as error:
        return refuse(source.filename, list(problems_of(error, RulePack, source.plain)))
    problems = list(_unknown_events(source, pack))
    return refuse(source.filename, problems) if problems else pack


def _chain(source: Source, known: Mapping[str, Source]) -> list[Source] | FileProblem:
    """The pack, its parent, and so on."""
    chain = [source]
    at = source.plain.line(("extends",))
    while wanted := chain[-1].extends:
        names = [one.id for one in chain]
        if wanted in names:
            return problem(Code.PARENT_CYCLE, at, "extends", " → ".join([*names, wanted]))
        if wanted not in known:
            return problem(Code.PARENT_UNKNOWN, at, "extends", wanted[:100])
        chain.append(known[wanted])
    return chain


def _merged(chain: list[Source]) -> dict[str, Any]:
    merged = {key: value for key, value in chain[0].plain.value.items() if key != "extends"}
    for section in SECTIONS:
        written = [one.plain.value[section] for one in chain if one.plain.value.get(section) is not None]
        if written and all(isinstance(one, dict) for one in written):
            merged[section] = {key: value for one in reversed(written) for key, value in one.items()}
        elif section in merged and merged[section] is None:
            del merged[section]
    return merged


def _unknown_events(source: Source, pack: RulePack) -> Iterator[FileProblem]:
    """An event that never happens would take no point and veto nothing, unnoticed."""
    named = [("deductions", number, rule.events) for number, rule in enumerate(pack.scoring.deductions)]
    named += [("vetoes", number, rule.events) for number, rule in enumerate(pack.scoring.vetoes)]
    for kind, number, events in named:
        at = source.plain.line(("scoring", kind, number, "events"))
        for name in sorted(set(events) - EVENT_TYPES):
            yield problem(Code.EVENT_UNKNOWN, at, "events", name[:100])


def sound(read: T | FileRefused) -> T:
    """What was read of a file shipped with the code: a fault in it is a fault of this release."""
    if isinstance(read, FileRefused):
        raise ValueError(f"{read.en} {read.problems}")  # noqa: TRY004 - the file is wrong, not a type
    return read
