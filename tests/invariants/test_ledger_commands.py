"""`zhenggai ledger verify` and `export` at the command line, beside whoever owns the database."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.commands.ledger import app
from tests.invariants.conftest import Story, Tamper, campaign_rows


def zhenggai_ledger(directory: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, list(arguments), env={"ZHENGGAI_DATA": str(directory), "ZHENGGAI_DATABASE_URL": None}
    )


@contextmanager
def owned(directory: Path) -> Iterator[None]:
    """Somebody else is in the middle of writing, as a running platform may be."""
    with closing(sqlite3.connect(directory / "zhenggai.db", isolation_level=None)) as owner:
        owner.execute("PRAGMA journal_mode=WAL")
        owner.execute("BEGIN IMMEDIATE")
        owner.execute("DELETE FROM measures")
        yield
        owner.execute("ROLLBACK")


def test_a_sound_ledger_is_verified_beside_its_owner(story: Story, tampered: Tamper) -> None:
    """While another process writes, what it committed is verified, and the exit code is 0."""
    directory = tampered()
    rows = 24 + campaign_rows(directory, story.done)
    with owned(directory):
        result = zhenggai_ledger(directory, "verify")

    assert result.exit_code == 0, result.output
    assert result.stdout == f"✓ 台账完整 · ledger verified: 5 条链 chains, {rows} 行 rows\n"


def test_the_first_bad_row_is_named_in_one_line(story: Story, tampered: Tamper) -> None:
    """A changed row gives exit code 1 and one line with stream, sequence and what is wrong."""
    directory = tampered("UPDATE ledger SET body = replace(body, '销号', '') WHERE stream = :done AND seq = 8")

    result = zhenggai_ledger(directory, "verify")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"✗ 台账有误 · ledger is broken: {story.done} #8: 哈希不符 · hash does not match")
    assert result.stderr.count("\n") == 1


def test_an_export_can_be_verified_by_anyone(story: Story, tampered: Tamper, tmp_path: Path) -> None:
    """Each line is a row; body and previous hash give its hash with nothing but SHA-256."""
    directory = tampered()
    result = zhenggai_ledger(directory, "export", "--out", str(tmp_path / "out.jsonl"))

    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert result.exit_code == 0, result.output
    assert len(rows) == 24 + campaign_rows(directory, story.done)
    for row in rows:
        assert hashlib.sha256(f"{row['prev_hash']}\n{row['body']}".encode()).hexdigest() == row["hash"]
    assert [row["seq"] for row in rows if row["stream"] == story.done] == list(range(1, 12))
    assert [row["type"] for row in rows if row["stream"] == story.done][-1] == "measure.signed_off"


def test_an_export_goes_to_standard_output(tampered: Tamper) -> None:
    """Without --out only rows are on standard output, ready for a pipe."""
    result = zhenggai_ledger(tampered(), "export")

    assert {json.loads(line)["recorded_at"][-6:] for line in result.stdout.splitlines()} == {"+00:00"}


@pytest.mark.parametrize("command", ["verify", "export"])
def test_no_ledger_is_one_clear_line(tmp_path: Path, command: str) -> None:
    """A directory without a database, and a database without a ledger, are said to be so; nothing is made."""
    missing = zhenggai_ledger(tmp_path, command)
    left = list(tmp_path.iterdir())
    (tmp_path / "zhenggai.db").touch()
    empty = zhenggai_ledger(tmp_path, command)

    assert (missing.exit_code, left) == (1, [])
    assert missing.stderr.startswith("✗ 没有台账 · no ledger: ")
    assert empty.exit_code == 1
    assert empty.stderr == missing.stderr
    assert (missing.stderr + empty.stderr).count("\n") == 2


def test_an_export_that_can_not_be_written_is_one_clear_line(tampered: Tamper, tmp_path: Path) -> None:
    """A target directory that does not exist is named, with exit code 1."""
    result = zhenggai_ledger(tampered(), "export", "--out", str(tmp_path / "no" / "out.jsonl"))

    assert result.exit_code == 1
    assert result.stderr.startswith("✗ 无法写入 · cannot write ")
