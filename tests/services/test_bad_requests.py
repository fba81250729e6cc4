"""Requests that are wrong in themselves: too large, not JSON, a field amiss, an id nobody knows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from schemas.tables.record import SUBMISSIONS
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_in_progress
from tests.services.bodies import ROUTES, body
from tests.services.ledgers import count, fresh_key, ledger_of, one_issued, problem

LIMIT = 64 * 1024


@pytest.fixture(scope="module")
async def measure(world: World) -> str:
    """A measure at work: every request of this module is refused, so nothing happens to it."""
    made = await one_issued(world)
    await to_in_progress(world, made)
    return made


@pytest.mark.parametrize("action", sorted(ROUTES))
async def test_a_command_over_64_kib_is_cut_off(world: World, measure: str, action: str) -> None:
    """413 before anything is stored, whether or not its length was announced."""
    before = await count(world, SUBMISSIONS)
    client, path = world.client(ROUTES[action].entitled[0]), f"/api/v1/measures/{measure}:{action}"
    headers = {**fresh_key(), "Content-Type": "application/json"}
    padded = b'{"text":"' + b"x" * LIMIT + b'"}'

    async def unannounced() -> AsyncIterator[bytes]:
        for start in range(0, len(padded), 10_000):
            yield padded[start : start + 10_000]

    problem(await client.post(path, content=padded, headers=headers), 413, "request.too_large")
    problem(await client.post(path, content=unannounced(), headers=headers), 413, "request.too_large")
    assert await count(world, SUBMISSIONS) == before


async def test_64_kib_to_the_byte_is_read(world: World, measure: str) -> None:
    """The limit itself is no offence: the body is read, and refused for what it says."""
    padded = b'{"statement":"x"' + b" " * (LIMIT - 17) + b"}"
    headers = {**fresh_key(), "Content-Type": "application/json"}

    answer = await world.client("water_principal").post(
        f"/api/v1/measures/{measure}:request-closure", content=padded, headers=headers
    )

    assert len(padded) == LIMIT
    problem(answer, 409, "closure.evidence_missing")


REPORT: dict[str, Any] = {"period": "2026-11", "text": "已完成。"}
INDICATOR = {"name": "管网", "unit": "公里", "planned": "602", "done": "260"}
WRONG: list[tuple[str, object, str]] = [
    ("submit-report", {"text": "x"}, "body.period"),
    ("submit-report", {**REPORT, "period": "2026-13"}, "body.period"),
    ("submit-report", {**REPORT, "text": "   "}, "body.text"),
    ("submit-report", {**REPORT, "text": "长" * 5401}, "body.text"),
    ("submit-report", {**REPORT, "colour": "red"}, "body.colour"),
    ("submit-report", {**REPORT, "evidence": ["x"] * 51}, "body.evidence"),
    ("submit-report", {**REPORT, "indicators": [{**INDICATOR, "done": "-1"}]}, "body.indicators.0.done"),
    ("submit-report", {**REPORT, "indicators": [{**INDICATOR, "done": "NaN"}]}, "body.indicators.0.done"),
    ("submit-report", {**REPORT, "indicators": [{**INDICATOR, "done": 0.1}]}, "body.indicators.0.done"),
    ("submit-report", {**REPORT, "indicators": [{**INDICATOR, "done": "1e3"}]}, "body.indicators.0.done"),
    ("submit-report", {**REPORT, "indicators": [INDICATOR] * 21}, "body.indicators"),
    ("submit-report", [REPORT], "body"),
    ("submit-report", None, "body"),
    ("claim", {"unit_id": 7}, "body.unit_id"),
    ("claim", {"type": "issue"}, "body.type"),
    ("countersign-report", {"period": "2026-11", "version": 0}, "body.version"),
    ("accept-report", {"period": "2026-11", "version": "one"}, "body.version"),
    ("return-report", {"period": "2026-11", "version": 1}, "body.reason"),
    ("withdraw-evidence", {"evidence_id": "x"}, "body.reason"),
    ("request-closure", {"statement": ""}, "body.statement"),
    ("withdraw-closure", {}, "body.reason"),
    ("pass-gate", {"note": ""}, "body.note"),
    ("return-gate", {}, "body.rework_requirement"),
    ("pass-verification", {"visited_on": "yesterday"}, "body.visited_on"),
    ("pass-verification", {"visited_on": 0}, "body.visited_on"),
    ("pass-verification", {"visited_on": "1780000000"}, "body.visited_on"),
    ("pass-verification", {"no_conflict_declared": False}, "body.no_conflict_declared"),
    ("fail-verification", {}, "body.rework_requirement"),
    ("sign-off", {"row_hash": "beef"}, "body.row_hash"),
    ("refuse-sign-off", {}, "body.reason"),
]


@pytest.mark.parametrize(("action", "given", "field"), WRONG)
async def test_a_wrong_field_is_named(world: World, measure: str, action: str, given: object, field: str) -> None:
    """422 with the path of each field that is missing, unknown, too long or of another kind; nothing is stored."""
    before = await count(world, SUBMISSIONS)

    answer = await world.client(ROUTES[action].entitled[0]).post(
        f"/api/v1/measures/{measure}:{action}", json=given, headers=fresh_key()
    )

    said = problem(answer, 422, "request.invalid")
    assert field in [error["field"] for error in said["errors"]]
    assert await count(world, SUBMISSIONS) == before


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff\xfe",
        b"[" * 30_000,
        b'{"version":' + b"9" * 5000 + b"}",
        rb'{"period":"2026-11","version":1,"reason":"\ud800"}',
    ],
    ids=["broken", "bytes", "deep", "endless", "surrogate"],
)
async def test_what_is_no_json_is_a_bad_request(world: World, measure: str, content: bytes) -> None:
    """4xx for broken text, foreign encodings, bottomless nesting, endless numbers, half characters; never a 500."""
    answer = await world.client("office").post(
        f"/api/v1/measures/{measure}:return-report",
        content=content,
        headers={**fresh_key(), "Content-Type": "application/json"},
    )

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("action", sorted(ROUTES))
async def test_an_unknown_measure_is_not_found(world: World, action: str) -> None:
    """404 for a command on an id nobody knows; no submission is kept."""
    before = await count(world, SUBMISSIONS)

    answer = await world.command(ROUTES[action].entitled[0], "c00000000-9-9", action, body(world, action))

    assert problem(answer, 404, "not_found")["about"] == "c00000000-9-9"
    assert await count(world, SUBMISSIONS) == before


@pytest.mark.parametrize(
    "path",
    [
        "measures/nobody",
        "measures/nobody/ledger",
        "measures/nobody/evidence",
        "measures/nobody/evidence/x/content",
        "submissions/nobody",
        "campaigns/nobody",
        "campaigns/nobody/statistics",
        "campaigns/nobody/ledger.xlsx",
        "nothing-of-the-kind",
    ],
)
async def test_an_unknown_id_is_not_found(world: World, path: str) -> None:
    """404 for every read that names something, also for those who may see everything."""
    problem(await world.client("office").get(f"/api/v1/{path}"), 404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "measures/a%00b",
        "submissions/a%00b",
        "campaigns/a%00b",
        "measures?text=a%00b",
        "measures?unit=a%00b",
        # A cursor that decodes to ["\\u0000", 1].
        "measures?cursor=WyJcdTAwMDAiLCAxXQ",
        f"measures/{'x' * 5000}",
    ],
)
async def test_words_no_database_can_hold_are_no_outage(world: World, path: str) -> None:
    """A NUL or an endless id is the caller's mistake on both databases: never 500, never 503."""
    assert (await world.client("office").get(f"/api/v1/{path}")).status_code in {200, 400, 404, 422}


async def test_a_wrong_method_is_named(world: World, measure: str) -> None:
    """405 as problem details."""
    problem(await world.client("office").delete(f"/api/v1/measures/{measure}"), 405, "method_not_allowed")


async def test_a_refused_report_leaves_the_ledger_alone(world: World, measure: str) -> None:
    """After all refusals of this module the measure has its four rows and no more."""
    ok(await world.client("office").get(f"/api/v1/measures/{measure}"))
    problem(
        await world.command("water_liaison", measure, "submit-report", {"period": "2020-01", "text": "早已完成。"}),
        409,
        "report.period_out_of_range",
    )

    assert this_period(world)
    assert [row["type"] for row in await ledger_of(world, measure)] == [
        "measure.drafted",
        "measure.plan_amended",
        "measure.issued",
        "measure.claimed",
    ]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("measures/{measure}/evidence", "GET, POST"),
        ("measures/{measure}:claim", "POST"),
        ("whoami", "GET"),
        ("campaigns/x/measures", "PATCH"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(world: World, measure: str, path: str, allowed: str) -> None:
    """`Allow` lists every method of the address, also when several routes share it."""
    answer = await world.client("office").put(f"/api/v1/{path.format(measure=measure)}")

    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == allowed
