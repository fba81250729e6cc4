"""Sockets of this machine: what can't be had is told with what to do."""

import socket
from unittest.mock import Mock

import pytest

from services.listening import address_of
from services.ports import bound
from services.settings import StartError


@pytest.mark.parametrize(("host", "start"), [("127.0.0.1", "http://127.0.0.1:"), ("localhost", "http://")])
def test_an_address_of_this_machine(host: str, start: str) -> None:
    """A name or a number; shown as an address of the web."""
    with bound(host, 0) as listening:
        assert address_of(listening).startswith(start)


def test_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own kind of socket, and brackets where it is shown. Not every machine has it, so none is asked for one."""
    made = Mock(**{"return_value.getsockname.return_value": ("::1", 8000, 0, 0)})
    monkeypatch.setattr(socket, "socket", made)
    listening = bound("::1", 8000)

    made.assert_called_once_with(socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.return_value.bind.assert_called_once_with(("::1", 8000, 0, 0))
    assert address_of(listening) == "http://[::1]:8000"


def test_a_name_of_both_kinds_is_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    """`localhost` may name ::1 first; whoever was told 127.0.0.1 has to find us."""
    six = (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("::1", 0, 0, 0))
    four = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [six, four])
    with bound("localhost", 0) as listening:
        assert address_of(listening).startswith("http://127.0.0.1:")


def test_a_taken_port(taken: int) -> None:
    with pytest.raises(StartError, match=rf"端口被占用 / 127\.0\.0\.1:{taken}: .*choose another"):
        bound("127.0.0.1", taken, "choose another")


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_a_host_that_is_none_of_ours(host: str) -> None:
    """An address of the documentation's (RFC 5737) and a name that never exists (RFC 2606): not "taken"."""
    with pytest.raises(StartError, match=rf"无法在此地址监听 / {host}:8000: .*ZHENGGAI_HOST"):
        bound(host, 8000)
