"""The API documentation page, served from this package alone: no outside host is ever asked."""

from html import escape
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from services.api_docs.document import DocumentedApp

DOCUMENT = "/openapi.json"
STATIC = Path(__file__).parent / "static"
# `data:` images are icons inside the vendored style sheet. `connect-src` lets the page try out our own routes.
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Content-Language": "zh-CN",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Relative addresses: the page also works behind a proxy that adds a path prefix.
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 接口文档</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/static/swagger-ui.css">
<link rel="stylesheet" href="docs/static/page.css">
</head>
<body>
<header><h1>{title} · 接口文档</h1><a href="{openapi}" download>下载 OpenAPI 文件</a></header>
<noscript>本页需要启用 JavaScript。接口定义见上方的 OpenAPI 文件。</noscript>
<main id="swagger-ui" data-openapi="{openapi}"></main>
<script src="docs/static/swagger-ui-bundle.js"></script>
<script src="docs/static/start.js"></script>
</body>
</html>
"""


def mount_docs(app: DocumentedApp) -> None:
    """Serve `GET /docs`, `/docs/static/*` and `/openapi.json`, of an app made without addresses for them."""
    page = _PAGE.format(title=escape(app.title), openapi=DOCUMENT.removeprefix("/"))

    @app.get(DOCUMENT, include_in_schema=False)
    async def document() -> JSONResponse:
        # Written once, in a second of work: nobody else waits for it.
        return JSONResponse(await run_in_threadpool(app.openapi))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page, headers=_HEADERS)

    app.mount("/docs/static", StaticFiles(directory=STATIC), name="docs-static")
