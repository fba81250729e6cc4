"""After the sign-off over HTTP: look-backs, revocations, stage results, orders, and referrals that stay restricted."""

from typing import Any

import pytest

from schemas.measure import Grant, Role
from tests.fixtures.days import DUE, LATER
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_signed_off, to_verifying, upload, visit
from tests.services.ledgers import fresh_key, grounds_of, issued, join, ledger_of, one_issued, problem, show
from workflows.canonical import GENESIS, canonical, chain_hash, sha256

GROUNDS = {"kind": "sham", "grounds": "验收照片系伪造，涉及张某。"}


async def struck(world: World, measure: str) -> None:
    """Signed off, and open to a look-back because evidence was withdrawn."""
    await to_signed_off(world, measure)
    evidence = (await show(world, measure))["reports"][0]["evidence"][0]["id"]
    given = {"evidence_id": evidence, "reason": "文件有误。"}
    ok(await world.command("water_principal", measure, "withdraw-evidence", given))


def looked(world: World, **more: Any) -> dict[str, Any]:
    return {**visit(world), "participants": ["p-ducha-san"], **more}


async def refer(world: World, who: str, measure: str) -> str:
    answer = ok(await world.command(who, measure, "refer", GROUNDS))
    return str(answer.json()["hash"])


async def test_case_15_a_referral_is_a_hash_to_all_but_a_few(world: World) -> None:
    """Who may not know sees sequence and hashes, follows the chain past the row, and finds no word of it."""
    measure = await one_issued(world)
    await refer(world, "inspector_one", measure)
    organ = await join(world, Grant(role=Role.ORG_DEPT))

    for who in ("discipline", "leader", "inspector_one", organ):
        row = (await ledger_of(world, measure, who))[-1]
        assert (row["type"], row["event"]["kind"]) == ("measure.referred", "sham")
        assert chain_hash(row["prev_hash"], row["body"]) == row["hash"]
    for who in ("office", "inspector_two", "auditor", "water_liaison", "water_principal", "water_machine"):
        rows = await ledger_of(world, measure, who)
        last = rows[-1]
        assert (last["type"], last["body"], last["submission_id"], last["by"]) == ("restricted", None, None, {})
        assert last["event"] == {"type": "restricted", "title": "受限 restricted"}
        assert [row["prev_hash"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]
        answer = await world.client(who).get(f"/api/v1/measures/{measure}/ledger")
        assert "referred" not in answer.text
        assert "sham" not in (await world.client(who).get(f"/api/v1/measures/{measure}")).text


async def test_case_15_no_ledger_row_holds_the_grounds(world: World) -> None:
    """Not even for those allowed: the row has a salted hash, the record what it covers."""
    measure = await one_issued(world)
    await refer(world, "office", measure)
    row = (await ledger_of(world, measure, "discipline"))[-1]
    (record,) = ok(await world.client("discipline").get(f"/api/v1/measures/{measure}/referrals")).json()

    assert "张某" not in row["body"]
    assert record["grounds"] == GROUNDS["grounds"]
    assert (record["id"], record["grounds_sha256"]) == (row["event"]["referral_id"], row["event"]["grounds_sha256"])
    assert record["grounds_sha256"] == sha256(canonical([record["salt"], "sham", GROUNDS["grounds"]]))


async def test_case_15_who_may_ask_for_referrals(world: World) -> None:
    """A referrer sees the own ones, others of the role none; who has no business gets 403 with or without one."""
    measure, without = await one_issued(world), await one_issued(world)
    await refer(world, "inspector_one", measure)

    for who, number in (("inspector_one", 1), ("inspector_two", 0), ("office", 0), ("leader", 1), ("discipline", 1)):
        shown = ok(await world.client(who).get(f"/api/v1/measures/{measure}/referrals")).json()
        assert (who, len(shown)) == (who, number)
    for who in ("water_principal", "auditor", "water_machine"):
        for each in (measure, without):
            problem(await world.client(who).get(f"/api/v1/measures/{each}/referrals"), 403, "auth.role")
    problem(await world.client("market_liaison").get(f"/api/v1/measures/{measure}/referrals"), 404, "not_found")


async def test_a_referral_sent_twice_is_one_and_a_refused_one_leaves_no_grounds(world: World) -> None:
    """The same key finds its record again; what the rules refuse is not kept."""
    measure = await one_issued(world)
    headers = {"Idempotency_Key": "the-same"}
    first = ok(await world.command("office", measure, "refer", GROUNDS, **headers))
    again = ok(await world.command("office", measure, "refer", GROUNDS, **headers))
    other = await world.command("office", measure, "refer", {**GROUNDS, "grounds": "别的。"}, **headers)
    stale = await world.command("office", measure, "refer", GROUNDS, If_Match='"1"')
    problem(await world.command("water_liaison", measure, "refer", GROUNDS), 403, "auth.role")
    problem(await world.command("market_liaison", measure, "refer", GROUNDS), 403, "auth.role")

    assert first.json()["seq"] == again.json()["seq"]
    problem(other, 422, "idempotency.reused")
    problem(stale, 412, "measure.stale")
    assert sorted(await grounds_of(world, measure)) == ["", GROUNDS["grounds"]]


async def test_a_look_back_is_drawn_once_and_followed(world: World) -> None:
    """Of the signed-off measures whose look-back is open; the same key draws nothing twice; a result shows."""
    campaign = await issued(world)
    problem(await draw(world, campaign, {"percent": 50}), 409, "look_back.nothing_to_draw")
    for number in ("1-1", "1-2", "2-1"):
        await struck(world, f"{campaign}-{number}")
    key = fresh_key()
    made = await draw(world, campaign, {"percent": 50, "seed": "2027"}, key=key)
    again = await draw(world, campaign, {"percent": 50, "seed": "2027"}, key=key)
    other = await draw(world, campaign, {"percent": 60}, key=key)
    sample = made.json()["samples"]
    given = looked(world, kind="relapse")
    ok(await world.command("inspector_three", sample[0]["measure_id"], "fail-look-back", given))
    (listed,) = ok(await world.client("discipline").get(f"/api/v1/campaigns/{campaign}/look-backs")).json()["items"]

    assert made.status_code == again.status_code == 201
    assert made.json() == again.json()
    problem(other, 422, "idempotency.reused")
    assert (made.json()["population"], made.json()["drawn"], made.json()["held"]) == (3, 2, 0)
    assert (listed["seed"], listed["held"], listed["failed"]) == ("2027", 1, 1)
    assert {row["result"] for row in listed["samples"]} == {"failed", None}


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("p-nobody", "look_back.member_unknown"),
        ("m-shui", "look_back.member_unknown"),
        ("p-shui-lianluo", "look_back.member_of_unit"),
    ],
)
async def test_s5_a_newcomer_is_a_person_of_the_directory_and_not_of_the_unit(
    world: World, member: str, code: str
) -> None:
    """Neither an invented id nor a machine nor the unit's own people count as somebody new."""
    measure = await one_issued(world)
    await struck(world, measure)
    answer = await world.command("inspector_one", measure, "pass-look-back", looked(world, participants=[member]))
    same = await world.command("inspector_one", measure, "pass-look-back", looked(world, participants=["p-ducha-er"]))

    refused = problem(answer, 409, code)
    assert (refused["rule"], refused["about"]) == ("S5", member)
    assert problem(same, 409, "look_back.nobody_new")["rule"] == "S5"


async def test_m14_a_proposal_names_files_of_the_measure(world: World) -> None:
    """By id; a file of another measure is unknown here."""
    measure, other = await one_issued(world), await one_issued(world)
    await struck(world, measure)
    theirs = await upload(world, "water_liaison", other)
    own = await upload(world, "water_liaison", measure)
    reason = {"reason": "群众反映反弹。"}

    wrong = await world.command("discipline", measure, "propose-revocation", {**reason, "evidence": [theirs]})
    ok(await world.command("discipline", measure, "propose-revocation", {**reason, "evidence": [own]}))

    problem(wrong, 409, "evidence.not_on_measure")
    assert [file["id"] for file in (await ledger_of(world, measure))[-1]["event"]["evidence"]] == [own]


async def test_units_are_not_warned_of_a_look_back(world: World) -> None:
    campaign = await issued(world)

    for who in ("water_principal", "water_machine"):
        problem(await world.client(who).get(f"/api/v1/campaigns/{campaign}/look-backs"), 403, "auth.role")
    problem(await draw(world, campaign, {"percent": 50}, who="leader"), 403, "auth.role")
    problem(await draw(world, campaign, {"percent": 50}, who="market_liaison"), 404, "not_found")
    problem(await draw(world, campaign, {}), 422, "request.invalid")
    problem(await draw(world, campaign, {"percent": 50, "per_unit": 2}), 422, "request.invalid")


async def draw(world: World, campaign: str, how: dict[str, Any], *, who: str = "office", key: Any = None) -> Any:
    return await world.client(who).post(
        f"/api/v1/campaigns/{campaign}/look-backs", json={"title": "年度回头看", **how}, headers=key or fresh_key()
    )


async def test_case_17_a_sign_off_is_revoked_over_http(world: World) -> None:
    """The look-back team proposes, the leading group decides, the number stays and the ledger keeps both rounds."""
    measure = await one_issued(world)
    await struck(world, measure)
    ok(await world.command("inspector_three", measure, "fail-look-back", looked(world, kind="sham")))
    due = {"reason": "弄虚作假。", "due": str(LATER)}
    revoked = ok(await world.command("leader", measure, "revoke-sign-off", due)).json()
    shown = await show(world, measure)

    assert revoked["state"] == "in_progress"
    assert (shown["round"], shown["number"], shown["outcome"], shown["due"]) == (2, "1-1", None, str(LATER))
    assert "measure.signed_off" in {row["type"] for row in await ledger_of(world, measure)}


async def test_a_stage_result_is_signed_by_three_over_http(world: World) -> None:
    """M10: two inspectors and the office; the gatekeeper of this round is not among them."""
    measure = await one_issued(world, category="long_term")
    await to_verifying(world, measure)
    terms = {"stage_goal": "干流完成", "next_review": str(DUE), "expected_finish": str(LATER)}
    seen = {name: visit(world)[name] for name in ("visited_on", "place", "findings")}
    said = {**terms, "visit": seen, "no_conflict_declared": True}
    for who in ("inspector_one", "inspector_two"):
        ok(await world.command(who, measure, "accept-interim", said))
    own = await world.command("office", measure, "accept-interim", {**said, "visit": None})
    done = ok(await world.command("office_two", measure, "accept-interim", {**said, "visit": None})).json()
    shown = await show(world, measure)

    assert problem(own, 403, "measure.duties_conflict")["rule"] == "S2"
    assert (done["state"], shown["outcome"], shown["due"]) == ("sustained", "substantially_done", str(LATER))


@pytest.mark.parametrize("colour", ["yellow", "red"])
async def test_an_order_is_issued_answered_and_closed_over_http(world: World, colour: str) -> None:
    measure = await one_issued(world)
    bare = await world.command("office", measure, "issue-order", {"colour": colour, "demand": "立即整改。"})
    issued_order = {"colour": colour, "demand": "立即整改。", "reason": "影响重大。"}
    ok(await world.command("office", measure, "issue-order", issued_order))
    second = await world.command("leader", measure, "issue-order", {"demand": "再催。"})
    flags = (await show(world, measure))["flags"]
    ok(await world.command("water_principal", measure, "acknowledge-order", {"reply": "已部署。"}))
    ok(await world.command("inspector_one", measure, "close-order", {"note": "已落实。"}))

    problem(bare, 422, "request.invalid")
    assert problem(second, 409, "order.already_open")["about"] == colour
    assert "order_open" in flags
    assert "order_open" not in (await show(world, measure))["flags"]
