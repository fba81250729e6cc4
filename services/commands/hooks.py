"""`zhenggai hooks`: for whoever connects another system and wants to see what it would receive."""

import base64
import os
from typing import Annotated

import typer
from standardwebhooks import Webhook

from services.commands.loop import fail, run_async
from services.commands.receiver import receiver
from services.listening import address_of, http_server
from services.ports import bound
from services.settings import Settings

LOOPBACK = "127.0.0.1"
SECRET_VARIABLE = "ZHENGGAI_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
PREFIX = "whsec_"
# What the Standard Webhooks specification asks of a secret.
KEY_BYTES = range(24, 65)
app = typer.Typer(help="推送 · webhooks", no_args_is_help=True)


@app.command("listen")
def listen_for_events(
    port: Annotated[int, typer.Option(help="of 127.0.0.1; 0 picks a free one", min=0, max=65535)] = 8900,
) -> None:
    """接收并验证推送 · Print each event that is signed with the secret in ZHENGGAI_WEBHOOK_SECRET; Ctrl-C stops."""
    webhook = _webhook(os.environ.get(SECRET_VARIABLE, ""))

    async def start(settings: Settings) -> None:
        listening = bound(LOOPBACK, port, "choose another --port")
        # From the line that says so on, whoever comes is kept until the server is there.
        listening.listen()
        typer.echo(f"正在接收 · listening on {address_of(listening)}/")
        await http_server(receiver(webhook, typer.echo), settings).serve(sockets=[listening])

    run_async(start)


def _webhook(secret: str) -> Webhook:
    """The secret is read from the environment only: arguments are in everybody's process list."""
    if not secret.startswith(PREFIX):
        fail(f"缺少密钥 / {SECRET_VARIABLE} is not set to an endpoint's secret ({PREFIX}…)")
    coded = secret.removeprefix(PREFIX)
    try:
        key = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
    except ValueError:
        key = b""
    if len(key) not in KEY_BYTES:
        fail(f"密钥无效 / {SECRET_VARIABLE} is no secret: 24 to 64 bytes in base64 are expected after {PREFIX}")
    return Webhook(key)
