"""`zhenggai org` and `zhenggai keys`: units, people, machines and their credentials, over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from services.commands.remote import answer, file_part, platform

org = typer.Typer(help="组织与人员 · units, groups, people, machines", no_args_is_help=True)
keys = typer.Typer(help="令牌与接口密钥 · personal tokens and API keys", no_args_is_help=True)


@org.command("import")
def import_organisation(file: Annotated[Path, typer.Argument(help=".yaml or .xlsx")]) -> None:
    """导入组织文件 · Import an organisation file; importing it again changes nothing."""
    with platform() as client:
        counts = answer(client.post("/api/v1/organisation:import", files=file_part(file)))
    for name, number in counts.items():
        typer.echo(f"{number:6}  {name}")


@org.command("list")
def list_principals() -> None:
    """列出人员与接口账号 · List people and machines with their present roles."""
    with platform() as client:
        for one in answer(client.get("/api/v1/principals")):
            roles = ", ".join(f"{held['role']}@{_place(held)}" for held in one["memberships"])
            typer.echo(f"{one['id']:24} {one['kind']:8} {one['name']}  {roles}")


def _place(membership: dict[str, str | None]) -> str:
    return membership["unit_id"] or membership["group_id"] or membership["campaign_id"] or "*"


@keys.command("create")
def create_key(
    principal: Annotated[str, typer.Argument(help="id of a person or a machine")],
    scope: Annotated[list[str] | None, typer.Option(help="machines only: read, submit, subscribe; repeatable")] = None,
    days: Annotated[int, typer.Option(help="until it expires", min=1, max=730)] = 180,
) -> None:
    """新建 · Make a credential; its secret is printed now and never again."""
    with platform() as client:
        body = {"scopes": scope or [], "days": days}
        made = answer(client.post(f"/api/v1/principals/{principal}/credentials", json=body))
    typer.echo(f"id      {made['id']}\nexpires {made['expires_at']}", err=True)
    # Alone on standard output, so that TOKEN=$(zhenggai keys create …) works.
    typer.echo(made["secret"])


@keys.command("list")
def list_keys(principal: Annotated[str, typer.Argument(help="id of a person or a machine")]) -> None:
    """列出 · List a principal's credentials, without secrets."""
    with platform() as client:
        for one in answer(client.get(f"/api/v1/principals/{principal}/credentials")):
            state = f"revoked {one['revoked_at']}" if one["revoked_at"] else f"expires {one['expires_at']}"
            used = f"used {one['last_used_at']} from {one['last_used_from']}" if one["last_used_at"] else "never used"
            typer.echo(f"{one['id']}  {state}  {used}  {' '.join(one['scopes'])}")


@keys.command("revoke")
def revoke_key(credential: Annotated[str, typer.Argument(help="id of the credential")]) -> None:
    """撤销 · Refuse a credential from now on."""
    with platform() as client:
        gone = answer(client.post(f"/api/v1/credentials/{credential}:revoke"))
    typer.echo(f"已撤销 · revoked {gone['revoked_at']}")
