"""`zhenggai openapi`: what this version promises to programs, as text."""

import typer

from services.api_docs.document import canonical
from services.app import application


def print_document() -> None:
    """打印接口定义 · Print the OpenAPI document of all services; needs no platform."""
    typer.echo(canonical(application().openapi()), nl=False)
