"""`POST /measures:batch`: rows stand alone, each like the single command, and a repeated batch repeats nothing."""

from collections.abc import Sequence
from typing import Any

from services.batch import ABOUT_CHARACTERS
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, upload, visit
from tests.services.ledgers import PLAN, fresh_key, issue, issued, ledger_of, planned, problem

MANY = 40
NUMERALS = "一二三四五六七八九十"


def long_notice() -> str:
    """Four problems of ten measures each."""
    lines = ["关于巡察整改进展情况的通报", "2026年9月1日，区委巡察组反馈了巡察意见。"]
    for problem_number in range(MANY // len(NUMERALS)):
        lines.append(f"({NUMERALS[problem_number]})关于“第{problem_number + 1}类突出问题”的整改")
        lines += [f"{numeral}是落实第{problem_number + 1}类第{numeral}项整改任务。" for numeral in NUMERALS]
    return "\n".join(lines)


async def batch(
    world: World, who: str, rows: Sequence[dict[str, Any]], key: dict[str, str] | None = None
) -> dict[str, Any]:
    sent = await world.client(who).post("/api/v1/measures:batch", json={"rows": rows}, headers=key or fresh_key())
    found: dict[str, Any] = ok(sent).json()
    return found


async def to_all(world: World, who: str, measures: Sequence[str], **command: Any) -> dict[str, Any]:
    return await batch(world, who, [{"measure_id": measure, "command": command} for measure in measures])


async def awaiting_sign_off(world: World) -> list[str]:
    """Forty measures, brought to the sign-off in batches."""
    numbers = [f"{one}-{two}" for one in range(1, 5) for two in range(1, 11)]
    campaign = await planned(world, [{"number": number, **PLAN} for number in numbers], long_notice())
    assert ok(await issue(world, campaign)).json()["changed"] == MANY
    measures = [f"{campaign}-{number}" for number in numbers]
    named = {"period": this_period(world), "version": 1}
    await to_all(world, "water_liaison", measures, type="claim")
    rows = []
    for measure in measures:
        file = await upload(world, "water_liaison", measure)
        said = {"type": "submit_report", "period": this_period(world), "text": "已完成。", "evidence": [file]}
        rows.append({"measure_id": measure, "command": said})
    await batch(world, "water_liaison", rows)
    await to_all(world, "water_principal", measures, type="countersign_report", **named)
    await to_all(world, "office", measures, type="accept_report", **named)
    await to_all(world, "water_principal", measures, type="request_closure", statement="申请销号。")
    await to_all(world, "office", measures, type="pass_gate")
    # Three were verified by the very inspector who is going to sign.
    await to_all(world, "inspector_two", measures[:3], type="pass_verification", **visit(world))
    last = await to_all(world, "inspector_one", measures[3:], type="pass_verification", **visit(world))
    assert last["applied"] == MANY - 3, last
    return measures


async def test_case_21_bulk_sign_off_of_forty_with_three_ineligible(world: World) -> None:
    """Thirty-seven succeed, each with the event a single sign-off leaves; three say which rule forbids it."""
    measures = await awaiting_sign_off(world)

    found = await to_all(world, "inspector_two", measures, type="sign_off")

    assert (found["applied"], found["kept"], found["refused"]) == (37, 0, 3)
    assert [row["measure_id"] for row in found["rows"]] == measures
    assert {(row["problem"], row["rule"]) for row in found["rows"][:3]} == {("measure.duties_conflict", "S2")}
    for row in found["rows"][3:6]:
        entry = (await ledger_of(world, row["measure_id"]))[-1]
        assert (entry["type"], entry["seq"], entry["by"]["id"]) == ("measure.signed_off", row["seq"], "p-ducha-er")


async def test_the_same_batch_again_gives_the_same_answers_and_does_nothing(world: World) -> None:
    campaign = await issued(world)
    rows = [{"measure_id": f"{campaign}-{number}", "command": {"type": "claim"}} for number in ("1-1", "1-2")]
    key = fresh_key()

    first = await batch(world, "water_liaison", rows, key)
    again = await batch(world, "water_liaison", rows, key)

    assert first == again
    assert first["applied"] == 2
    assert len(await ledger_of(world, f"{campaign}-1-1")) == 4


async def test_bad_rows_harm_no_other(world: World) -> None:
    """Unknown, foreign, twice, malformed, too large, a step of the campaign: each its own problem."""
    campaign = await issued(world)
    good, twice = f"{campaign}-1-1", f"{campaign}-1-2"
    claim = {"type": "claim"}
    rows = [
        {"measure_id": good, "command": claim},
        {"measure_id": twice, "command": claim},
        {"measure_id": twice, "command": {"type": "claim", "unit_id": "water"}},
        {"measure_id": "c-unknown-1-1", "command": claim},
        {"measure_id": f"{campaign}-2-1", "command": {"type": "no_such_command"}},
        {"measure_id": f"{campaign}-2-2", "command": {"type": "issue"}},
        {"measure_id": f"{campaign}-2-3", "command": {"type": "claim", "unit_id": "x" * 70_000}},
    ]

    found = await batch(world, "water_liaison", rows)

    assert [row["problem"] for row in found["rows"]] == [
        None,
        "batch.duplicate",
        "batch.duplicate",
        "not_found",
        "request.invalid",
        "batch.not_here",
        "request.too_large",
    ]
    assert (found["applied"], found["refused"]) == (1, 6)
    assert len(await ledger_of(world, twice)) == 3


async def test_a_wrong_word_is_told_and_not_repeated_at_length(world: World) -> None:
    """In both languages: nobody knows whose row it is. A word as long as a body is cut."""
    campaign = await issued(world)
    rows = [
        {"measure_id": f"{campaign}-1-1", "command": {"type": "clam"}},
        {"measure_id": f"{campaign}-1-2", "command": {"type": "x" * 60_000}},
    ]

    short, long = (row["about"] for row in (await batch(world, "water_liaison", rows))["rows"])

    assert "没有“clam”" in short
    assert "'clam' found using 'type'" in short
    assert len(long) <= ABOUT_CHARACTERS + 1


async def test_a_stale_row_is_refused_as_with_if_match(world: World) -> None:
    campaign = await issued(world)
    row = {"measure_id": f"{campaign}-1-1", "command": {"type": "claim"}, "expected_seq": 1}

    found = await batch(world, "water_liaison", [row])

    assert found["rows"][0]["problem"] == "measure.stale"


async def test_a_file_is_named_and_never_described(world: World) -> None:
    """No row says what a file is; the store does, and what is not there is refused."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    ok(await world.command("water_liaison", measure, "claim"))
    real = await upload(world, "water_liaison", measure)
    forged = {"id": real, "sha256": "0" * 64, "name": "好.pdf", "media_type": "text/plain", "size": 1}
    said = {"type": "submit_report", "period": this_period(world), "text": "已完成。", "evidence": [real]}

    described = await to_all(world, "water_liaison", [measure], **{**said, "evidence": [forged]})
    taken = await to_all(world, "water_liaison", [measure], **said)
    lost = await to_all(world, "water_liaison", [f"{campaign}-1-2"], **said)

    assert described["rows"][0]["problem"] == "request.invalid"
    assert taken["applied"] == 1
    assert (await ledger_of(world, measure))[-1]["event"]["evidence"][0]["sha256"] != "0" * 64
    assert lost["rows"][0]["problem"] == "evidence.not_on_measure"


async def test_more_than_five_hundred_rows_are_too_many(world: World) -> None:
    rows = [{"measure_id": f"m-{number}", "command": {"type": "claim"}} for number in range(501)]

    sent = await world.client("water_liaison").post("/api/v1/measures:batch", json={"rows": rows}, headers=fresh_key())

    problem(sent, 422, "request.invalid")
