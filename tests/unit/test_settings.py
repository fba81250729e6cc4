"""Settings that can't be right are refused where they are read, by name and without being repeated."""

import pytest
import typer
from pydantic import ValidationError

from services.commands.loop import read_settings
from services.settings import Settings

SECRET = "geheim"


def with_url(url: str) -> Settings:
    return Settings(database_url=url, _env_file=None)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://db/zhenggai",
        "postgresql+asyncpg://zhenggai:p%40ss@db:5432/zhenggai",
        "postgresql+asyncpg://[::1]:5432/zhenggai",
        "postgresql+asyncpg://zhenggai@/zhenggai?host=/run/postgresql",
        "postgresql+asyncpg://zhenggai:p#s/s?w[rd@db:5432/zhenggai?ssl=require",
    ],
)
def test_a_database_url(url: str) -> None:
    assert with_url(url).url == url
    assert not with_url(url).is_sqlite


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://zhenggai:{SECRET}@db/zhenggai",
        f"postgresql+asyncpg:/zhenggai:{SECRET}@db/zhenggai",
        f"postgresql+asyncpg://zhenggai:{SECRET}@db:/zhenggai",
        f"postgresql+asyncpg://db:{SECRET}/zhenggai",
        f"zhenggai:{SECRET}@db",
        SECRET,
    ],
)
def test_no_database_url(url: str) -> None:
    """The message says what is expected and nothing of what was given: a password may stand anywhere in it."""
    with pytest.raises(ValidationError) as refused:
        with_url(url)

    (wrong,) = refused.value.errors()
    assert wrong["loc"] == ("database_url",)
    assert "postgresql+asyncpg://user:password@host:port/database" in wrong["msg"]
    assert SECRET not in wrong["msg"]


def test_the_drivers_word_for_tls() -> None:
    """What libpq calls `sslmode` asyncpg calls `ssl`, and would say so only when it connects."""
    with pytest.raises(ValidationError, match="ssl=require"):
        with_url("postgresql+asyncpg://zhenggai@db/zhenggai?sslmode=require")


def test_no_message_repeats_what_was_given() -> None:
    """Neither where the errors are shown one by one nor where the whole is."""
    with pytest.raises(ValidationError) as refused:
        with_url(f"postgresql://zhenggai:{SECRET}@db/zhenggai")

    assert SECRET not in str(refused.value)


def test_the_command_line_tells_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and all that is wrong is in it."""
    monkeypatch.setenv("ZHENGGAI_PORT", "abc")
    monkeypatch.setenv("ZHENGGAI_HOOKS_RETRY_SECONDS", "0")
    with pytest.raises(typer.Exit):
        read_settings()

    said = capsys.readouterr().err
    assert "ZHENGGAI_PORT: 应为整数 / Input should be a valid integer" in said
    assert "ZHENGGAI_HOOKS_RETRY_SECONDS: 应为大于 0、至多 30 天的秒数" in said
    assert said.count("\n") == 1


def test_without_a_database_url_it_is_sqlite() -> None:
    assert Settings(_env_file=None).is_sqlite
