"""Routes about endpoints: for whoever subscribes, each within what they may see."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from activities.addresses import UnsafeTargetError, find_target
from schemas.endpoints import (
    DeliveryDetail,
    DeliveryPage,
    DeliveryStatus,
    DeliveryView,
    EndpointChange,
    EndpointView,
    NewEndpoint,
    RedeliverSince,
    Redelivery,
    RotateSecret,
)
from services.auth import Caller
from services.dependencies import CallerDep, Now, PlatformDep
from services.errors import ProblemError
from services.hooks import endpoints, log
from services.hooks.publication import catch_up, published_since

router = APIRouter(prefix="/api/v1/endpoints", tags=["endpoints 推送地址"])
SMALL = 16 * 1024


async def subscriber(caller: CallerDep) -> Caller:
    caller.require_scope("subscribe")
    return caller


Subscriber = Annotated[Caller, Depends(subscriber)]


@router.post("", status_code=201, max_body_size=SMALL)
async def create_endpoint(platform: PlatformDep, caller: Subscriber, now: Now, body: NewEndpoint) -> EndpointView:
    """新增接收端: a new endpoint, pending. The secret is in this answer only: give it the receiver, then `:verify`."""
    hooks, database = platform.hooks, platform.database
    try:
        await find_target(body.url, hooks.rules, hooks.resolve)
    except UnsafeTargetError as error:
        raise ProblemError("endpoint.address_refused", error.about, reason=error.why) from error
    await catch_up(database, now)
    return await database.run_write(lambda connection: endpoints.create(connection, caller, body, hooks.seal, now))


@router.get("")
async def list_endpoints(platform: PlatformDep, caller: Subscriber) -> list[EndpointView]:
    """接收端清单: yours, oldest first."""
    return list(await platform.database.run_read(lambda connection: endpoints.all_of(connection, caller)))


@router.get("/{endpoint_id}")
async def get_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber, now: Now) -> EndpointView:
    """接收端详情: one endpoint: its status, what is wrong with it, and how far it is behind."""
    await catch_up(platform.database, now)
    return await platform.database.run_read(
        lambda connection: endpoints.view(connection, endpoints.find(connection, caller, endpoint_id))
    )


@router.patch("/{endpoint_id}", max_body_size=SMALL)
async def change_endpoint(
    endpoint_id: str, platform: PlatformDep, caller: Subscriber, body: EndpointChange
) -> EndpointView:
    """修改接收端: other filters, another payload. Holds for what was not sent yet."""
    return await platform.database.run_write(lambda connection: endpoints.change(connection, caller, endpoint_id, body))


@router.delete("/{endpoint_id}", status_code=204)
async def delete_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber) -> None:
    """删除接收端: with its secret and its delivery log; nothing more is sent."""
    await platform.database.run_write(lambda connection: endpoints.remove(connection, caller, endpoint_id))


@router.post("/{endpoint_id}:pause")
async def pause_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber) -> EndpointView:
    """暂停推送: nothing is sent until `:resume`; nothing is lost."""
    return await platform.database.run_write(lambda connection: endpoints.pause(connection, caller, endpoint_id))


@router.post("/{endpoint_id}:resume")
async def resume_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber, now: Now) -> EndpointView:
    """恢复推送: go on where it stopped. It now speaks for the key that asks: call it before revoking an older one."""
    resumed = await platform.database.run_write(
        lambda connection: endpoints.resume(connection, caller, endpoint_id, now)
    )
    await platform.hooks.lanes.wake(endpoint_id)
    return resumed


@router.post("/{endpoint_id}:verify", status_code=202)
async def verify_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber, now: Now) -> DeliveryView:
    """验证接收端: send a challenge. The endpoint is active once a 2xx answer has the token of `data.challenge`."""
    return await _send(endpoint_id, platform, caller, "verify", now)


@router.post("/{endpoint_id}:ping", status_code=202)
async def ping_endpoint(endpoint_id: str, platform: PlatformDep, caller: Subscriber, now: Now) -> DeliveryView:
    """测试推送: send a test event, whatever the endpoint's status; follow it in the delivery log."""
    return await _send(endpoint_id, platform, caller, "ping", now)


async def _send(endpoint_id: str, platform: PlatformDep, caller: Caller, name: str, now: Now) -> DeliveryView:
    database = platform.database
    delivery = await database.run_write(lambda connection: endpoints.ask(connection, caller, endpoint_id, name, now))
    await platform.hooks.lanes.wake(endpoint_id)
    return await database.run_read(
        lambda connection: DeliveryView(**log.shown(log.find_delivery(connection, endpoint_id, delivery)))
    )


@router.post("/{endpoint_id}:rotate-secret", max_body_size=SMALL)
async def rotate_secret(
    endpoint_id: str, platform: PlatformDep, caller: Subscriber, now: Now, body: RotateSecret
) -> EndpointView:
    """更换密钥: a new secret, shown once. Until the overlap ends every request carries both signatures."""
    wanted = (body, platform.hooks.seal)
    return await platform.database.run_write(
        lambda connection: endpoints.rotate(connection, caller, endpoint_id, wanted, now)
    )


@router.get("/{endpoint_id}/deliveries")
async def list_deliveries(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    endpoint_id: str,
    platform: PlatformDep,
    caller: Subscriber,
    status: DeliveryStatus | None = None,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveryPage:
    """推送记录: the delivery log, newest first."""
    return await platform.database.run_read(
        lambda connection: log.page(connection, caller, endpoint_id, status, (cursor, limit))
    )


@router.get("/{endpoint_id}/deliveries/{delivery_id}")
async def get_delivery(endpoint_id: str, delivery_id: str, platform: PlatformDep, caller: Subscriber) -> DeliveryDetail:
    """推送详情: what is sent, and every attempt with what came back."""
    return await platform.database.run_read(
        lambda connection: log.detail(connection, caller, endpoint_id, delivery_id, platform.hooks.renderer)
    )


@router.post("/{endpoint_id}/deliveries/{delivery_id}:redeliver")
async def redeliver(
    endpoint_id: str, delivery_id: str, platform: PlatformDep, caller: Subscriber, now: Now
) -> DeliveryView:
    """重新推送: send one event again, under its old id."""
    waiting = await platform.database.run_write(
        lambda connection: log.again(connection, caller, endpoint_id, delivery_id, now)
    )
    await platform.hooks.lanes.wake(endpoint_id)
    return waiting


@router.post("/{endpoint_id}:redeliver", max_body_size=SMALL)
async def redeliver_since(
    endpoint_id: str, platform: PlatformDep, caller: Subscriber, body: RedeliverSince
) -> Redelivery:
    """自某时起重新推送: send everything again that was published since a moment, under the old ids and in order."""
    number = await published_since(platform.database, body.since)
    events = await platform.database.run_write(lambda connection: log.back_to(connection, caller, endpoint_id, number))
    await platform.hooks.lanes.wake(endpoint_id)
    return Redelivery(events=events)
