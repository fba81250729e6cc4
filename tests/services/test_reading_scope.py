"""Every GET route of the application x roles: who is cut off gets 401, 403, 404 or nothing of it.

A new route without a line in `ROUTES` fails the first test: whoever adds one says here what its scope is.
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from schemas.measure import Grant, Role
from services.app import ROUTERS
from services.reading.router import router as reading
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, upload
from tests.services.ledgers import PLAN, issue, issued, join, planned, problem

V1 = "/api/v1"
SERVED = {
    route.path
    for router in (reading, *(one for routers in ROUTERS.values() for one in routers))
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
}
OPEN = {
    f"{V1}/problems",
    f"{V1}/problems/{{code}}",
    f"{V1}/events/schemas",
    f"{V1}/events/schemas/{{event_type}}",
    # What was published to everyone.
    f"{V1}/bulletins/{{bulletin_id}}",
    "/bulletins/{bulletin_id}",
}
# Of a measure, a campaign or a unit: 404 for whoever may not see it, with one exception named beside it.
NAMED = {
    f"{V1}/measures/{{measure_id}}",
    f"{V1}/measures/{{measure_id}}/ledger",
    f"{V1}/measures/{{measure_id}}/evidence",
    f"{V1}/measures/{{measure_id}}/evidence/{{evidence_id}}/content",
    f"{V1}/measures/{{measure_id}}/eligibility",
    f"{V1}/measures/{{measure_id}}/clock",
    f"{V1}/measures/{{measure_id}}/referrals",
    f"{V1}/measures/{{measure_id}}/satisfies",
    f"{V1}/campaigns/{{campaign_id}}/bulletins",
    f"{V1}/campaigns/{{campaign_id}}/course",
    f"{V1}/campaigns/{{campaign_id}}/history",
    f"{V1}/campaigns/{{campaign_id}}/ledger",
    f"{V1}/campaigns/{{campaign_id}}/look-backs",
    f"{V1}/campaigns/{{campaign_id}}/snapshots/{{snapshot_id}}",
    f"{V1}/campaigns/{{campaign_id}}/snapshots/{{snapshot_id}}/report.docx",
    f"{V1}/endpoints/{{endpoint_id}}",
    f"{V1}/endpoints/{{endpoint_id}}/deliveries",
    f"{V1}/endpoints/{{endpoint_id}}/deliveries/{{delivery_id}}",
    f"{V1}/campaigns/{{campaign_id}}",
    f"{V1}/campaigns/{{campaign_id}}/statistics",
    f"{V1}/campaigns/{{campaign_id}}/ledger.xlsx",
    f"{V1}/submissions/{{submission_id}}",
    f"{V1}/units/{{unit_id}}/handover",
    f"{V1}/units/{{unit_id}}/handover.docx",
    f"{V1}/units/{{unit_id}}/handovers",
}
# Lists that hold what the caller may see and nothing else.
LISTS = {
    *(f"{V1}/{name}" for name in ("measures", "queue", "campaigns", "recusals", "delegations", "notices", "endpoints")),
    # tests/services/test_feed.py and test_feed_stream.py say what of the feed is whose.
    f"{V1}/events",
    f"{V1}/events/stream",
}
# The same for everybody within the organisation, or about the caller alone.
SHARED = {
    *(f"{V1}/{name}" for name in ("whoami", "units", "groups", "packs", "calendars")),
    f"{V1}/packs/{{pack_id}}",
    f"{V1}/calendars/{{version}}",
}
ACCOUNTS = {f"{V1}/principals", f"{V1}/principals/{{principal_id}}/credentials"}


def test_every_route_that_reads_has_a_scope_here() -> None:
    assert OPEN | NAMED | LISTS | SHARED | ACCOUNTS == SERVED


class Ledger:
    """A campaign of four: 1-1 and 1-2 water's in the care of group one, 2-1 housing's of group two, 2-2 nobody's."""

    def __init__(self, campaign: str, evidence: str, submission: str) -> None:
        self.campaign = campaign
        self.names = {"evidence_id": evidence, "submission_id": submission, "principal_id": PEOPLE["office"].id}
        self.names |= dict.fromkeys(("snapshot_id", "endpoint_id", "delivery_id", "version"), "none")
        self.names |= {"pack_id": "standard"}

    def path(self, route: str, number: str) -> str:
        given = {"measure_id": f"{self.campaign}-{number}", "campaign_id": self.campaign, "unit_id": "water"}
        return route.format(**given, **self.names)


@pytest.fixture(scope="module")
async def ledger(world: World) -> Ledger:
    water = {**PLAN, "lead_unit": "water", "special_group": "sg1"}
    rows = [{"number": number, **water} for number in ("1-1", "1-2")]
    rows += [{"number": number, **PLAN, "lead_unit": "housing", "special_group": "sg2"} for number in ("2-1", "2-2")]
    campaign = await planned(world, rows)
    ok(await issue(world, campaign))
    claimed = ok(await world.command("water_liaison", f"{campaign}-1-1", "claim")).json()
    evidence = await upload(world, "water_liaison", f"{campaign}-1-1")
    return Ledger(campaign, evidence, claimed["submission_id"])


async def get(world: World, who: str | None, path: str) -> httpx.Response:
    query = {"action": "claim"} if path.endswith("eligibility") else {}
    return await world.client(who).get(path, params=query)


@pytest.mark.parametrize("route", sorted(SERVED - OPEN))
async def test_nobody_reads_without_credentials(world: World, ledger: Ledger, route: str) -> None:
    problem(await get(world, None, ledger.path(route, "1-1")), 401, "auth.missing")


@pytest.mark.parametrize("who", ["market_liaison", "market_principal", "admin", "nobody"])
@pytest.mark.parametrize("route", sorted(NAMED))
async def test_strangers_find_nothing(world: World, ledger: Ledger, route: str, who: str) -> None:
    """Another unit, an administrator, somebody without any role: 404, as for an id that nobody knows."""
    name = await join(world) if who == "nobody" else who

    problem(await get(world, name, ledger.path(route, "1-1")), 404, "not_found")


@pytest.mark.parametrize("who", ["special_two", "housing_liaison", "housing_principal"])
@pytest.mark.parametrize("route", sorted(route for route in NAMED if "measure_id" in route))
async def test_a_part_of_a_campaign_opens_no_measure_of_another(
    world: World, ledger: Ledger, route: str, who: str
) -> None:
    """A special group and a unit of the same campaign: only their own measures."""
    problem(await get(world, who, ledger.path(route, "1-1")), 404, "not_found")
    if "evidence_id" not in route and not route.endswith(("eligibility", "referrals")):
        ok(await get(world, who, ledger.path(route, "2-1")))


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("special_one", {"1-1", "1-2"}),
        ("special_two", {"2-1", "2-2"}),
        ("water_machine", {"1-1", "1-2"}),
        ("housing_principal", {"2-1", "2-2"}),
        ("market_principal", set()),
        ("admin", set()),
        ("inspector_one", {"1-1", "1-2", "2-1", "2-2"}),
    ],
)
async def test_lists_counts_and_the_sheet_hold_the_same_measures(
    world: World, ledger: Ledger, who: str, numbers: set[str]
) -> None:
    client, here = world.client(who), ledger.campaign
    listed = ok(await client.get(f"{V1}/measures", params={"campaign": here})).json()["items"]
    queue = ok(await client.get(f"{V1}/queue", params={"limit": 200})).json()
    campaigns = [one["id"] for one in ok(await client.get(f"{V1}/campaigns")).json()["items"]]

    assert {one["number"] for one in listed} == numbers
    assert {one["measure"]["number"] for one in queue if one["measure"]["campaign_id"] == here} <= numbers
    assert (here in campaigns) is bool(numbers)
    if numbers:
        assert ok(await client.get(f"{V1}/campaigns/{here}/statistics")).json()["total"] == len(numbers)
        assert ok(await client.get(f"{V1}/campaigns/{here}")).json()["measures"] == len(numbers)
        assert _sheet_numbers(ok(await client.get(f"{V1}/campaigns/{here}/ledger.xlsx"))) == numbers


def _sheet_numbers(answer: httpx.Response) -> set[str]:
    from services.ledger_sheet.read import read_ledger  # noqa: PLC0415 - of this one check

    sheet: Any = read_ledger(answer.content, ("1-1", "1-2", "2-1", "2-2"))
    return {entry.number for entry in sheet.entries}


@pytest.mark.parametrize("route", sorted(ACCOUNTS))
@pytest.mark.parametrize("who", ["office", "leader", "auditor", "water_machine"])
async def test_accounts_are_for_administrators(world: World, ledger: Ledger, route: str, who: str) -> None:
    problem(await get(world, who, ledger.path(route, "1-1")), 403, "auth.role")


async def test_a_submission_is_its_senders(world: World, ledger: Ledger) -> None:
    """Not even the office's, and not that of another person of the same unit."""
    path = ledger.path(f"{V1}/submissions/{{submission_id}}", "1-1")

    ok(await get(world, "water_liaison", path))
    for who in ("water_principal", "office", "auditor", "admin"):
        problem(await get(world, who, path), 404, "not_found")


@pytest.mark.parametrize(
    "grant",
    [
        lambda here: Grant(role=Role.SUPERVISOR, group_id="st1", campaign_id=here),
        lambda here: Grant(role=Role.LEADING_GROUP, campaign_id=here),
        lambda here: Grant(role=Role.DISCIPLINE, campaign_id=here),
    ],
)
async def test_a_grant_for_one_campaign_opens_that_one(
    world: World, ledger: Ledger, grant: Callable[[str], Grant]
) -> None:
    """A supervisor of a team for one campaign sees nothing of another, by any route."""
    other = await issued(world)
    who = await join(world, grant(other))

    for route in sorted(NAMED):
        # An overseer of one campaign does not see what a unit owes in others.
        problem(await get(world, who, ledger.path(route, "1-1")), 404, "not_found")
    listed = ok(await world.client(who).get(f"{V1}/measures", params={"limit": 200})).json()["items"]
    assert {one["campaign_id"] for one in listed} == {other}
