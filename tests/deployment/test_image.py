"""The image: what its Dockerfile copies exists, what it installs is what was tested, and nothing else."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "services" / "Dockerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pins(lock: Path) -> dict[str, str]:
    """Each pinned requirement of a lock with its block of hashes."""
    blocks = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    return {block.split(" ")[0]: block for block in blocks}


IMAGE, EVERYTHING = pins(ROOT / "services" / "requirements.lock"), pins(ROOT / "requirements.lock")


def test_copies_what_exists() -> None:
    """Every source of a COPY is a path of the repository that the ignore file lets through."""
    copied = re.findall(r"^COPY (?!--)(\S+) \S+$", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}

    assert copied
    assert all((ROOT / path).exists() for path in copied)
    assert "*" in ignored
    assert {path.split("/")[0] for path in copied} == let_through


def test_holds_all_packages() -> None:
    """The packages of the wheel are the packages of the image."""
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert set(re.findall(r"^COPY (\w+) /app/\w+$", DOCKERFILE, re.MULTILINE)) == set(packages)


def test_starts_the_console_script() -> None:
    """The image's `zhenggai` calls what the project's console script names."""
    module, _, name = PROJECT["project"]["scripts"]["zhenggai"].partition(":")

    assert f"from {module} import {name}\n\n{name}()\n" in DOCKERFILE
    assert 'ENTRYPOINT ["zhenggai"]' in DOCKERFILE


def test_is_pinned_and_runs_without_rights() -> None:
    """A base image of an exact version, packages by hash, a user that is not root."""
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:${PYTHON}"}
    assert "--require-hashes -r /tmp/requirements.lock" in DOCKERFILE
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["zhenggai"]


def test_lock_is_part_of_the_tested_one() -> None:
    """Every pin of the image, hashes included, is in the lock that tests run on."""
    assert {name: EVERYTHING.get(name) for name in IMAGE} == IMAGE
    assert all("--hash=sha256:" in block for block in IMAGE.values())


@pytest.mark.parametrize("wanted", PROJECT["project"]["dependencies"])
def test_lock_holds_every_dependency(wanted: str) -> None:
    """What the project depends on is in the image, in a version it allows."""
    requirement = Requirement(wanted)
    found = [pin.partition("==")[2] for pin in IMAGE if pin.partition("==")[0] == requirement.name.lower()]

    assert len(found) == 1
    assert requirement.specifier.contains(found[0])


def test_lock_leaves_out_the_embedded_server_and_tools() -> None:
    """No Temporal server and nothing of the development group."""
    extras = PROJECT["project"]["optional-dependencies"]["embedded"] + PROJECT["dependency-groups"]["dev"]
    unwanted = {Requirement(line).name.lower() for line in extras}

    assert unwanted & {pin.partition("==")[0] for pin in IMAGE} == set()
