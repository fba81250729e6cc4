"""Every setting, read once from the environment (prefix `ZHENGGAI_`) or an `.env` file.

Temporal's own connection settings keep their standard names (`TEMPORAL_ADDRESS`, …).
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.hooks.options import Networks, Ports, Waits
from workflows.names import CONTINUE_AFTER_EVENTS, TASK_QUEUE

Service = Literal["submissions", "review", "campaigns", "hooks"]
EXPECTED_URL = "应写作 / as in postgresql+asyncpg://user:password@host:port/database, 特殊字符 / special ones as %XX"
DRIVERS = ("postgresql+asyncpg", "sqlite+aiosqlite")
ALL_SERVICES: tuple[Service, ...] = ("submissions", "review", "campaigns", "hooks")


def _database_url(url: str | None) -> str | None:
    """Checked here, and without repeating any of it: a wrong one may hold a password in the wrong place."""
    if url is not None:
        # Most starts have none and do without it.
        from sqlalchemy import make_url  # noqa: PLC0415
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

        try:
            parts = make_url(url)
        except (ArgumentError, ValueError):
            raise ValueError(EXPECTED_URL) from None
        if parts.drivername not in DRIVERS:
            raise ValueError(EXPECTED_URL)
        if "sslmode" in parts.query:
            raise ValueError("请改用 ?ssl=require / the driver's word is ?ssl=require, not sslmode")
    return url


DatabaseUrl = Annotated[str | None, AfterValidator(_database_url)]


class StartError(Exception):
    """Something can't start; the text is one line that says what to do."""


class Settings(BaseSettings):
    """Defaults are the embedded platform's: one directory, SQLite, loopback."""

    # An empty variable, as a compose file makes one, is one that is not set.
    model_config = SettingsConfigDict(
        env_prefix="ZHENGGAI_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data: Path = Field(default=Path(".zhenggai"), description="directory of database, evidence and Temporal's file")
    database_url: DatabaseUrl = Field(default=None, description="postgresql+asyncpg://…; unset: SQLite under `data`")
    host: str = Field(default="127.0.0.1", description="address the HTTP services bind to")
    port: int = Field(default=8000, ge=0, le=65535, description="port of the HTTP services; 0 picks a free one")
    temporal_binary: Path | None = Field(default=None, description="the `temporal` program of the embedded platform")
    task_queue: str = Field(default=TASK_QUEUE, description="Temporal task queue of the worker")
    command_budget_seconds: float = Field(default=8.0, gt=0, description="after it a command is answered 202")
    redrive_after_seconds: float = Field(default=10.0, gt=0, description="age at which the sweeper re-sends")
    redrive_attempts: int = Field(default=12, ge=1, description="failed attempts before quarantine")
    continue_after_events: int = Field(
        default=CONTINUE_AFTER_EVENTS, ge=20, description="history length that continues as new"
    )
    cached_workflows: int = Field(default=300, ge=1, description="workflows the worker keeps in memory")
    person_requests_per_minute: int = Field(default=6000, ge=1, description="quota of each personal token")
    machine_requests_per_minute: int = Field(default=3000, ge=1, description="quota of each API key")
    failed_logins_per_minute: int = Field(default=600, ge=1, description="missing or wrong tokens of one address")
    trusted_proxies: str = Field(
        default="127.0.0.1", description="addresses whose X-Forwarded-For is believed, by commas"
    )
    evidence_max_bytes: int = Field(default=50 * 1024 * 1024, ge=1, description="cap of one evidence file")

    hooks_key: SecretStr | None = Field(
        default=None, min_length=32, description="seals endpoints' secrets; unset: a file under `data`"
    )
    hooks_allow_http: bool = Field(default=False, description="endpoints without TLS")
    hooks_ports: Ports = Field(default="443,8443", description="ports of endpoints, by commas; 8000-8999 is a range")
    hooks_allowed_networks: Networks = Field(default=None, description="private networks of receivers, by commas")
    hooks_denied_networks: Networks = Field(default=None, description="networks never sent to, by commas")
    hooks_allow_loopback: bool = Field(default=False, description="for tests: loopback, where a network lists it")
    hooks_ca_file: Path | None = Field(default=None, description="further certificate authorities, PEM")
    hooks_deadline_seconds: float = Field(default=15.0, gt=0, le=60, description="for one request, all of it")
    hooks_retry_seconds: Waits = Field(
        default="5,300,1800,7200,18000,36000,50400,72000,86400", description="pauses before each further try"
    )
    hooks_log_days: int = Field(default=30, ge=1, description="settled deliveries stay so long in the log")

    @property
    def is_sqlite(self) -> bool:
        """SQLite serves one process, and takes the data directory for itself."""
        return self.url.startswith("sqlite")

    @property
    def evidence_directory(self) -> Path:
        return self.data / "evidence"

    @property
    def admin_token_file(self) -> Path:
        """Where the first administrator's token is written."""
        return self.data / "admin.token"

    @property
    def sqlite_file(self) -> Path:
        return self.data / "zhenggai.db"

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.sqlite_file.resolve()}"
