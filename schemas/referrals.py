"""What those allowed send and read of a referral (M19)."""

from datetime import datetime

from schemas.measure import Frozen
from schemas.order_commands import ReferralKind
from schemas.texts import Note


class ReferralBody(Frozen):
    kind: ReferralKind
    grounds: Note


class ReferralView(Frozen):
    """`grounds_sha256`, as the ledger has it, is SHA-256 of the canonical JSON of [salt, kind, grounds]."""

    id: str
    measure_id: str
    kind: ReferralKind
    grounds: str
    salt: str
    grounds_sha256: str
    referred_by: str
    referred_at: datetime
