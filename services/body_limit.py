"""The framework cuts off oversized bodies with plain text; this gives them the problem every error gets."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.errors import MEDIA_TYPE, ProblemError, respond

TOO_LARGE = 413
# The cap of every route that names none of its own, in bytes.
SMALL_BODY = 64 * 1024


class TooLargeAsProblem:
    """Replaces a 413 that is not yet a problem; everything else passes through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                replaced = True
                problem = ProblemError("request.too_large", f"{scope['path']}", headers={"Connection": "close"})
                await respond(Request(scope), problem)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_problem)


def _is_plain_refusal(message: Message) -> bool:
    problem = (b"content-type", MEDIA_TYPE.encode())
    return message["status"] == TOO_LARGE and problem not in message["headers"]
