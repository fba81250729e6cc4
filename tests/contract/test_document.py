"""The OpenAPI document as a contract: committed, and never broken without saying so."""

import json
import re
from pathlib import Path
from typing import Any

import services.api_docs.document
from services.api_docs.compatibility import breaking_changes
from services.api_docs.document import canonical
from services.app import application

CONTRACT = Path(services.api_docs.document.__file__).parent / "contract"
CURRENT, RELEASED, DECLARED = (CONTRACT / name for name in ("current.json", "released.json", "declared-breaks.txt"))
CHINESE = re.compile("[\u4e00-\u9fff]")


def released() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RELEASED.read_text("utf-8"))
    return found


def declared() -> list[str]:
    lines = DECLARED.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_committed_document_is_the_present_one() -> None:
    """Whoever changes a route sees in the diff what programs will see; `make openapi` writes it."""
    assert CURRENT.read_text("utf-8") == canonical(application().openapi()), "run `make openapi` and commit the file"


def test_no_break_is_undeclared() -> None:
    """Against the last released document; a break that has to be is a line of declared-breaks.txt."""
    found = breaking_changes(released(), application().openapi())

    assert sorted(set(found) - set(declared())) == []


def test_every_declared_break_is_one() -> None:
    """A line that fits nothing any more would let a later break through."""
    found = breaking_changes(released(), application().openapi())

    assert sorted(set(declared()) - set(found)) == []


def test_a_break_of_the_real_document_is_found() -> None:
    """A route, a field of an answer and a required field of a body: each missing or new one is named."""
    new = released()
    del new["paths"]["/api/v1/queue"]
    del new["components"]["schemas"]["MeasureDetail"]["properties"]["round"]
    new["components"]["schemas"]["ClaimMeasure"]["required"] = ["unit_id"]

    found = breaking_changes(released(), new)

    assert "GET /api/v1/queue: removed" in found
    assert "GET /api/v1/measures/{measure_id}: answer 200.round removed" in found
    assert "POST /api/v1/measures/{measure_id}:claim: body.unit_id is now required" in found
    assert len(found) == 3


def test_an_addition_to_the_real_document_is_none() -> None:
    """A route, an optional parameter and a field of an answer break nobody."""
    new = released()
    new["paths"]["/api/v1/more"] = {"get": {"operationId": "more", "responses": {}}}
    new["paths"]["/api/v1/queue"]["get"]["parameters"].append({"in": "query", "name": "x", "schema": {}})
    new["components"]["schemas"]["MeasureDetail"]["properties"]["more"] = {"type": "string"}

    assert breaking_changes(released(), new) == []


def test_people_read_chinese_first() -> None:
    """Each operation's name on the documentation page, as people call what it does."""
    paths = application().openapi()["paths"]
    names = [operation["summary"] for methods in paths.values() for operation in methods.values()]

    assert [name for name in names if not CHINESE.search(name) or len(name) > 20] == []
