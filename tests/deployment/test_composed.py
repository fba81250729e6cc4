"""The production shape at work: every process of docker-compose.yml, one measure through all of them."""

from pathlib import Path

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from services.database import Database
from tests.deployment.composition import ComposedWorld, Composition
from tests.deployment.test_compose import HTTP
from tests.fixtures.platform import make_tokens
from tests.fixtures.servers import new_postgresql_database
from tests.fixtures.stories import issued_campaign, ok, to_signed_off
from tests.services.ledgers import fresh_key, problem

NAMESPACE = "zhenggai"
RETAINED = Duration(seconds=72 * 60 * 60)


@pytest.fixture
async def composition(
    postgresql_server: str, temporal_address: str, temporal_client: Client, tmp_path: Path
) -> Composition:
    """With an empty database and the namespace that the `temporal-namespace` job would have made."""
    await temporal_client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=NAMESPACE, workflow_execution_retention_period=RETAINED)
    )
    url = await new_postgresql_database(postgresql_server)
    return Composition(tmp_path, {"ZHENGGAI_DATABASE_URL": url, "TEMPORAL_ADDRESS": temporal_address})


async def people(composition: Composition) -> dict[str, str]:
    database = Database(composition.there["ZHENGGAI_DATABASE_URL"])
    tokens = await make_tokens(database)
    await database.close()
    return tokens


async def test_a_measure_goes_through_all_services(composition: Composition) -> None:
    """Migrated, started and stopped as the compose file says; each request goes to the service that has its route."""
    assert composition.run("migrate").returncode == 0
    admin = composition.run("migrate", "first-admin")
    assert admin.stdout.startswith("zgp_"), admin.stderr
    async with composition.up() as codes:
        world = ComposedWorld(composition.ports, await people(composition))
        measure = f"{await issued_campaign(world)}-1-1"
        await to_signed_off(world, measure)
        office = world.client("office")
        seen = [ok(await office.get(f"{url}/api/v1/measures/{measure}")).json() for url in composition.urls.values()]
        not_here = f"{composition.urls['hooks']}/api/v1/measures/{measure}:claim"
        elsewhere = await office.post(not_here, headers=fresh_key())
        events = ok(await office.get("/api/v1/events")).json()["items"]
        checks = [composition.run("migrate", *words.split()) for words in ("ledger verify", "reconcile")]
        await world.close()

    assert [one["state"] for one in seen] == ["signed_off"] * len(HTTP)
    problem(elsewhere, 405, "method_not_allowed")
    assert "measure.signed_off.v1" in {event["type"] for event in events}
    assert [done.returncode for done in checks] == [0, 0], [done.stderr for done in checks]
    assert codes == dict.fromkeys(["worker", *HTTP], 0)
    assert "Traceback" not in composition.said()
