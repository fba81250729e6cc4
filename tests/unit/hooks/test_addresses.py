"""Which addresses are sent to: the forms an attacker would choose, and the networks an operator opens."""

import socket
from ipaddress import ip_network

import httpx
import pytest

from activities.addresses import AddressRules, UnsafeTargetError, Why, checked_url, find_target, is_own_address
from services.hooks.options import networks_of, ports_of, waits_of


def rules(**given: object) -> AddressRules:
    usual: dict[str, object] = {
        "allowed": (),
        "denied": (),
        "ports": (range(443, 444), range(8000, 9000)),
        "plain_http": False,
        "loopback": False,
        "is_own": lambda _: False,
    }
    return AddressRules(**{**usual, **given})  # type: ignore[arg-type]


EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))
ALWAYS_CLOSED = [
    ("127.0.0.1", Why.LOOPBACK),
    ("127.8.9.10", Why.LOOPBACK),
    ("::1", Why.LOOPBACK),
    ("::ffff:127.0.0.1", Why.LOOPBACK),
    ("::127.0.0.1", Why.LOOPBACK),
    ("64:ff9b::7f00:1", Why.LOOPBACK),
    ("64:ff9b:1::7f00:1", Why.LOOPBACK),
    ("2002:7f00:1::", Why.LOOPBACK),
    ("169.254.169.254", Why.METADATA),
    ("::ffff:169.254.169.254", Why.METADATA),
    ("64:ff9b::a9fe:a9fe", Why.METADATA),
    ("100.100.100.200", Why.METADATA),
    ("168.63.129.16", Why.METADATA),
    ("fd00:ec2::254", Why.METADATA),
    ("169.254.7.7", Why.LINK_LOCAL),
    ("fe80::1", Why.LINK_LOCAL),
    ("fe80::1%eth0", Why.LINK_LOCAL),
    ("0.0.0.0", Why.UNSPECIFIED),
    ("0.1.2.3", Why.UNSPECIFIED),
    ("::", Why.UNSPECIFIED),
    ("224.0.0.1", Why.MULTICAST),
    ("ff02::1", Why.MULTICAST),
    ("255.255.255.255", Why.MULTICAST),
]


@pytest.mark.parametrize(("address", "why"), ALWAYS_CLOSED)
def test_what_no_operator_can_open(address: str, why: Why) -> None:
    """Closed by default, and still closed where every network is listed."""
    assert rules().judge(address) in {why, Why.PRIVATE, Why.LOOPBACK, Why.LINK_LOCAL}
    assert rules(allowed=EVERYTHING).judge(address) is why


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "::ffff:10.0.0.1", "192.168.1.1", "172.16.0.9", "fc00::1", "100.64.0.1", "64:ff9b::a00:1"]
)
def test_private_addresses_need_the_operator(address: str) -> None:
    """Private ones are open only within a listed network, in whatever form they are written."""
    assert rules().judge(address) is Why.PRIVATE
    assert (
        rules(allowed=networks_of("10.0.0.0/8,192.168.0.0/16,172.16.0.0/12,fc00::/7,100.64.0.0/10,64:ff9b::/96")).judge(
            address
        )
        is None
    )
    assert rules(allowed=networks_of("10.9.0.0/16")).judge(address) is Why.PRIVATE


def test_the_internet_is_open_but_for_what_is_denied() -> None:
    """Public addresses are sent to; a denied network wins over everything that allows."""
    assert rules().judge("93.184.216.34") is None
    assert rules().judge("2606:4700::1111") is None
    assert rules(denied=networks_of("93.184.0.0/16")).judge("93.184.216.34") is Why.DENIED
    assert rules(denied=networks_of("10.1.0.0/16"), allowed=networks_of("10.0.0.0/8")).judge("10.1.2.3") is Why.DENIED


def test_our_own_addresses_are_closed() -> None:
    """Also in a listed network; only a machine's own address can be bound to."""
    assert rules(allowed=networks_of("10.0.0.0/8"), is_own=lambda text: text == "10.0.0.7").judge("10.0.0.7") is Why.OWN
    assert is_own_address("127.0.0.1")
    assert not is_own_address("93.184.216.34")
    assert not is_own_address("2001:db8::1")


def test_loopback_takes_two_words() -> None:
    """The switch and a listed network together, for tests; one of them is not enough."""
    listed = networks_of("127.0.0.0/8")

    assert rules(allowed=listed).judge("127.0.0.1") is Why.LOOPBACK
    assert rules(loopback=True).judge("127.0.0.1") is Why.LOOPBACK
    assert rules(allowed=listed, loopback=True).judge("127.0.0.1") is None
    assert rules(allowed=listed, loopback=True).judge("::1") is Why.LOOPBACK


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://receiver.example/", Why.SCHEME),
        ("ftp://receiver.example/", Why.SCHEME),
        ("file:///etc/passwd", Why.SCHEME),
        ("gopher://receiver.example/", Why.SCHEME),
        ("//receiver.example/", Why.SCHEME),
        ("receiver.example", Why.SCHEME),
        ("https://user:secret@receiver.example/", Why.CREDENTIALS),
        ("https://user@receiver.example/", Why.CREDENTIALS),
        ("https://receiver.example:22/", Why.PORT),
        ("https://receiver.example:80/", Why.PORT),
        ("https:///hook", Why.HOST),
        ("https://receiver.example/#fragment", Why.HOST),
        ("https://[::1", Why.HOST),
        ("https://receiver.example:99999/", Why.PORT),
        ("https://a\x00b/", Why.HOST),
    ],
)
def test_addresses_that_need_no_look(url: str, why: Why) -> None:
    """Refused for what they are; the reason never repeats a password."""
    with pytest.raises(UnsafeTargetError) as refused:
        checked_url(url, rules())

    assert refused.value.why is why
    assert "secret" not in str(refused.value)


async def test_every_address_of_a_name_has_to_be_open() -> None:
    """One closed address among several closes the name; the first one is connected to."""

    async def mixed(_: str, __: int) -> tuple[str, ...]:
        return ("93.184.216.34", "10.0.0.1")

    async def sound(_: str, __: int) -> tuple[str, ...]:
        return ("2606:4700::1111", "93.184.216.34")

    with pytest.raises(UnsafeTargetError) as refused:
        await find_target("https://receiver.example/hook", rules(), mixed)
    target = await find_target("https://receiver.example:8443/hook?a=1", rules(), sound)

    assert refused.value.why is Why.PRIVATE
    assert (target.address, target.port, target.name) == ("2606:4700::1111", 8443, "receiver.example")


@pytest.mark.parametrize("found", [socket.gaierror(), TimeoutError(), UnicodeError(), ()])
async def test_a_name_that_leads_nowhere(found: object) -> None:
    """Unknown, too slow, unspeakable, empty: unresolvable."""

    async def resolve(_: str, __: int) -> tuple[str, ...]:
        if isinstance(found, Exception):
            raise found
        return ()

    with pytest.raises(UnsafeTargetError) as refused:
        await find_target("https://receiver.example/", rules(), resolve)

    assert refused.value.why is Why.UNRESOLVABLE


async def test_numbers_in_disguise_are_judged_as_addresses() -> None:
    """What the system's resolver makes of them is judged: nothing here asks a name server."""
    from activities.addresses import system_resolver  # noqa: PLC0415 - only this test asks the system

    for host in ("2130706433", "0x7f.1", "127.1", "017700000001"):
        with pytest.raises(UnsafeTargetError) as refused:
            await find_target(f"https://{host}/", rules(), system_resolver)
        assert refused.value.why is Why.LOOPBACK, host
    assert httpx.URL("https://127.1/").host == "127.1"


def test_lists_of_settings() -> None:
    """Ports, networks and waits by commas; nonsense is no list."""
    assert ports_of("443, 8000-8002") == (range(443, 444), range(8000, 8003))
    assert networks_of(None) == ()
    assert waits_of("0.5,5") == (0.5, 5.0)
    wrong = {
        ports_of: ("0", "9-5", "70000", "geheim", "-"),
        networks_of: ("10.0.0.1/8", "geheim"),
        waits_of: ("", "0", "geheim", "nan", "inf", "1e300"),
    }
    for parse, texts in wrong.items():
        for text in texts:
            # In both languages, and without repeating what was given.
            with pytest.raises(ValueError, match=r"^[^a-z]+ / [^/]+") as refused:
                parse(text)
            assert "geheim" not in str(refused.value)
