"""Receivers with certificates of an authority of their own: trusted when the operator names it, and only then."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.client import Client

from services.delivering import build_sender
from services.settings import Settings, StartError
from tests.fixtures.platform import World, running_world
from tests.fixtures.receiver import Receiver, receiving
from tests.hooks.certificates import make_certificates
from tests.hooks.names import Names
from tests.hooks.subscriber import LOOPBACK, add_subscriber, check, make, verified
from tests.hooks.test_hostile import CLAIMS, claim

NAME = "tls.test"


@asynccontextmanager
async def trusting(temporal: Client, data: Path, authority: Path, names: Names) -> AsyncIterator[World]:
    settings = {**LOOPBACK, "hooks_allow_http": False, "hooks_ca_file": authority}
    url = f"sqlite+aiosqlite:///{data / 'test.db'}"
    async with running_world(url, temporal, data / "data", names.sender, **settings) as world:
        await add_subscriber(world)
        yield world


def called(receiver: Receiver, name: str) -> Receiver:
    return Receiver(url=receiver.url.replace("127.0.0.1", name))


async def test_an_authority_that_the_operator_names(temporal_client: Client, tmp_path: Path) -> None:
    """Challenge and events arrive over TLS, asked for by name, on one connection; plain HTTP isn't needed for it."""
    names, asked_for = Names(), list[str | None]()
    names.answers[NAME] = [("127.0.0.1",)]
    authority, context = make_certificates(tmp_path / "certificates", NAME)
    context.sni_callback = lambda _, name, __: asked_for.append(name)
    async with (
        receiving(tls=context) as receiver,
        trusting(temporal_client, tmp_path, authority, names) as world,
    ):
        endpoint = await verified(world, called(receiver, NAME), **CLAIMS)
        measures = [await claim(world) for _ in range(2)]
        await receiver.until(lambda: len(receiver.events) == len(measures))

        assert [check(one, endpoint.secret)["subject"] for one in receiver.events] == measures
        assert set(asked_for) == {NAME}
        # Fewer handshakes than requests: a lane keeps its connection while it lingers.
        assert len(asked_for) < len(receiver.requests)
        assert names.touched == {"127.0.0.1"}


async def test_a_certificate_of_somebody_else(temporal_client: Client, tmp_path: Path) -> None:
    """Signed by the right authority for another name: nothing is sent."""
    names = Names()
    names.answers["other.test"] = [("127.0.0.1",)]
    authority, context = make_certificates(tmp_path / "certificates", NAME)
    async with (
        receiving(tls=context) as receiver,
        trusting(temporal_client, tmp_path, authority, names) as world,
    ):
        endpoint = await make(world, called(receiver, "other.test").url, **CLAIMS)
        await endpoint.do("verify")
        (log,) = await endpoint.until_settled(1)
        attempts = (await endpoint.delivery(log["id"]))["attempts"]

        assert {one["error"] for one in attempts} == {"tls"}
        assert receiver.requests == []


def test_named_authorities_come_on_top(tmp_path: Path) -> None:
    """The machine's own stay trusted, names are checked, and a certificate is demanded."""
    authority, _ = make_certificates(tmp_path, NAME)
    usual = build_sender(Settings(data=tmp_path, _env_file=None)).tls
    named = build_sender(Settings(data=tmp_path, hooks_ca_file=authority, _env_file=None)).tls

    assert len(named.get_ca_certs()) == len(usual.get_ca_certs()) + 1
    assert (named.check_hostname, named.verify_mode) == (True, ssl.CERT_REQUIRED)


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_that_is_none_is_told_at_the_start(tmp_path: Path, text: str | None) -> None:
    """Missing or not PEM: the platform does not start with fewer authorities than it was told."""
    file = tmp_path / "authority.pem"
    if text:
        file.write_text(text)

    with pytest.raises(StartError, match="ZHENGGAI_HOOKS_CA_FILE"):
        build_sender(Settings(data=tmp_path, hooks_ca_file=file, _env_file=None))
