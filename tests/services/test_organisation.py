"""Accounts over HTTP: for administrators in person, with a business of their own and no other."""

from typing import Any

import pytest

from schemas.measure import Grant, Role
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import file, join, one_issued, problem

FILE = """from: 2026-01-01
units:
  - {id: parks, name: 区园林局, aliases: [园林局]}
people:
  - id: p-parks
    name: 林和
    memberships:
      - {role: unit_liaison, unit: parks}
"""
ADMIN_ONLY: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "principals", {}),
    ("GET", "principals/p-jiwei/credentials", {}),
    ("POST", "principals/p-jiwei/credentials", {"json": {"days": 1}}),
    ("POST", "credentials/x:revoke", {}),
    ("POST", "memberships/x:end", {"json": {"valid_to": "2026-01-01"}}),
    ("POST", "organisation:import", {"files": {"file": ("o.yaml", FILE.encode())}}),
]


@pytest.mark.parametrize(("method", "path", "given"), ADMIN_ONLY)
@pytest.mark.parametrize("who", ["office", "leader", "water_principal", "water_machine"])
async def test_accounts_are_the_administrators_business(
    world: World, who: str, method: str, path: str, given: dict[str, Any]
) -> None:
    """403 for everyone else, whatever they decide elsewhere."""
    answer = await world.client(who).request(method, f"/api/v1/{path}", **given)

    assert problem(answer, 403, "auth.role")["about"] == "admin"


async def test_an_organisation_file_is_taken_whole_or_not_at_all(world: World) -> None:
    """What it names is there afterwards, the second time changes nothing, and a bad file changes nothing either."""
    admin, path = world.client("admin"), "/api/v1/organisation:import"
    bad = FILE.replace("unit: parks}", "unit: nowhere}").replace("parks,", "parks2,").replace("区园林局", "区公园局")

    first = ok(await admin.post(path, files=file(FILE.encode(), "o.yaml"))).json()
    again = ok(await admin.post(path, files=file(FILE.encode(), "o.yaml"))).json()
    refused = problem(await admin.post(path, files=file(bad.encode(), "o.yaml")), 422, "file.refused")

    assert first == {"units": 1, "groups": 0, "principals": 1, "memberships": 1, "recusals": 0}
    assert set(again.values()) == {0}
    assert refused["problems"]
    units = ok(await world.client("auditor").get("/api/v1/units")).json()
    assert "区园林局" in [unit["name"] for unit in units]
    assert "区公园局" not in [unit["name"] for unit in units]


async def test_a_name_taken_by_another_unit_is_a_conflict(world: World) -> None:
    """409, and nothing of the file is kept."""
    text = "units:\n  - {id: wetland, name: 湿地中心}\n  - {id: water-2, name: 区水务局}\n"

    answer = await world.client("admin").post("/api/v1/organisation:import", files=file(text.encode(), "o.yaml"))

    problem(answer, 409, "organisation.conflict")
    units = ok(await world.client("auditor").get("/api/v1/units")).json()
    assert "湿地中心" not in [unit["name"] for unit in units]


async def test_a_membership_ended_yesterday_holds_no_more(world: World) -> None:
    """Ending it by date takes the rights away at the next request; the past stays on record."""
    measure = await one_issued(world)
    who = await join(world, Grant(role=Role.UNIT_LIAISON, unit_id="water"), days=(-30, None))
    ok(await world.client(who).get(f"/api/v1/measures/{measure}"))
    admin = world.client("admin")
    people = {one["id"]: one for one in ok(await admin.get("/api/v1/principals")).json()}
    membership = people[who]["memberships"][0]

    ended = await admin.post(f"/api/v1/memberships/{membership['id']}:end", json={"valid_to": "2026-01-01"})

    assert ok(ended).json()["valid_to"] == "2026-01-01"
    problem(await world.client(who).get(f"/api/v1/measures/{measure}"), 404, "not_found")
    problem(await admin.post("/api/v1/memberships/nobody:end", json={"valid_to": "2026-01-01"}), 404, "not_found")


@pytest.mark.parametrize(
    ("principal", "given", "status", "code"),
    [
        ("nobody", {}, 404, "not_found"),
        ("m-shui", {"scopes": []}, 403, "auth.scope"),
        ("m-shui", {"scopes": ["decide"]}, 403, "auth.scope"),
        ("p-jiwei", {"scopes": ["read"]}, 403, "auth.scope"),
        ("p-jiwei", {"days": 0}, 422, "request.invalid"),
        ("p-jiwei", {"days": 731}, 422, "request.invalid"),
        ("p-jiwei", {"secret": "mine"}, 422, "request.invalid"),
    ],
)
async def test_credentials_are_made_within_limits(
    world: World, principal: str, given: dict[str, Any], status: int, code: str
) -> None:
    """Known principals, scopes their kind can have, at most two years, and never a secret of the caller's choice."""
    answer = await world.client("admin").post(f"/api/v1/principals/{principal}/credentials", json=given)

    problem(answer, status, code)
