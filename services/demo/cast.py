"""The invented people of the demonstration: imported from the example file, each with a token of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

EXAMPLE = Path(__file__).parents[1] / "organisation" / "example.yaml"
LEAD_UNITS = 21


@dataclass
class Cast:
    """Who plays what: token clients by principal id, principal ids by (role, unit or group)."""

    base_url: str
    admin: httpx.AsyncClient
    lead_units: list[str]
    groups: list[str]
    holders: dict[tuple[str, str], list[str]]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    def of(self, role: str, place: str, turn: int = 0) -> httpx.AsyncClient:
        """The client of somebody in that role; `turn` goes round where several hold it."""
        people = self.holders[role, place]
        return self.clients[people[turn % len(people)]]

    def anyone(self, role: str, turn: int) -> httpx.AsyncClient:
        people = [one for (held, _), ids in sorted(self.holders.items()) if held == role for one in ids]
        return self.clients[people[turn % len(people)]]

    async def close(self) -> None:
        for client in (self.admin, *self.clients.values()):
            await client.aclose()


async def assemble(base_url: str, admin_token: str, tick: Callable[[], None]) -> Cast:
    """Import the example organisation and make a token for everybody who acts; `tick` after each."""
    admin = _client(base_url, admin_token)
    imported = await admin.post("/api/v1/organisation:import", files={"file": (EXAMPLE.name, EXAMPLE.read_bytes())})
    imported.raise_for_status()
    people = (await admin.get("/api/v1/principals")).json()
    units = (await admin.get("/api/v1/units")).json()
    leading = [unit["id"] for unit in units if _has_principal(unit["id"], people)][:LEAD_UNITS]
    groups = [group["id"] for group in (await admin.get("/api/v1/groups")).json() if group["kind"] == "special_group"]
    cast = Cast(base_url, admin, leading, groups, {})
    for person in people:
        if person["kind"] == "person" and person["id"] != "admin":
            await _join(cast, person)
            tick()
    return cast


def _has_principal(unit_id: str, people: list[dict[str, Any]]) -> bool:
    return any(
        held["role"] == "unit_principal" and held["unit_id"] == unit_id for one in people for held in one["memberships"]
    )


async def _join(cast: Cast, person: dict[str, Any]) -> None:
    made = await cast.admin.post(f"/api/v1/principals/{person['id']}/credentials", json={"days": 7})
    made.raise_for_status()
    cast.clients[person["id"]] = _client(cast.base_url, made.json()["secret"])
    for held in person["memberships"]:
        if held["valid_to"] is None:
            place = held["group_id"] or held["unit_id"] or "*"
            cast.holders.setdefault((held["role"], place), []).append(person["id"])


def _client(base_url: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
