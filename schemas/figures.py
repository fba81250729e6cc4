"""Numbers that are counted once and kept: standings by a cut-off, frozen bodies, bulletins, scores."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from schemas.measure import (
    Frozen,
    MeasureState,
    Outcome,
)
from schemas.reports import (
    Indicator,
)


class Audience(StrEnum):
    """党内通报 and 向社会公开: two lists of what is withheld, two bulletins, in this order."""

    PARTY = "party"
    PUBLIC = "public"


class Standing(Frozen):
    """How one measure stood at a moment, folded from its ledger up to then. `parents`: those whose place it took."""

    measure_id: str
    number: str
    problem_ordinal: int
    problem: str
    text: str
    state: MeasureState
    outcome: Outcome | None
    round: int
    lead_unit: str | None
    category: str | None
    due: date | None
    light: str
    indicators: tuple[Indicator, ...]
    parents: tuple[str, ...] = ()


class Numbers(Frozen):
    """The notice's numbers against the rows of today, each counted once either way.

    `numbers` = `numbers_live` + `numbers_superseded`, and they are what was found in the notice. `rows_live`
    = `numbers_live` + `offspring_live`, and they are the denominator of every rate. Live is what was not superseded.
    """

    numbers: int
    numbers_live: int
    numbers_superseded: int
    offspring_live: int
    offspring_superseded: int
    rows_live: int


class Figures(Frozen):
    """Counts of domain.md section 2: `done` over `denominator`; what is superseded counts once, as its successors.

    `total` rows = `denominator` + `superseded`; `denominator` = done + substantially_done + not_done + under_way.
    `suspended` and `cancelled` are shown apart and are part of the denominator. `rate` has four
    digits, as a string in JSON, and is null over zero.
    """

    total: int
    denominator: int
    done: int
    substantially_done: int
    not_done: int
    under_way: int
    suspended: int
    cancelled: int
    superseded: int
    overdue: int
    by_state: dict[str, int]
    rate: Decimal | None


class FrozenBody(Frozen):
    """What a frozen snapshot holds. Names are those of the day: a unit renamed later keeps its old one here."""

    campaign_id: str
    title: str
    cut_off: datetime
    basis_zh: str
    basis_en: str
    figures: Figures
    standings: tuple[Standing, ...]
    units: dict[str, str]


class BulletinRow(Frozen):
    """One published measure: no id and no number, because gaps in numbers tell what is missing."""

    problem: str
    text: str
    unit: str | None
    outcome_zh: str
    outcome_en: str
    indicators: tuple[Indicator, ...]


class BulletinBody(Frozen):
    """The published text. `figures` count what is published here, nothing else."""

    title: str
    audience: Audience
    cut_off: datetime
    statement_zh: str
    statement_en: str
    figures: Figures
    rows: tuple[BulletinRow, ...]
    contact_phone: str | None
    contact_email: str | None
    contact_post: str | None


class Correction(Frozen):
    """A published statement that no longer holds: `what` is `outcome` or an indicator's name."""

    measure_id: str
    what: str
    published: str
    now: str


class LedgerPoint(Frozen):
    """One row of the ledger, by its stream and sequence."""

    stream: str
    seq: int
    type: str


class Deducted(Frozen):
    """Points taken under one indicator, capped, with every row they rest on."""

    indicator: str
    title_zh: str
    points: int
    capped: bool
    rows: tuple[LedgerPoint, ...]


class Vetoed(Frozen):
    title_zh: str
    rows: tuple[LedgerPoint, ...]


class ScoreSheet(Frozen):
    """A score that explains itself. A veto makes it nought whatever was deducted."""

    score: int
    grade: str
    grade_zh: str
    deductions: tuple[Deducted, ...]
    vetoes: tuple[Vetoed, ...]
