"""The documentation page needs no internet, and what we vendored is what was published."""

import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from fastapi import APIRouter
from httpx import ASGITransport, AsyncClient

from services.api_docs.document import DocumentedApp
from services.api_docs.page import STATIC, mount_docs

OURS = {"start.js", "page.css", "VENDORED.md"}


class Addresses(HTMLParser):
    """What the browser loads or follows, and any code written into the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.inline = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found |= {given[name] or "" for name in ("src", "href", "data-openapi") if name in given}
        self.inline += tag == "style" or (tag == "script" and "src" not in given) or "style" in given
        self.inline += any(name.startswith("on") for name in given)


@pytest.fixture
def client() -> AsyncClient:
    app = DocumentedApp(APIRouter, title="整改 <b>", version="1")
    mount_docs(app)
    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


async def test_the_page_loads_only_its_own_files(client: AsyncClient) -> None:
    async with client:
        page = await client.get("/docs")
        seen = Addresses()
        seen.feed(page.text)
        own = seen.found - {"data:,"}
        answers = {address: await client.get(urljoin("http://test/docs", address)) for address in own}

    assert page.status_code == 200
    assert 'lang="zh-CN"' in page.text
    assert "整改 &lt;b&gt;" in page.text
    assert seen.inline == 0
    assert not [address for address in own if re.match(r"[a-z]+:|/", address)]
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(own, 200)
    assert len(own) == 5


async def test_the_policy_names_no_outside_host_and_no_inline_code(client: AsyncClient) -> None:
    async with client:
        headers = (await client.get("/docs")).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert {source for sources in policy.values() for source in sources.split()} == {"'none'", "'self'", "data:"}
    assert headers["content-language"] == "zh-CN"
    assert headers["x-content-type-options"] == "nosniff"


async def test_static_serves_nothing_from_outside_its_folder(client: AsyncClient) -> None:
    async with client:
        outside = ["../page.py", "%2e%2e/page.py", "..%2fpage.py", "....//page.py", "/etc/passwd", "", "missing.js"]
        answers = [(await client.get(f"/docs/static/{name}")).status_code for name in outside]

    assert set(answers) == {404}


async def test_the_page_is_not_part_of_the_interface(client: AsyncClient) -> None:
    async with client:
        assert (await client.get("/openapi.json")).json()["paths"] == {}


def test_checksums_match() -> None:
    notes = (STATIC / "VENDORED.md").read_text("utf-8")
    noted = dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", notes, re.MULTILINE))
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in STATIC.iterdir() if path.name not in OURS
    }

    assert noted == present
    assert "http" not in notes


def test_the_files_load_nothing_from_elsewhere() -> None:
    style = (STATIC / "swagger-ui.css").read_text("utf-8") + (STATIC / "page.css").read_text("utf-8")
    start = (STATIC / "start.js").read_text("utf-8")

    assert "@import" not in style
    assert set(re.findall(r"url\([\"']?(data:|.{8})", style)) == {"data:"}
    assert not re.search(r"sourceMappingURL=\S*//", style + (STATIC / "swagger-ui-bundle.js").read_text("utf-8"))
    assert "validatorUrl: null" in start
    assert "://" not in start
