"""Problems speak Chinese unless English is preferred, and every code can be said in both."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic_core import PydanticKnownError

from schemas.refusals import RefusalCode
from services import errors
from services.errors import ProblemError
from services.wording.catalogue import WORDINGS
from services.wording.fields import FIELDS_ZH, field_message, places
from tests.fixtures.platform import World
from tests.services.ledgers import problem

HAN = range(0x4E00, 0x9FFF)
# Whatever one kind or another has to be made with.
NUMBERS = ("min_length", "max_length", "actual_length", "max_digits", "decimal_places", "whole_digits")
BOUNDS = ("gt", "ge", "lt", "le", "multiple_of")
TEXTS = ("error", "field_type", "pattern", "expected", "expected_schemes", "discriminator", "tag", "expected_tags")
CONTEXT = dict.fromkeys((*NUMBERS, *BOUNDS), 7) | dict.fromkeys((*TEXTS, "class_name"), "x")


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


@pytest.mark.parametrize("kind", sorted(FIELDS_ZH))
def test_what_is_wrong_with_a_field_is_said_in_chinese(kind: str) -> None:
    """Every kind is one of the library's, and its words ask for nothing that the library does not give with it."""
    wording = FIELDS_ZH[kind]

    assert chinese(wording)
    assert places(wording) <= places(PydanticKnownError(kind, CONTEXT).message_template)  # type: ignore[arg-type]


async def test_a_wrong_field_is_told_in_the_language_of_the_answer(world: World) -> None:
    """Chinese, or English for who prefers it; rules of our own in both."""
    wrong = {"period": "x", "text": "", "indicators": [{"text": "x", "planned": 1.5, "done": "1", "unit": "x"}]}
    for language, is_chinese in (("zh-CN", True), ("en", False)):
        headers = {"Accept-Language": language, "Idempotency-Key": "k"}
        answer = await world.client("office").post("/api/v1/measures/m:submit-report", json=wrong, headers=headers)
        errors = problem(answer, 422, "request.invalid")["errors"]
        ours = [one["message"] for one in errors if one["type"] == "value_error"]
        assert ours == [
            "数量为整数，或加引号、至多四位的小数 / a whole number, or a decimal in quotes with at most 4 places"
        ]
        assert {chinese(one["message"]) for one in errors if one["type"] != "value_error"} == {is_chinese}


@pytest.mark.parametrize("kind", ["value_error", "too_long", "no_such_kind"])
def test_what_the_library_says_otherwise_is_passed_on(kind: str) -> None:
    """Its own types give other contexts, and newer releases other kinds: an error of an error would be a 500."""
    assert field_message({"type": kind, "msg": "said so", "ctx": {"reason": "x"}}, english=False) == "said so"
    assert field_message({"type": kind, "msg": "said so"}, english=True) == "said so"


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
