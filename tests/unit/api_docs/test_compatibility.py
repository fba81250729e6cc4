"""What counts as a breaking change of the OpenAPI document, one small change after the other."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from services.api_docs.compatibility import breaking_changes

Document = dict[str, Any]
Change = Callable[[Document], object]

REPORT = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "maxLength": 100},
        "amount": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "kind": {"enum": ["a", "b"], "type": "string"},
    },
}
VIEW = {
    "type": "object",
    "required": ["id", "state", "parts"],
    "properties": {
        "id": {"type": "string", "pattern": "^m"},
        "state": {"enum": ["open", "done"], "type": "string"},
        "due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/View"}},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}


def document() -> Document:
    body = {"required": False, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}}}
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/View"}}}}
    send = {
        "operationId": "send",
        "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 200}}],
        "requestBody": body,
        "responses": {"200": answer, "4XX": {"content": {"application/problem+json": {"schema": {}}}}},
    }
    schemas = {"Report": copy.deepcopy(REPORT), "View": copy.deepcopy(VIEW)}
    return {
        "paths": {"/a": {"post": send, "get": {"operationId": "read", "responses": {}}}},
        "components": {"schemas": schemas},
    }


def post(d: Document) -> Any:
    return d["paths"]["/a"]["post"]


def sent(d: Document) -> Any:
    return d["components"]["schemas"]["Report"]


def read(d: Document) -> Any:
    return d["components"]["schemas"]["View"]


BREAKING: list[tuple[Change, str]] = [
    (lambda d: d["paths"].pop("/a"), "POST /a: removed"),
    (lambda d: d["paths"]["/a"].pop("get"), "GET /a: removed"),
    (lambda d: post(d).update(operationId="push"), "POST /a: operationId send is now push"),
    (lambda d: post(d).update(parameters=[]), "POST /a: parameter query limit removed"),
    (lambda d: post(d)["parameters"][0].update(required=True), "POST /a: parameter query limit is now required"),
    (
        lambda d: post(d)["parameters"].append({"in": "header", "name": "key", "required": True, "schema": {}}),
        "POST /a: parameter header key is now required",
    ),
    (
        lambda d: post(d)["parameters"][0]["schema"].update(maximum=100),
        "POST /a: parameter query limit: maximum 200 beyond 100",
    ),
    (
        lambda d: post(d)["parameters"][0]["schema"].update(type="boolean"),
        "POST /a: parameter query limit: type integer where boolean is the limit",
    ),
    (lambda d: post(d)["requestBody"].update(required=True), "POST /a: body is now required"),
    (lambda d: post(d)["requestBody"]["content"].clear(), "POST /a: body application/json removed"),
    (lambda d: sent(d)["properties"].pop("kind"), "POST /a: body.kind removed"),
    (lambda d: sent(d)["required"].append("kind"), "POST /a: body.kind is now required"),
    (lambda d: sent(d)["properties"]["text"].update(maxLength=50), "POST /a: body.text: maxLength 100 beyond 50"),
    (lambda d: sent(d)["properties"]["text"].update(pattern="^x"), "POST /a: body.text: pattern none beyond ^x"),
    (lambda d: sent(d)["properties"]["kind"]["enum"].remove("b"), "POST /a: body.kind: b not among the values"),
    (
        lambda d: sent(d)["properties"]["amount"]["anyOf"].pop(),
        "POST /a: body.amount: type string where number is the limit",
    ),
    (lambda d: post(d)["responses"].pop("200"), "POST /a: answer 200 removed"),
    (lambda d: post(d)["responses"]["4XX"]["content"].clear(), "POST /a: answer 4XX application/problem+json removed"),
    (lambda d: read(d)["properties"].pop("state"), "POST /a: answer 200.state removed"),
    (lambda d: read(d)["required"].remove("state"), "POST /a: answer 200.state is no longer certain"),
    (
        lambda d: read(d)["properties"]["state"]["enum"].append("lost"),
        "POST /a: answer 200.state: lost not among the values",
    ),
    (
        lambda d: read(d)["properties"]["state"].pop("enum"),
        "POST /a: answer 200.state: other values not among the values",
    ),
    (lambda d: read(d)["properties"]["id"].pop("pattern"), "POST /a: answer 200.id: pattern none beyond ^m"),
    (
        lambda d: read(d)["properties"]["due"]["anyOf"].append({"type": "integer"}),
        "POST /a: answer 200.due: no longer integer",
    ),
    (
        lambda d: read(d)["properties"]["counts"].update(additionalProperties={"type": "string"}),
        "POST /a: answer 200.counts[]: type string where integer is the limit",
    ),
    (
        lambda d: read(d)["properties"]["parts"].update(items={"type": "string"}),
        "POST /a: answer 200.parts[]: type string where object is the limit",
    ),
]
ADDITIVE: list[Change] = [
    lambda _: None,
    lambda d: d["paths"].update({"/b": {"get": {"operationId": "more", "responses": {}}}}),
    lambda d: post(d)["parameters"].append({"in": "query", "name": "light", "schema": {"type": "string"}}),
    lambda d: post(d)["responses"].update({"202": {"content": {}}}),
    lambda d: post(d)["parameters"][0]["schema"].update(maximum=500),
    lambda d: sent(d)["properties"].update(note={"type": "string"}),
    lambda d: sent(d)["required"].clear(),
    lambda d: sent(d)["properties"]["kind"]["enum"].append("c"),
    lambda d: sent(d)["properties"]["amount"]["anyOf"].append({"type": "null"}),
    lambda d: sent(d)["properties"]["text"].pop("maxLength"),
    lambda d: read(d)["properties"].update(title={"type": "string"}),
    lambda d: read(d)["properties"]["state"]["enum"].remove("open"),
    lambda d: read(d)["properties"]["due"]["anyOf"].pop(),
    lambda d: read(d)["properties"]["id"].update(maxLength=64, description="other words"),
]


def changed(change: Change) -> list[str]:
    new = document()
    change(new)
    return breaking_changes(document(), new)


@pytest.mark.parametrize(("change", "said"), BREAKING, ids=[said for _, said in BREAKING])
def test_a_break_is_named(change: Change, said: str) -> None:
    """By method, path and place, once, and nothing beside it."""
    found = changed(change)

    assert said in found
    assert len(found) == (2 if said == "POST /a: removed" else 1)


@pytest.mark.parametrize("change", ADDITIVE)
def test_an_addition_is_no_break(change: Change) -> None:
    """More routes, more answers, fewer demands: programs of yesterday go on working."""
    assert changed(change) == []
