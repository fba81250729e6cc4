"""Every error leaves as problem details (RFC 9457), in Chinese unless English is preferred.

Exception
└── ProblemError      a request that can't be served, with a code of `services.wording`
"""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from schemas.refusals import Refused
from services.wording.catalogue import STATES_ZH, WORDINGS
from services.wording.fields import field_message

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
# PostgreSQL has no NUL in text: the caller's mistake, not an outage.
UNSTORABLE = "22021"
BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "request.too_large", 415: "media_type.unsupported"}


class ProblemError(Exception):
    """A request that can't be served. `members` become extension members of the problem."""

    def __init__(
        self,
        code: str,
        about: str = "",
        *,
        headers: dict[str, str] | None = None,
        **members: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(code)
        self.code = code
        self.about = about
        self.headers = headers or {}
        self.members = members


def refusal(refused: Refused, **members: Any) -> ProblemError:  # noqa: ANN401 - JSON members
    """A refusal of the rules, as the problem a caller gets."""
    given = refused.model_dump(mode="json", exclude={"code", "about", "allowed_actions"})
    if refused.allowed_actions:
        given["allowed_actions"] = list(refused.allowed_actions)
    return ProblemError(refused.code, refused.about or "", **given, **members)


def prefers_english(accept_language: str) -> bool:
    """RFC 9110 section 12.5.4, for two languages; Chinese when in doubt."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower()[:2]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameter))
    return weights["en"] > weights["zh"]


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        return 0.0


def respond(request: Request, problem: ProblemError) -> JSONResponse:
    wording = WORDINGS[problem.code]
    english = prefers_english(request.headers.get("accept-language", ""))
    state = str(problem.members.get("state", ""))
    words = {"about": problem.about, "rule": problem.members.get("rule") or "", "state": state}
    if not english:
        words["state"] = STATES_ZH.get(state, state)
    body = {
        "type": f"/api/v1/problems/{problem.code}",
        "title": wording.title_en if english else wording.title_zh,
        "status": wording.status,
        "detail": (wording.detail_en if english else wording.detail_zh).format(**words),
        "instance": request.url.path,
        "code": problem.code,
        **({"about": problem.about} if problem.about else {}),
        **problem.members,
    }
    headers = {"Content-Language": "en" if english else "zh-CN", **problem.headers}
    if wording.status == 401:  # noqa: PLR2004 - RFC 9110 wants the challenge
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, wording.status, headers, media_type=MEDIA_TYPE)


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)  # noqa: S101 - registered for this class only
    return respond(request, error)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    english = prefers_english(request.headers.get("accept-language", ""))
    fields = [
        {
            "field": ".".join(str(step) for step in item["loc"]),
            "message": field_message(item, english=english),
            "type": item["type"],
        }
        for item in error.errors()
    ]
    return respond(request, ProblemError("request.invalid", errors=fields))


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    code = BY_STATUS.get(error.status_code, "request.bad")
    about = request.url.path if code == "not_found" else str(error.detail)
    headers = {**(error.headers or {}), **_allow(request)} if code == "method_not_allowed" else {}
    return respond(request, ProblemError(code, about, headers=headers))


def _allow(request: Request) -> dict[str, str]:
    """All methods of the address (RFC 9110 section 15.5.6); the framework names those of one of its routes."""
    known: dict[str, set[str]] = request.app.state.addresses
    fitting = [path for path in known if compile_path(path)[0].match(request.url.path)]
    # `{id}:claim` also fits `{id}`: the longest says most exactly what was meant.
    return {"Allow": ", ".join(sorted(known[max(fitting, key=len)]))} if fitting else {}


def addresses(routers: Iterable[APIRouter]) -> dict[str, set[str]]:
    """The methods of each address, for `app.state.addresses`; several routes may share one."""
    found: dict[str, set[str]] = {}
    for route in (route for router in routers for route in router.routes):
        if isinstance(route, APIRoute):
            found.setdefault(route.path, set()).update(route.methods or ())
    return found


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state == UNSTORABLE:
        return respond(request, ProblemError("request.bad", "NUL (U+0000)"))
    # 57014, for one, is a statement over its time: the database is there, and slow.
    logger.warning("database away: %s %s", type(error).__name__, state or "")
    return respond(request, ProblemError("unavailable", "database", headers={"Retry-After": "2"}))


async def _on_bug(request: Request, error: Exception) -> JSONResponse:
    number = uuid.uuid4().hex[:12]
    logger.error("internal error %s", number, exc_info=error)
    return respond(request, ProblemError("internal", number))


def install(app: FastAPI) -> None:
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    for away in (DBAPIError, PoolTimeoutError, ConnectionError):
        app.add_exception_handler(away, _on_database)
    app.add_exception_handler(Exception, _on_bug)
