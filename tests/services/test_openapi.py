"""The OpenAPI document: complete, explained, with examples, and for a subset of services just its routes."""

import re
from typing import Any

import pytest

from services.app import application
from services.settings import ALL_SERVICES, Service
from workflows.steps.table import STEPS

UNIT_ACTIONS = {
    "claim",
    "submit-report",
    "countersign-report",
    "withdraw-evidence",
    "request-closure",
    "withdraw-closure",
    "request-change",
    "withdraw-change",
    "contest-assignment",
    "acknowledge-order",
}
# Drafts are amended and issued, calendars adopted by their campaign; a succession is a unit's, a merge has no one.
IN_BULK = {"amend-plan", "issue", "adopt-calendar", "succeed-unit", "merge"}
EVERY_ACTION = {name.replace("_", "-") for name in STEPS} - IN_BULK


def document(*serve: Service) -> dict[str, Any]:
    return application(serve or ALL_SERVICES).openapi()


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in found["paths"].items() for method, one in methods.items()]


def actions(found: dict[str, Any]) -> set[str]:
    return {path.partition("}:")[2] for path in found["paths"] if path.startswith("/api/v1/measures/{measure_id}:")}


def test_every_operation_explains_itself() -> None:
    """Summary, description, a tag and a unique id for each."""
    found = operations(document())

    for path, method, operation in found:
        assert operation.get("summary"), (method, path)
        assert operation.get("description"), (method, path)
        assert operation.get("tags"), (method, path)
    ids = [operation["operationId"] for _, _, operation in found]
    assert len(ids) == len(set(ids))


def test_every_operation_declares_its_problems() -> None:
    """Errors are problem details everywhere; the framework's own error shape is nowhere."""
    found = document()

    for path, method, operation in operations(found):
        for status in ("4XX", "5XX"):
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, path
        assert "422" not in operation["responses"], (method, path)
    assert "HTTPValidationError" not in found["components"]["schemas"]


def test_operation_ids_are_names() -> None:
    """They become methods of generated clients: plain words, and the last word of a command's address."""
    found = operations(document())
    ids = {path: operation["operationId"] for path, _, operation in found}

    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", one["operationId"]) for _, _, one in found)
    for action in EVERY_ACTION:
        assert ids[f"/api/v1/measures/{{measure_id}}:{action}"] == action.replace("-", "_")


def test_tags_have_names_and_words() -> None:
    """Every tag of an operation is listed; names are plain, what people read stands beside them."""
    found = document()
    listed = {tag["name"]: tag.get("description", "") for tag in found["tags"]}

    sent = {operation["tags"][0] for one in found["webhooks"].values() for operation in one.values()}
    assert {operation["tags"][0] for _, _, operation in operations(found)} | sent == set(listed)
    assert all(name.isascii() for name in listed)
    assert listed["review"] == "把关与督查"


def test_every_command_says_what_200_and_202_mean() -> None:
    """Both are described with the receipt, and the Idempotency-Key and If-Match headers are listed."""
    found = document()

    paths = [f"/api/v1/measures/{{measure_id}}:{action}" for action in EVERY_ACTION]
    for path in (*paths, "/api/v1/measures:merge"):
        command = found["paths"][path]["post"]
        for status in ("200", "202"):
            answer = command["responses"][status]
            assert len(answer["description"]) > 20
            assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Receipt")
        headers = {one["name"].lower() for one in command["parameters"] if one["in"] == "header"}
        assert {"idempotency-key", "if-match"} <= headers


def test_every_body_has_an_example() -> None:
    """A reader can copy one for each JSON body, from its schema or its fields."""
    found = document()
    schemas = found["components"]["schemas"]
    without = [
        name
        for name in sorted(_bodies(found))
        if "examples" not in schemas[name]
        and not any("examples" in field for field in schemas[name].get("properties", {}).values())
    ]

    assert without == []


def _bodies(found: dict[str, Any]) -> set[str]:
    contents = [one["requestBody"]["content"] for _, _, one in operations(found) if "requestBody" in one]
    schemas = [content["application/json"]["schema"] for content in contents if "application/json" in content]
    return {schema["$ref"].rpartition("/")[2] for schema in schemas}


@pytest.mark.parametrize(
    ("serve", "commands"),
    [
        (("submissions",), UNIT_ACTIONS),
        (("review",), EVERY_ACTION - UNIT_ACTIONS),
        (("campaigns",), set()),
        (("submissions", "review"), EVERY_ACTION),
    ],
)
def test_a_subset_documents_its_routes_alone(serve: tuple[Service, ...], commands: set[str]) -> None:
    """Commands of the services served and no others; campaigns with theirs only; reading and health always."""
    found = document(*serve)

    assert actions(found) == commands
    assert ("/api/v1/campaigns:import" in found["paths"]) == ("campaigns" in serve)
    assert ("/api/v1/measures/{measure_id}/evidence" in found["paths"]) == ("submissions" in serve)
    assert {"/api/v1/measures", "/api/v1/queue", "/healthz", "/readyz"} <= set(found["paths"])


def test_the_whole_is_the_sum_of_its_subsets() -> None:
    """Nothing is served only when all services are together."""
    parts: set[str] = set()
    for service in ALL_SERVICES:
        parts |= set(document(service)["paths"])

    assert parts == set(document()["paths"])
