"""Signatures by the independent package's rules, secrets by the scheme's, and secrets at rest."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from activities.signing import SecretError, checked_secret, new_secret, signed_headers
from services.hooks.sealing import Seal, SealBrokenError, build_seal
from services.settings import Settings, StartError

BODY = '{"text":"销号"}'


def test_the_vector_of_the_specification() -> None:
    """Standard Webhooks gives one: this secret, id, moment and body make this signature."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)

    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', [secret], at)

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_zone_of_the_clock_does_not_matter() -> None:
    """A Chinese clock signs the same moment as one in UTC; the package alone would sign another."""
    secret, now = new_secret(), datetime.now(UTC)
    china = now.astimezone(timezone(timedelta(hours=8)))

    assert signed_headers("evt_1", BODY, [secret], china) == signed_headers("evt_1", BODY, [secret], now)
    Webhook(secret).verify(BODY, signed_headers("evt_1", BODY, [secret], china))


def test_each_of_two_secrets_verifies() -> None:
    """During a rotation a receiver may know either, and nobody else's."""
    old, new = new_secret(), new_secret()
    headers = signed_headers("evt_1", BODY, [new, old], datetime.now(UTC))

    for secret in (old, new):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(BODY + " ", headers)


@pytest.mark.parametrize("size", [24, 32, 64])
def test_secrets_of_the_scheme(size: int) -> None:
    """24 to 64 bytes after the prefix."""
    secret = "whsec_" + base64.b64encode(b"k" * size).decode()

    assert checked_secret(secret) == secret


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_" + base64.b64encode(b"k" * 23).decode(),
        "whsec_" + base64.b64encode(b"k" * 65).decode(),
        base64.b64encode(b"k" * 32).decode(),
        "whsec_not base64 at all!!",
        "whsec_密钥",
    ],
)
def test_other_secrets_are_refused_and_never_repeated(secret: str) -> None:
    """Too short, oversized, without prefix, no base64."""
    with pytest.raises(SecretError) as refused:
        checked_secret(secret)

    assert not secret or secret not in str(refused.value)


def test_a_sealed_secret_opens_for_its_endpoint_only() -> None:
    """Another key, another endpoint or a changed letter open nothing; sealing twice never looks the same."""
    seal, secret = Seal(b"k" * 32), new_secret()
    sealed = seal.close(secret, "one")

    assert seal.open(sealed, "one") == secret
    assert secret not in sealed
    assert seal.close(secret, "one") != sealed
    for other, text, endpoint in ((Seal(b"x"), sealed, "one"), (seal, sealed, "two"), (seal, "AA" + sealed, "one")):
        with pytest.raises(SealBrokenError):
            other.open(text, endpoint)


def test_the_key_file_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """Without a setting the key lies in the data directory; with one no file is written."""
    settings = Settings(data=tmp_path / "data", _env_file=None)
    sealed = build_seal(settings).close("whsec_x", "one")
    given = Settings(data=tmp_path / "other", hooks_key="k" * 32, _env_file=None)

    assert build_seal(settings).open(sealed, "one") == "whsec_x"
    assert (settings.data / "hooks.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in settings.data.iterdir()] == ["hooks.key"]
    build_seal(given)
    assert not given.data.exists()
    assert "k" * 32 not in repr(given)


def test_a_directory_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    """One line that names the setting."""
    blocked = tmp_path / "file"
    blocked.write_text("")

    with pytest.raises(StartError, match="ZHENGGAI_HOOKS_KEY"):
        build_seal(Settings(data=blocked, _env_file=None))
