"""A file that is no notice is refused with what was found and where, and leaves nothing behind."""

import io
import zipfile

import pytest

from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import LEDGER, MEASURES
from tests.fixtures.platform import World
from tests.fixtures.stories import NOTICE
from tests.services.ledgers import count, file, fresh_key, imported, problem

MIB = 1024 * 1024
TABLES = [CAMPAIGNS, MEASURES, LEDGER]


def hollow_docx() -> bytes:
    """A zip with the right name and nothing of a document in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("readme.txt", "no document")
    return made.getvalue()


BAD = {
    "empty": ("a.txt", b"", "notice.empty"),
    "blank": ("a.txt", b" \r\n\t \n", "notice.empty"),
    "binary": ("a.txt", b"first\nsecond \x00 line", "notice.binary"),
    "pdf-named-txt": ("a.txt", b"%PDF-1.7 text", "notice.binary"),
    "undecodable": ("a.txt", b"\xff\xff\xff\xff", "notice.undecodable"),
    "no-heading": ("a.txt", "今天天气很好。\n明天也好。".encode(), "notice.no_headings"),
    "no-docx": ("a.docx", b"not a zip", "notice.broken_docx"),
    "hollow-docx": ("a.docx", hollow_docx(), "notice.broken_docx"),
    "other-type": ("a.pdf", b"%PDF-1.7", "notice.unsupported_type"),
    "over-10-mib": ("a.txt", b"x" * (10 * MIB + 1), "notice.too_large"),
}


@pytest.mark.parametrize("kind", sorted(BAD))
async def test_a_file_that_is_no_notice_makes_nothing(world: World, kind: str) -> None:
    """422 with the parser's code, what was found and where."""
    name, data, reason = BAD[kind]
    before = [await count(world, table) for table in TABLES]

    answer = await world.client("office").post("/api/v1/campaigns:import", files=file(data, name), headers=fresh_key())

    said = problem(answer, 422, "file.refused")
    assert said["reason"] == reason
    assert said["where"]
    assert [await count(world, table) for table in TABLES] == before


async def test_an_upload_over_the_limit_is_cut_off(world: World) -> None:
    """A body far over 10 MiB is refused as a body, before anybody parses it."""
    before = [await count(world, table) for table in TABLES]

    answer = await world.client("office").post(
        "/api/v1/campaigns:import", files=file(b"x" * (11 * MIB)), headers=fresh_key()
    )

    problem(answer, 413, "request.too_large")
    assert [await count(world, table) for table in TABLES] == before


async def test_a_refused_key_can_be_used_for_the_right_file(world: World) -> None:
    """Nothing was stored, so the key is still free."""
    key = fresh_key()
    client = world.client("office")
    problem(await client.post("/api/v1/campaigns:import", files=file(b""), headers=key), 422, "file.refused")

    assert (await client.post("/api/v1/campaigns:import", files=file(NOTICE.encode()), headers=key)).status_code == 201


async def test_an_import_repeated_makes_one_campaign(world: World) -> None:
    """Same key and file: the campaign it made; same key and another file or title: 422."""
    key, client = fresh_key(), world.client("office")
    path = "/api/v1/campaigns:import"

    first = await client.post(path, files=file(NOTICE.encode()), data={"title": "甲"}, headers=key)
    again = await client.post(path, files=file(NOTICE.encode()), data={"title": "甲"}, headers=key)
    other_file = await client.post(path, files=file(NOTICE.encode() + b"\n"), data={"title": "甲"}, headers=key)
    other_title = await client.post(path, files=file(NOTICE.encode()), data={"title": "乙"}, headers=key)

    assert first.json()["title"] == "甲"
    assert again.json() == first.json()
    problem(other_file, 422, "idempotency.reused")
    problem(other_title, 422, "idempotency.reused")


@pytest.mark.parametrize("who", ["water_principal", "leader", "auditor", "admin", "water_machine", "special_one"])
async def test_only_the_office_imports(world: World, who: str) -> None:
    """403 for every other role, and for machines."""
    answer = await world.client(who).post("/api/v1/campaigns:import", files=file(NOTICE.encode()), headers=fresh_key())

    assert problem(answer, 403, "auth.role")["about"] == "office"


async def test_an_import_needs_a_key_and_a_file(world: World) -> None:
    """Without a key 400; without a file 422 naming the field."""
    client = world.client("office")

    problem(await client.post("/api/v1/campaigns:import", files=file(NOTICE.encode())), 400, "idempotency.missing")
    said = problem(await client.post("/api/v1/campaigns:import", headers=fresh_key()), 422, "request.invalid")
    assert [error["field"] for error in said["errors"]] == ["body.file"]


async def test_what_is_declared_and_what_is_found_stand_side_by_side(world: World) -> None:
    """The campaign carries the reconciliation report: 2 items and 4 measures declared, 2 and 4 found."""
    campaign = await imported(world)

    shown = (await world.client("auditor").get(f"/api/v1/campaigns/{campaign}")).json()

    rows = {row["subject"]: (row["declared"], row["found"]) for row in shown["reconciliation"]["rows"]}
    assert rows["items"] == (2, 2)
    assert rows["measures"] == (4, 4)
    assert rows["lead_units"][0] == 3
    assert (shown["state"], shown["measures"], shown["confirmed_by"]) == ("received", 4, None)
