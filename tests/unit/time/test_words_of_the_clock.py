"""Every word that the clock may have to say has Chinese."""

from schemas.campaign_parts import Deadline
from schemas.clock import DueRule, ReminderKind
from schemas.measure import Role
from services.wording.clock import CAMPAIGN_DAYS_ZH, DUE_RULES_ZH, REMINDERS_ZH, ROLES_ZH


def test_all_is_worded() -> None:
    """A letter or a step without words would be an error where it is read, long after it was written."""
    assert set(REMINDERS_ZH) == set(ReminderKind)
    assert set(DUE_RULES_ZH) == set(DueRule)
    assert set(ROLES_ZH) == set(Role)
    assert set(CAMPAIGN_DAYS_ZH) >= set(Deadline)
