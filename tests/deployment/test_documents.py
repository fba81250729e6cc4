"""Documents that keep up: every setting, code, event, command and link, told and true."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from schemas.campaigns import CampaignEvent
from schemas.events import Event
from schemas.measure import MeasureState, Role
from services.app import ROUTERS
from services.settings import Settings
from services.wording.catalogue import STATES_ZH, WORDINGS
from tests.deployment.command_line import commands, parses
from workflows.steps.table import STEPS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "services" / "docs"
GUIDES = {path.stem: path.read_text("utf-8") for path in DOCS.glob("*.md")}
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md")), *sorted((ROOT / ".github").glob("*.md"))]
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")


def types_of(union: Any) -> set[str]:
    return {member.model_fields["type"].default for member in get_args(get_args(union)[0])}


def row(page: str, *cells: str) -> bool:
    """Whether the page has a table row that begins with these cells."""
    return f"\n| {' | '.join(cells)} |" in GUIDES[page]


def shown(default: object) -> str:
    return "unset" if default is None else f"`{default}`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_settings(name: str) -> None:
    """Each setting is in the operators' table with its default, and in .env.example under a comment."""
    default = Settings.model_fields[name].default
    line = f"\n#ZHENGGAI_{name.upper()}={'' if default is None else default}\n"

    assert row("operations", f"`ZHENGGAI_{name.upper()}`", shown(default))
    assert re.search(rf"\n# [^\n]+{re.escape(line)}", EXAMPLE)


def test_example_names_nothing_else() -> None:
    """.env.example has the settings, and the two passwords and the key of docker-compose.yml."""
    names = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    settings = {f"ZHENGGAI_{name.upper()}" for name in Settings.model_fields}

    assert names == settings | {"POSTGRES_PASSWORD", "TEMPORAL_POSTGRES_PASSWORD", "HOOKS_KEY"}


def test_problem_codes() -> None:
    """The integrators' table has every code with its status, and no code that is none."""
    told = dict(re.findall(r"^\| `([a-z_.]+)` \| (\d{3}) \|", GUIDES["integrators"], re.MULTILINE))

    assert told == {str(code): str(wording.status) for code, wording in WORDINGS.items()}


def test_events() -> None:
    """The integrators' table has every event type, and no other."""
    told = re.findall(r"^\| `((?:measure|campaign)\.[a-z_]+)` \| [^\d]", GUIDES["integrators"], re.MULTILINE)

    assert sorted(told) == sorted(types_of(Event) | types_of(CampaignEvent))


def test_commands_of_the_program() -> None:
    """The operators' table names every command of `zhenggai`, and no other."""
    cells = re.findall(r"^\| (`zhenggai [^|]+) \|", GUIDES["operations"], re.MULTILINE)
    told = [words for cell in cells for words in re.findall(r"`zhenggai ([a-z -]+)`", cell)]

    assert sorted(told) == sorted(commands())


def test_steps_states_and_roles() -> None:
    """The concepts page has every command of a measure with its rule, every state and every role."""
    line = re.compile(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| ([a-zA-Z]\w*) \|", re.MULTILINE)
    told = {
        (name, number) for names, number in line.findall(GUIDES["concepts"]) for name in names.strip("`").split("`, `")
    }

    assert told == {(name, step.number) for name, step in STEPS.items()}
    assert all(row("concepts", f"`{state}`", STATES_ZH[state]) for state in MeasureState)
    assert [role for role in Role if f"`{role}`" not in GUIDES["concepts"] + GUIDES["integrators"]] == []


def test_routes_of_services() -> None:
    """The operators' table of addresses names each service."""
    assert all(re.search(rf"\| `127\.0\.0\.1:\d+` \| {name}: ", GUIDES["operations"]) for name in ROUTERS)


def anchors(page: Path) -> set[str]:
    """What a heading can be linked as, by the usual rule of Markdown hosts."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(page: Path, file: str, anchor: str) -> bool:
    target = page.parent / file if file else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the repository finds it, and its anchor a heading."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", page.read_text("utf-8"))
    broken = [link for link in links if not leads_somewhere(page, *link)]

    assert broken == []


def test_decisions_are_listed_and_short() -> None:
    """Every decision is in the list, has all its sections and fits a page."""
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    decisions = sorted((DOCS / "decisions").glob("0*.md"))
    sections = ["Context", "Decision", "Consequences", "Alternatives"]

    assert decisions
    for page in decisions:
        text = page.read_text("utf-8")
        assert f"]({page.name})" in listed
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == sections
        assert "\n**Status**: " in text
        assert len(text.splitlines()) <= 40


SHELL = [
    (page, line.strip())
    for page in PAGES
    for block in re.findall(r"^```sh[^\n]*\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def test_shell_lines_name_what_exists() -> None:
    """Each `make` target and each `zhenggai` command of a shell block is there, and the latter parses."""
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    made = [match[1] for _, line in SHELL if (match := re.match(r"make ([a-z]+)", line))]
    said = [match[1] for _, line in SHELL for match in re.finditer(r"(?:^|\()zhenggai ([a-z][^)#]*)", line)]
    wrong = {words: parses(words.split()) for words in said}

    assert len(made) > 3
    assert set(made) <= targets
    assert len(said) > 10
    assert {words: why for words, why in wrong.items() if why} == {}


def test_the_program_is_asked_and_not_a_copy() -> None:
    """The check above sees an unknown command and an unknown option."""
    assert parses(["nonsense"])
    assert parses(["serve", "--nonsense"])
    assert parses(["keys", "create"])
