"""Shapes between a campaign's workflow, which is its clock, and the ledger, which is its record."""

from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.measure import Frozen


class CampaignStart(Frozen):
    """Argument of a campaign's workflow run. It always loads: nothing is carried over."""

    campaign_id: str
    continue_after: int


class LookRequest(Frozen):
    campaign_id: str


class Look(Frozen):
    """The campaign as the ledger has it; `snapshot` null when there is none. `claimed`: some measure was."""

    snapshot: CampaignSnapshot | None
    setting: CampaignSetting | None
    claimed: bool


class CampaignAppend(Frozen):
    """Write `events` if the campaign still stands at `expected_seq`."""

    campaign_id: str
    expected_seq: int
    events: tuple[CampaignEvent, ...]


class CampaignAppended(Frozen):
    """`written` is false when somebody was faster: look again."""

    written: bool
