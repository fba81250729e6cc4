"""Problems speak Chinese unless English is preferred, and every code can be said in both."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from schemas.refusals import RefusalCode
from services import errors
from services.errors import ProblemError
from services.wording.catalogue import WORDINGS
from tests.services.ledgers import problem

HAN = range(0x4E00, 0x9FFF)


@pytest.fixture(scope="module")
async def speaker() -> AsyncIterator[httpx.AsyncClient]:
    """An application whose only route raises the problem it is asked for."""
    app = FastAPI()
    errors.install(app)

    @app.get("/{code}")
    async def refuse(code: str) -> None:
        raise ProblemError(code, "about-this", rule="S0", state="in_progress")

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://speaker") as client:
        yield client


def chinese(text: str) -> bool:
    return any(ord(character) in HAN for character in text)


@pytest.mark.parametrize("code", sorted(WORDINGS))
async def test_every_code_is_worded_in_both_languages(speaker: httpx.AsyncClient, code: str) -> None:
    """Title and detail exist in both, no placeholder is left, and the status is the same."""
    for language, is_chinese in (("zh-CN", True), ("en", False)):
        answer = await speaker.get(f"/{code}", headers={"Accept-Language": language})
        said = problem(answer, WORDINGS[code].status, code)
        assert answer.headers["content-language"] == language
        assert chinese(said["title"]) is is_chinese
        assert "{" not in said["detail"]
        if said["detail"] != "about-this":
            assert chinese(said["detail"]) is is_chinese


def test_every_refusal_of_the_rules_has_words() -> None:
    """A code the lifecycle can give is a code the API can say."""
    assert {code.value for code in RefusalCode} <= set(WORDINGS)


def test_refusals_are_sent_with_the_status_their_kind_has() -> None:
    """Who: 403. An older row: 412. Everything about state and facts: 409."""
    statuses = {code: WORDINGS[code].status for code in RefusalCode}

    assert statuses.pop(RefusalCode.ROLE_REQUIRED) == 403
    assert statuses.pop(RefusalCode.DUTIES_CONFLICT) == 403
    assert statuses.pop(RefusalCode.STALE) == 412
    assert set(statuses.values()) == {409}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.3, zh;q=0.4", "zh-CN"),
        ("EN", "en"),
        ("fr, de;q=0.5", "zh-CN"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=nonsense", "zh-CN"),
        ("*", "zh-CN"),
        ("en, zh", "zh-CN"),
    ],
)
async def test_the_preferred_language_is_answered(
    speaker: httpx.AsyncClient, accepted: str | None, language: str
) -> None:
    """Weights decide, and Chinese when they do not."""
    headers = {} if accepted is None else {"Accept-Language": accepted}

    assert (await speaker.get("/not_found", headers=headers)).headers["content-language"] == language


async def test_states_are_named_in_the_language_of_the_answer(speaker: httpx.AsyncClient) -> None:
    """整改中 in Chinese, in_progress in English; the member `state` stays the stable word."""
    zh = (await speaker.get("/measure.illegal_step")).json()
    en = (await speaker.get("/measure.illegal_step", headers={"Accept-Language": "en"})).json()

    assert "整改中" in zh["detail"]
    assert "in_progress" in en["detail"]
    assert zh["state"] == en["state"] == "in_progress"
