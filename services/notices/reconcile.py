"""Declared totals against found ones, and what a ledger needs that the text does not give. Reports, never corrects."""

from collections.abc import Iterator

from schemas.notices import (
    MissingField,
    NoticeMeasure,
    NoticeProblem,
    ParsedNotice,
    Reconciliation,
    ReconciliationRow,
)

_ITEMS = ("项标题", "item headings")
_HEADINGS = ("问题标题（一项可含多个问题）", "problem headings (one item may hold several)")


def reconcile(parsed: ParsedNotice) -> Reconciliation:
    """One row per subject, every number as declared and as found; a person decides which one stands."""
    return Reconciliation(rows=tuple(_rows(parsed)), missing=tuple(_missing(parsed)))


def _rows(parsed: ParsedNotice) -> Iterator[ReconciliationRow]:
    declared, found = parsed.declared, parsed.found
    total = found.numbered + found.plain
    yield _row("aspects", declared.aspects, len(parsed.aspects) or None, ("方面标题", "aspect headings"))
    items, basis = (len(parsed.items), _ITEMS) if parsed.items else (found.problems, _HEADINGS)
    yield _row("items", declared.items, items, basis)
    # A plan without numbered measures counts its plain paragraphs; any other notice counts the numbered ones.
    counted = total if declared.measures == total or not found.numbered else found.numbered
    yield _row("measures", declared.measures, counted, _measure_basis(parsed))
    yield _row("plain", None, found.plain, ("无编号段落", "plain paragraphs"))
    yield _row("numbered_and_plain", None, total, ("编号措施与无编号段落合计", "numbered and plain together"))
    lead_units = len(_lead_units(parsed)) or None
    yield _row("lead_units", declared.lead_units, lead_units, ("牵头单位", "lead units"))


def _row(subject: str, declared: int | None, found: int | None, basis: tuple[str, str]) -> ReconciliationRow:
    agrees = None if declared is None or found is None else declared == found
    said_zh = "通报未声明" if declared is None else f"通报声明 {declared}"
    said_en = "not declared" if declared is None else f"declared {declared}"
    seen_zh = "正文未给出" if found is None else f"正文找到 {found}"
    seen_en = "not given in the text" if found is None else f"found {found}"
    verdict_zh = {None: "无法核对", True: "一致", False: "不一致，请核对"}[agrees]
    verdict_en = {None: "cannot be compared", True: "agrees", False: "differs, please check"}[agrees]
    return ReconciliationRow(
        subject=subject,
        declared=declared,
        found=found,
        agrees=agrees,
        note_zh=f"{basis[0]}：{said_zh}，{seen_zh}，{verdict_zh}。",
        note_en=f"{basis[1]}: {said_en}, {seen_en}, {verdict_en}.",
    )


def _measure_basis(parsed: ParsedNotice) -> tuple[str, str]:
    numbered, plain = parsed.found.numbered, parsed.found.plain
    return (
        f"措施（编号 {numbered} 条，另有无编号段落 {plain} 条）",
        f"measures ({numbered} numbered, besides {plain} plain paragraphs)",
    )


def _missing(parsed: ParsedNotice) -> Iterator[MissingField]:
    measures = [(problem, measure) for problem in parsed.problems for measure in problem.measures]
    without_lead = sum(1 for problem, measure in measures if not (measure.lead_units or problem.lead_units))
    without_due = sum(1 for problem, measure in measures if not _has_due(problem, measure))
    if without_lead:
        yield _missing_field("lead_units", without_lead, "没有写明牵头单位", "name no lead unit")
    if without_due:
        yield _missing_field("due_dates", without_due, "没有可换算为日期的时限", "give no deadline that is a date")
    if parsed.feedback_date is None:
        yield MissingField(
            field="feedback_date",
            count=1,
            note_zh="没有找到反馈日期，相对时限无法换算。",
            note_en="No feedback date was found; relative deadlines cannot be dated.",
        )
    empty = sum(1 for problem in parsed.problems if not problem.measures)
    if empty:
        yield MissingField(
            field="measures",
            count=empty,
            note_zh=f"{empty} 个问题下没有措施。",
            note_en=f"{empty} problems have no measure.",
        )


def _missing_field(field: str, count: int, zh: str, en: str) -> MissingField:
    return MissingField(
        field=field, count=count, note_zh=f"{count} 条措施{zh}，请补全。", note_en=f"{count} measures {en}."
    )


def _has_due(problem: NoticeProblem, measure: NoticeMeasure) -> bool:
    return any(deadline.date for deadline in (*measure.deadlines, *problem.due_deadlines))


def _lead_units(parsed: ParsedNotice) -> set[str]:
    """Units in lead-unit fields only; a unit merely named in a sentence leads nothing."""
    named = {unit for problem in parsed.problems for unit in problem.lead_units}
    return named | {unit for problem in parsed.problems for measure in problem.measures for unit in measure.lead_units}
