"""Which Temporal is spoken to: the platform's own needs no settings, another one's are told when they are wrong."""

from pathlib import Path

import pytest
from temporalio.service import GrpcCompression

from services.ports import free_port
from services.settings import StartError
from services.temporal import connect

NAMES = ("ADDRESS", "NAMESPACE", "API_KEY", "TLS", "CONFIG_FILE", "PROFILE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"TEMPORAL_{name}", raising=False)


async def test_its_own_server_needs_no_settings(temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of another server does not count for it."""
    monkeypatch.setenv("TEMPORAL_TLS", "true")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "another")
    client = await connect(temporal_address)

    assert client.namespace == "default"
    # ADR 52: what is said to it is not compressed.
    assert client.service_client.config.grpc_compression is GrpcCompression.NONE
    assert await client.service_client.check_health()


async def test_the_environment_names_the_server(temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    client = await connect()

    assert client.service_client.config.target_host == temporal_address


async def test_a_namespace_that_is_not_there(temporal_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "nowhere")
    with pytest.raises(StartError, match=r"nowhere is not found.*TEMPORAL_NAMESPACE"):
        await connect()


async def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", nobody)
    with pytest.raises(StartError, match=f"no Temporal at {nobody}"):
        await connect()


@pytest.mark.parametrize(
    ("name", "content"),
    [("TEMPORAL_CONFIG_FILE", '[profile.default]\napi_key = "geheim\n'), ("TEMPORAL_TLS_CLIENT_CERT_PATH", None)],
)
async def test_a_file_that_cant_be_read(
    temporal_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | None
) -> None:
    """A broken profile and a certificate that is not there: one line, which quotes nothing of a profile."""
    file = tmp_path / "named"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv(name, str(file))
    with pytest.raises(StartError, match=r"^Temporal 的设置有误 / TEMPORAL_\* settings: [^\n]+$") as refused:
        await connect()
    assert "geheim" not in str(refused.value)
