"""Completing the plan of drafts in bulk: each row has a result, and a transaction, of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.frozen import setting_of
from schemas.campaigns import BulkResult, PlanRow, RowResult
from schemas.commands import AmendPlan
from schemas.measure import Actor, Assignment
from schemas.packs import Setting
from services.bulk import counted, good_row, refused_row
from services.campaigns.drafts import held, write
from services.campaigns.stream import find, refusal, snapshot_of
from services.database import Database
from services.organisation.lookup import Directory, load_directory
from workflows.campaign_rules.planning import may_amend


@dataclass(frozen=True)
class Planning:
    """Who completes the plan, with what names stand for, under which rules, when."""

    actor: Actor
    directory: Directory
    setting: Setting
    now: datetime


class UnknownNameError(Exception):
    """A unit or group that is not in the directory."""


class EndedUnitError(Exception):
    """A unit that is no more; who followed it."""


async def change_plan(
    database: Database, actor: Actor, campaign_id: str, rows: tuple[PlanRow, ...], now: datetime
) -> BulkResult:
    """Apply each row on its own; a bad row harms no other."""
    async with database.read() as connection:
        row = await find(connection, campaign_id, actor)
        refused = may_amend(await connection.run_sync(snapshot_of, row), actor)
        if refused:
            raise refusal(refused)
        planning = Planning(actor, await load_directory(connection), setting_of(row), now)
    seen: set[str] = set()
    results = []
    for plan in rows:
        if plan.number in seen:
            results.append(refused_row(plan.number, "request.invalid", "duplicate"))
            continue
        seen.add(plan.number)
        results.append(await _change(database, planning, f"{campaign_id}-{plan.number}", plan))
    return counted(results)


async def _change(database: Database, planning: Planning, measure_id: str, plan: PlanRow) -> RowResult:
    async with database.write() as connection:
        snapshot = await held(connection, measure_id)
        if snapshot is None:
            return refused_row(plan.number, "not_found", plan.number)
        try:
            command = AmendPlan(assignment=_merge(snapshot.assignment, plan, planning.directory))
        except UnknownNameError as error:
            return refused_row(plan.number, "not_found", str(error))
        except EndedUnitError as error:
            return refused_row(plan.number, "unit.ended", str(error))
        if command.assignment == snapshot.assignment:
            return good_row(plan.number, snapshot.seq, changed=False)
        refused = await write(connection, snapshot, command, planning.actor, planning.setting, now=planning.now)
        if refused:
            return refused_row(plan.number, refused.code, refused.about)
    return good_row(plan.number, snapshot.seq + 1)


def _merge(present: Assignment, plan: PlanRow, directory: Directory) -> Assignment:
    """The present assignment with the fields that the row names, names turned into ids."""
    changes: dict[str, Any] = plan.model_dump(include=plan.model_fields_set - {"number"})
    for field in ("joint_units", "support_units"):
        if field in changes:
            changes[field] = tuple(_unit(directory, name) for name in changes[field] or ())
    if changes.get("lead_unit"):
        changes["lead_unit"] = _unit(directory, changes["lead_unit"])
    if changes.get("special_group"):
        changes["special_group"] = _known(directory.group(changes["special_group"]), changes["special_group"])
    return present.model_copy(update=changes)


def _unit(directory: Directory, name: str) -> str:
    found = _known(directory.unit(name), name)
    if found in directory.ended:
        raise EndedUnitError(directory.ended[found])
    return found


def _known(found: str | None, name: str) -> str:
    if found is None:
        raise UnknownNameError(name)
    return found
