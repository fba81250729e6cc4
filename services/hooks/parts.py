"""What one process keeps for events and endpoints, put together from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio.client import Client

from activities.addresses import AddressRules, Resolve, is_own_address, system_resolver
from services.database import Database
from services.hooks.lanes import LaneDoor
from services.hooks.options import networks_of, ports_of, waits_of
from services.hooks.rendering import Renderer
from services.hooks.sealing import Seal, build_seal
from services.hooks.watch import Watch
from services.settings import Settings


@dataclass(frozen=True)
class Hooks:
    watch: Watch
    renderer: Renderer
    seal: Seal
    rules: AddressRules
    resolve: Resolve
    lanes: LaneDoor


def build_hooks(settings: Settings, database: Database, temporal: Client, clock: Callable[[], datetime]) -> Hooks:
    return Hooks(
        watch=Watch(database, clock),
        renderer=Renderer(),
        seal=build_seal(settings),
        rules=address_rules(settings),
        resolve=system_resolver,
        lanes=LaneDoor(temporal, settings.task_queue, waits_of(settings.hooks_retry_seconds)),
    )


def address_rules(settings: Settings) -> AddressRules:
    return AddressRules(
        allowed=networks_of(settings.hooks_allowed_networks),
        denied=networks_of(settings.hooks_denied_networks),
        ports=ports_of(settings.hooks_ports),
        plain_http=settings.hooks_allow_http,
        loopback=settings.hooks_allow_loopback,
        is_own=is_own_address,
    )
