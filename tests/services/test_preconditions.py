"""ETag and If-Match: who saw an older row is told so, before anything happens."""

import pytest

from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress
from tests.services.bodies import body
from tests.services.ledgers import one_issued, problem, show


async def test_the_etag_is_the_sequence(world: World) -> None:
    """A read gives it, a command's answer gives the next one, and the two agree."""
    measure = await one_issued(world)
    read = await world.client("water_liaison").get(f"/api/v1/measures/{measure}")

    done = ok(await world.command("water_liaison", measure, "claim", if_match=read.headers["etag"]))

    assert read.headers["etag"] == f'"{read.json()["seq"]}"'
    assert done.headers["etag"] == f'"{done.json()["seq"]}"'
    after = await world.client("water_liaison").get(f"/api/v1/measures/{measure}")
    assert after.headers["etag"] == done.headers["etag"]
    assert (after.json()["hash"], after.json()["state"]) == (done.json()["hash"], done.json()["state"])


async def test_a_stale_precondition_is_refused(world: World) -> None:
    """412 with the present sequence; the measure did not move."""
    measure = await one_issued(world)
    stale = (await world.client("water_liaison").get(f"/api/v1/measures/{measure}")).headers["etag"]
    await to_in_progress(world, measure)

    answer = await world.command(
        "water_liaison", measure, "submit-report", body(world, "submit-report"), if_match=stale
    )

    said = problem(answer, 412, "measure.stale")
    shown = await show(world, measure)
    assert said["about"] == str(shown["seq"])
    assert said["seq"] == shown["seq"]
    assert shown["reports"] == []


async def test_who_may_not_act_is_not_told_the_sequence(world: World) -> None:
    """403 comes before 412."""
    measure = await one_issued(world)

    problem(await world.command("auditor", measure, "claim", if_match='"1"'), 403, "measure.role_required")


async def test_a_star_matches_whatever_is_there(world: World) -> None:
    """`If-Match: *` asks for existence only, which every command does."""
    measure = await one_issued(world)

    ok(await world.command("water_liaison", measure, "claim", if_match="*"))


@pytest.mark.parametrize("tag", ["3", '"x"', 'W/"3"', '"3", "4"', '""', '"1234567890"'])
async def test_a_tag_that_was_never_given_out_is_refused(world: World, tag: str) -> None:
    """400 for anything but one strong tag of ours."""
    problem(await world.command("water_liaison", "x", "claim", if_match=tag), 400, "if_match.invalid")
