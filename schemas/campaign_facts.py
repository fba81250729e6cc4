"""What a campaign's gate is told about its measures, and what was prepared for a command to keep."""

from datetime import datetime

from schemas.calendars import WorkCalendar
from schemas.figures import Figures, ScoreSheet
from schemas.measure import Frozen


class NewSnapshot(Frozen):
    """A frozen body that was counted and waits to be kept; `hash` is that of its canonical JSON."""

    id: str
    cut_off: datetime
    hash: str
    figures: Figures


class NewBulletin(Frozen):
    id: str
    hash: str


class CampaignFacts(Frozen):
    """What holds of the campaign's measures at the moment of the command.

    `incomplete` and `still_open` are numbers of measures; open are those neither signed off, archived,
    cancelled nor superseded, and where there is none of them the signed-off ones with a look-back to come.
    `plan_hash` is the fingerprint of all assignments. Of the ids a command names, `known` are measures of
    this campaign, `targets` measures and problems of others.
    """

    measures: int
    incomplete: tuple[str, ...]
    plan_hash: str
    claimed: bool
    still_open: tuple[str, ...]
    known: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    prepared: NewSnapshot | NewBulletin | ScoreSheet | WorkCalendar | None = None
