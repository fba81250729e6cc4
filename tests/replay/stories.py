"""The lives of measures whose histories are kept: what a release has to be able to replay for ever."""

import asyncio
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowHandle

from schemas import commands as c
from schemas import events as e
from schemas.offspring import Offspring, OffspringFacts
from schemas.offspring_commands import SplitMeasure
from schemas.round_commands import ArchiveMeasure
from tests.workflows.asks import (
    INSPECTOR,
    LEADER,
    LIAISON,
    NOW,
    OFFICE,
    PERIOD,
    PLAN,
    PRINCIPAL,
    ROAD,
    SECOND,
    amend,
    by,
    drafted,
    envelope,
    report,
    visit,
)
from tests.workflows.shop import Shop
from workflows.measure import MeasureWorkflow

Told = WorkflowHandle[MeasureWorkflow, None]


async def main_road(shop: Shop) -> Told:
    """From the claim to the sign-off."""
    measure = drafted(shop.ledger, issued=True)
    for actor, command in ROAD:
        await shop.deliver(envelope(measure, actor, command))
    return shop.workflow(measure)


async def refusals_and_returns(shop: Shop) -> Told:
    """Refused at first sight and later, returned by every gate, signed off in the end."""
    measure = drafted(shop.ledger, issued=True)
    named = {"period": PERIOD, "version": 1}
    failed = visit().model_dump(exclude={"type"}) | {"rework_requirement": "现场未见设备。"}
    again = {"period": PERIOD, "version": 2}
    for actor, command in (
        (LIAISON, report()),
        (LIAISON, c.ClaimMeasure()),
        (LIAISON, c.ClaimMeasure()),
        (OFFICE, c.ClaimMeasure()),
        (LIAISON, report()),
        (PRINCIPAL, c.CountersignReport.model_validate(named)),
        (OFFICE, c.ReturnReport.model_validate({**named, "reason": "缺少验收单。"})),
        (PRINCIPAL, report(replaces=1)),
        (OFFICE, c.AcceptReport.model_validate(again)),
        (PRINCIPAL, c.RequestClosure(statement="申请销号。")),
        (PRINCIPAL, c.WithdrawClosure(reason="材料需要补充。")),
        (PRINCIPAL, c.RequestClosure(statement="再次申请。")),
        (OFFICE, c.ReturnGate(rework_requirement="请补充台账。")),
        (PRINCIPAL, c.RequestClosure(statement="第三次申请。")),
        (OFFICE, c.PassGate()),
        (INSPECTOR, c.FailVerification.model_validate(failed)),
        (PRINCIPAL, c.RequestClosure(statement="第四次申请。")),
        (OFFICE, c.PassGate()),
        (INSPECTOR, visit()),
        (INSPECTOR, c.SignOff()),
        (SECOND, c.RefuseSignOff(reason="整改不彻底。")),
    ):
        await shop.settle(envelope(measure, actor, command))
    return shop.workflow(measure)


async def ends_in_another_run(shop: Shop) -> Told:
    """A run that handed over to the next when its history had grown long."""
    runs = await _many_runs(shop)
    return runs[0]


async def begun_by_another_run(shop: Shop) -> Told:
    """A run that began with what the one before it carried over, and worked on from there."""
    runs = await _many_runs(shop)
    return runs[-2]


async def _many_runs(shop: Shop) -> list[Told]:
    measure = drafted(shop.ledger, issued=False)
    runs: list[str] = []
    for number in range(12):
        await shop.settle(envelope(measure, OFFICE, amend(number)))
        run = (await shop.described(measure)).run_id
        runs += [run] if run not in runs else []
    assert len(runs) > 2
    return [shop.workflow(measure, run) for run in runs]


async def concurrent_commands(shop: Shop) -> Told:
    """Eight at once: they wait for each other inside the workflow."""
    measure = drafted(shop.ledger, issued=False)
    await asyncio.gather(*(shop.settle(envelope(measure, OFFICE, amend(number))) for number in range(8)))
    return shop.workflow(measure)


async def behind_and_refreshed(shop: Shop) -> Told:
    """A ledger ahead of the workflow: found out by an append, by a refresh, and by catching up."""
    measure = drafted(shop.ledger, issued=False)
    await shop.deliver(envelope(measure, OFFICE, amend(1)))
    plan = PLAN.model_copy(update={"leader": "李副区长"})
    shop.ledger.write(measure, (e.PlanAmended(at=NOW, by=by(OFFICE), assignment=plan),))
    await shop.deliver(envelope(measure, OFFICE, amend(2)))
    shop.ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
    await shop.door.deliver(envelope(measure, LIAISON, c.ClaimMeasure()), refresh=True)
    shop.ledger.lost = 1
    await shop.deliver(envelope(measure, LIAISON, report()))
    await shop.door.catch_up(measure)
    return shop.workflow(measure)


async def never_heard_of(shop: Shop) -> Told:
    """A measure the ledger does not know: the update fails and the run ends."""
    measure = "c00000000-9-9"
    await shop.door.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
    await shop.workflow(measure).result()
    return shop.workflow(measure)


async def split_and_filed(shop: Shop) -> Told:
    """Not while a report waits; then replaced by two others, and filed away: the run ends."""
    measure = drafted(shop.ledger, issued=True)
    children = tuple(Offspring(text=text, lead_unit="water") for text in ("加快管网建设。", "建立台账。"))
    split = SplitMeasure(
        children=children, reason="分别落实。", facts=OffspringFacts(texts={measure: "加快管网建设。"})
    )
    await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
    await shop.deliver(envelope(measure, PRINCIPAL, report()))
    await shop.settle(envelope(measure, LEADER, split))
    await shop.deliver(envelope(measure, OFFICE, c.AcceptReport(period=PERIOD, version=1)))
    await shop.deliver(envelope(measure, LEADER, split))
    await shop.deliver(envelope(measure, OFFICE, ArchiveMeasure()))
    await shop.workflow(measure).result()
    return shop.workflow(measure)


Story = Callable[[Shop], Awaitable[Told]]
STORIES: dict[str, Story] = {
    "main-road": main_road,
    "refusals-and-returns": refusals_and_returns,
    "ends-in-another-run": ends_in_another_run,
    "begun-by-another-run": begun_by_another_run,
    "concurrent-commands": concurrent_commands,
    "behind-and-refreshed": behind_and_refreshed,
    "never-heard-of": never_heard_of,
    "split-and-filed": split_and_filed,
}
