"""What integrators are told of events: JSON Schemas, and the `webhooks` of the OpenAPI document."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel

from schemas.webhooks import CHALLENGE, DISABLED, ENDPOINT_TYPES, LEDGER_TYPES, PING, PUBLISHED, envelope_of, wire_type

JsonSchema = dict[str, Any]
SAYS = {
    PING: "Sent on request, to see that an endpoint answers.",
    CHALLENGE: 'Sent on request: answer 2xx and `{"challenge": …}` with the token of `data`.',
    DISABLED: "Another endpoint of yours was switched off; `reason` says why.",
}


@cache
def schemas() -> dict[str, JsonSchema]:
    """By name. Objects are open: fields may be added without a new version."""
    names = (*PUBLISHED, *ENDPOINT_TYPES)
    return {wire_type(name): _open(envelope_of(name).model_json_schema()) for name in names}


def schema_of(name: str) -> JsonSchema | None:
    return schemas().get(name)


def _open(schema: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(schema, dict):
        return {key: _open(value) for key, value in schema.items() if key != "additionalProperties"}
    return [_open(item) for item in schema] if isinstance(schema, list) else schema


def webhooks() -> APIRouter:
    """One entry for each event type that may be sent."""
    router = APIRouter(tags=["webhooks 推送"])
    for name in (*PUBLISHED, *ENDPOINT_TYPES):
        said = SAYS.get(name) or LEDGER_TYPES[name].__doc__ or ""
        receive = _receiver(envelope_of(name))
        # What a payload's docstring says is about its fields; an inherited one says nothing of the type.
        description = f"{said}\n\nAnswer 2xx within the deadline. Headers and signature: Standard Webhooks."
        router.post(wire_type(name), name=wire_type(name), summary=wire_type(name), description=description)(receive)
    return router


def _receiver(envelope: type[BaseModel]) -> Any:  # noqa: ANN401 - never called, only described
    async def receive(
        body: envelope,  # type: ignore[valid-type] # a model made from the registry
        webhook_id: Annotated[str, Header(description="the event's id, the same in every attempt")],
        webhook_timestamp: Annotated[str, Header(description="seconds since 1970, of this attempt")],
        webhook_signature: Annotated[str, Header(description="`v1,…`, two of them while a secret is rotated")],
    ) -> None: ...

    return receive
