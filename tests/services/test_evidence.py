"""Evidence over HTTP: taken by content, given back as an attachment, withdrawn but never gone (S10)."""

import hashlib

import pytest

from tests.fixtures.platform import World
from tests.fixtures.stories import PDF, ok, this_period, to_in_progress, to_signed_off, to_verifying, upload
from tests.services.bodies import body
from tests.services.ledgers import file, ledger_of, one_issued, problem, show


@pytest.fixture(scope="module")
async def measure(world: World) -> str:
    """A measure at work, for tests that only add files to it."""
    made = await one_issued(world, support_units=["finance"])
    await to_in_progress(world, made)
    return made


async def test_a_file_comes_back_as_it_was_sent(world: World, measure: str) -> None:
    """Same bytes, always as an attachment, under its name and true type, in a sandbox."""
    sent = await world.client("water_liaison").post(
        f"/api/v1/measures/{measure}/evidence", files=file(PDF, "验收“报告”.pdf", "application/pdf")
    )
    path = f"/api/v1/measures/{measure}/evidence/{sent.json()['id']}/content"

    got = await world.client("auditor").get(path)

    assert sent.status_code == 201
    assert (sent.json()["sha256"], sent.json()["size"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert got.content == PDF
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-length"] == str(len(PDF))
    assert got.headers["content-disposition"].startswith("attachment;")
    assert "%E9%AA%8C%E6%94%B6" in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (("a.pdf", b"", "application/pdf"), "evidence.empty"),
        (("a.exe", b"MZ", "application/pdf"), "evidence.type_not_allowed"),
        (("a.html", b"<script>1</script>", "text/html"), "evidence.type_not_allowed"),
        (("a.svg", b"<svg/>", "image/svg+xml"), "evidence.type_not_allowed"),
        (("a.pdf", b"plain words", "application/pdf"), "evidence.type_mismatch"),
        (("a.pdf", PDF, "image/png"), "evidence.type_mismatch"),
        (("a", PDF, "application/pdf"), "evidence.type_not_allowed"),
    ],
)
async def test_a_file_that_is_no_evidence_is_refused(
    world: World, measure: str, sent: tuple[str, bytes, str], reason: str
) -> None:
    """422 with the store's code and what was found; the list of files stays as it was."""
    name, data, stated = sent
    client, path = world.client("water_liaison"), f"/api/v1/measures/{measure}/evidence"
    before = ok(await client.get(path)).json()

    answer = await client.post(path, files=file(data, name, stated))

    said = problem(answer, 422, "file.refused")
    assert said["reason"] == reason
    assert said["found"]
    assert ok(await client.get(path)).json() == before


async def test_who_uploads(world: World, measure: str) -> None:
    """Lead and support units and their machines; not the office, not an inspector, though both may read."""
    path = f"/api/v1/measures/{measure}/evidence"
    for who in ("water_principal", "finance_liaison", "water_machine"):
        await upload(world, who, measure)
    for who in ("office", "inspector_one", "auditor"):
        answer = await world.client(who).post(path, files=file(PDF, "a.pdf"))
        problem(answer, 403, "auth.role")

    listed = ok(await world.client("office").get(path)).json()
    assert {"p-shui-juzhang", "p-cai-lianluo", "m-shui"} <= {one["uploaded_by"] for one in listed}


async def test_nothing_deletes_a_file(world: World, measure: str) -> None:
    """S10: there is no route that does."""
    evidence = await upload(world, "water_liaison", measure)

    for path in (f"evidence/{evidence}", f"evidence/{evidence}/content", "evidence"):
        answer = await world.client("water_principal").delete(f"/api/v1/measures/{measure}/{path}")
        assert answer.status_code in {404, 405}


async def test_a_report_names_files_of_its_own_measure(world: World, measure: str) -> None:
    """A file of another measure, and one nobody uploaded, are both unknown here."""
    other = await one_issued(world)
    foreign = await upload(world, "water_liaison", other)

    for named in (foreign, "0" * 32):
        given = {**body(world, "submit-report"), "evidence": [named]}
        answer = await world.command("water_liaison", measure, "submit-report", given)
        assert problem(answer, 409, "evidence.not_on_measure")["about"] == named


async def reported_evidence(world: World, measure: str) -> str:
    evidence = (await show(world, measure))["reports"][0]["evidence"][0]
    return str(evidence["id"])


async def test_withdrawn_evidence_sends_the_measure_back(world: World) -> None:
    """Case 14: after the gate, withdrawing a frozen file ends the request; hash and custody stay on record."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    evidence = await reported_evidence(world, measure)
    given = {"evidence_id": evidence, "reason": "签章页有误。"}

    done = ok(await world.command("water_principal", measure, "withdraw-evidence", given)).json()

    shown = await show(world, measure)
    file_shown = shown["reports"][0]["evidence"][0]
    assert (done["state"], "evidence_withdrawn" in shown["flags"]) == ("in_progress", True)
    assert (file_shown["withdrawn"], file_shown["sha256"]) == (True, hashlib.sha256(PDF).hexdigest())
    kept = await world.client("auditor").get(f"/api/v1/measures/{measure}/evidence/{evidence}/content")
    assert kept.content == PDF
    frozen = [row["event"] for row in await ledger_of(world, measure) if row["type"] == "measure.closure_requested"]
    assert [one["id"] for one in frozen[0]["evidence"]] == [evidence]
    problem(
        await world.command("inspector_one", measure, "pass-verification", body(world, "pass-verification")),
        409,
        "measure.illegal_step",
    )
    closure = await world.command("water_principal", measure, "request-closure", body(world, "request-closure"))
    problem(closure, 409, "closure.evidence_missing")


async def test_withdrawn_evidence_can_not_be_used_again(world: World) -> None:
    """Neither withdrawn twice nor named in a new report."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    evidence = await upload(world, "water_liaison", measure)
    report = {**body(world, "submit-report"), "evidence": [evidence]}
    ok(await world.command("water_liaison", measure, "submit-report", report))
    given = {"evidence_id": evidence, "reason": "文件有误。"}
    ok(await world.command("water_principal", measure, "withdraw-evidence", given))

    twice = await world.command("water_principal", measure, "withdraw-evidence", given)
    again = await world.command("water_liaison", measure, "submit-report", {**report, "replaces": 1})

    assert problem(twice, 409, "evidence.withdrawn")["rule"] == "S10"
    assert problem(again, 409, "evidence.withdrawn")["about"] == evidence


async def test_withdrawal_after_sign_off_opens_a_check_not_a_revocation(world: World) -> None:
    """The measure stays signed off and is flagged: evidence withdrawn, and a gap where none is left."""
    measure = await one_issued(world)
    await to_signed_off(world, measure)
    given = {"evidence_id": await reported_evidence(world, measure), "reason": "原件有误。"}

    ok(await world.command("water_principal", measure, "withdraw-evidence", given))

    shown = await show(world, measure)
    assert shown["state"] == "signed_off"
    assert {"evidence_withdrawn", "evidence_gap"} <= set(shown["flags"])
    assert shown["reports"][0]["period"] == this_period(world)
