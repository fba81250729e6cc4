"""docker-compose.yml against the code: every command, variable, port, health check and volume in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.app import ROUTERS
from services.health import router as health
from services.settings import Settings
from services.temporal_program import FAST_POLLING
from tests.deployment.command_line import parses

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("zhenggai:")}
HTTP = {name: service for name, service in OURS.items() if service["command"][0] == "serve"}
JOBS = {"migrate", "temporal-schema", "temporal-namespace"}
SETTINGS = {f"ZHENGGAI_{name.upper()}" for name in Settings.model_fields}
# Names that Temporal's client configuration documents and `services.temporal` hands on.
CLIENT = {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TEMPORAL_API_KEY"}
# Names of the images' own, each with the image it belongs to.
IMAGES_OWN = {
    "postgres": {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"},
    "temporalio/admin-tools": {"SQL_PASSWORD", "TEMPORAL_ADDRESS"},
    "temporalio/ui": {"TEMPORAL_ADDRESS", "TEMPORAL_DEFAULT_NAMESPACE"},
    "temporalio/server": {
        "DB",
        "DB_PORT",
        "POSTGRES_SEEDS",
        "POSTGRES_USER",
        "POSTGRES_PWD",
        "BIND_ON_IP",
        "NUM_HISTORY_SHARDS",
        "LOG_LEVEL",
        "DYNAMIC_CONFIG_FILE_PATH",
    },
    "zhenggai": SETTINGS | CLIENT,
}


def every(key: str) -> Iterator[tuple[str, Any]]:
    """The entries of a list or mapping that services have under `key`, with the service's name."""
    for name, service in SERVICES.items():
        for entry in service.get(key, ()):
            yield name, entry


@pytest.mark.parametrize("name", OURS)
def test_commands_exist(name: str) -> None:
    """What our containers run is a command of `zhenggai` with options that it knows."""
    assert parses(OURS[name]["command"]) == ""


def test_every_service_of_the_code_has_a_container() -> None:
    """One container for each HTTP service, named for it, and one for the migration and the worker."""
    assert {name: service["command"] for name, service in HTTP.items()} == {
        name: ["serve", "--service", name] for name in ROUTERS
    }
    assert set(OURS) - set(HTTP) == {"migrate", "worker"}


@pytest.mark.parametrize("name", SERVICES)
def test_variables_are_known(name: str) -> None:
    """No variable that its program does not read."""
    image = SERVICES[name]["image"].rpartition(":")[0]

    assert set(SERVICES[name].get("environment", {})) - IMAGES_OWN[image] == set()


def test_secrets_come_from_outside() -> None:
    """Every password and key is a variable without a default, and starting without one fails with its name."""
    example = (ROOT / ".env.example").read_text("utf-8")
    interpolated = re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", TEXT)
    secret = {
        (name, key)
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
        if ("PASSWORD" in key or "PWD" in key or "URL" in key or key.endswith("_KEY")) and "${" not in value
    }

    assert {name for name, _ in interpolated} == {"POSTGRES_PASSWORD", "TEMPORAL_POSTGRES_PASSWORD", "HOOKS_KEY"}
    assert {rest for _, rest in interpolated} == {":?set it in .env"}
    assert secret == set()
    assert all(f"\n{name}=\n" in example for name, _ in interpolated)


def test_images_are_pinned() -> None:
    """Each image has a version of at least two numbers; server and tools of Temporal are of one version."""
    tags = {service["image"].rpartition(":")[0]: service["image"].rpartition(":")[2] for service in SERVICES.values()}

    assert all(re.match(r"\d+\.\d+", tag) for tag in tags.values()), tags
    assert tags["temporalio/server"] == tags["temporalio/admin-tools"]


def test_ports() -> None:
    """Published on loopback only, each port once, the one our program listens on; none of Temporal's server."""
    dockerfile = (ROOT / "services" / "Dockerfile").read_text("utf-8")
    published = {(name, entry) for name, entry in every("ports")}
    listening = re.search(r"ZHENGGAI_PORT=(\d+)", dockerfile)
    inside = {name: entry.split(":")[-1] for name, entry in published}

    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", entry) for _, entry in published)
    assert len({entry.split(":")[1] for _, entry in published}) == len(published)
    assert listening
    assert {inside[name] for name in HTTP} == {listening[1]}
    assert set(inside) == {*HTTP, "temporal-ui"}
    assert not any("network_mode" in service for service in SERVICES.values())


def test_health_checks() -> None:
    """Everything that stays up is checked, but for the operators' page; ours ask a path that the code serves."""
    unchecked = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    paths = {
        re.search(r"http://127\.0\.0\.1:8000(/\w+)", str(service["healthcheck"]["test"])) for service in HTTP.values()
    }

    assert unchecked == JOBS | {"temporal-ui"}
    assert {match and match[1] for match in paths} == {"/readyz"}
    assert "/readyz" in {route.path for route in health.routes if hasattr(route, "path")}


def test_dependencies() -> None:
    """Jobs are waited for until they succeed, what stays up until it is healthy."""
    waits = [(name, *found) for name, service in SERVICES.items() for found in service.get("depends_on", {}).items()]
    wanted = {True: "service_completed_successfully", False: "service_healthy"}

    assert all(on in SERVICES for _, on, _ in waits)
    assert [(name, on) for name, on, how in waits if how != {"condition": wanted[on in JOBS]}] == []
    assert all({"migrate", "temporal-namespace"} <= set(OURS[name]["depends_on"]) for name in (*HTTP, "worker"))
    assert SERVICES["migrate"]["restart"] == "no"


def test_addresses_name_services() -> None:
    """Hosts and ports inside variables are those of services of this file."""
    environment = OURS["worker"]["environment"]

    assert "@postgres:5432/" in environment["ZHENGGAI_DATABASE_URL"]
    assert environment["ZHENGGAI_DATABASE_URL"].startswith("postgresql+asyncpg://zhenggai:")
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "zhenggai"
    assert environment["TEMPORAL_ADDRESS"] == "temporal:7233"
    assert SERVICES["temporal"]["environment"]["POSTGRES_SEEDS"] == "temporal-postgres"
    assert f"create -n {environment['TEMPORAL_NAMESPACE']} " in SERVICES["temporal-namespace"]["command"][0]
    assert all(service["environment"] == environment for service in OURS.values())


def test_volumes() -> None:
    """Named volumes are declared and used; what writes evidence and what reads it share one."""
    used = {name: entry.split(":")[0] for name, entry in every("volumes")}
    data = re.search(r"ZHENGGAI_DATA=(\S+)", (ROOT / "services" / "Dockerfile").read_text("utf-8"))

    assert data
    place = Settings.model_validate({"data": data[1]}).evidence_directory
    assert set(used.values()) == set(COMPOSE["volumes"])
    assert {entry for name, entry in every("volumes") if name in HTTP} == {f"evidence:{place}"}
    assert {name for name, volume in used.items() if volume == "evidence"} == set(HTTP)


def test_engine_is_tuned_as_the_embedded_one() -> None:
    """Temporal's dynamic configuration says what the embedded server is started with."""
    content = yaml.safe_load(COMPOSE["configs"]["temporal-dynamic"]["content"])
    mounted = SERVICES["temporal"]["configs"][0]

    assert [f"{key}={value[0]['value']}" for key, value in content.items()] == list(FAST_POLLING)
    assert mounted["target"] == f"/etc/temporal/{SERVICES['temporal']['environment']['DYNAMIC_CONFIG_FILE_PATH']}"


def test_our_containers_may_little() -> None:
    """No rights they do not need, whatever their command."""
    for service in OURS.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]
