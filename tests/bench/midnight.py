"""`python -m tests.bench.midnight SECONDS`: the platform, for which a day begins at that moment (seconds since 1970).

Every letter of a day is due at China's midnight, and no measurement waits for it; so the zone is moved.
Timers, ledger and everything else are the product's own.
"""

import sys
from datetime import UTC, date, datetime, timedelta, timezone

from workflows import periods

A_DAY = 24 * 60 * 60


def zone_of(midnight: int) -> timezone:
    """The zone in which the moment is the beginning of a day."""
    ahead = -midnight % A_DAY
    return timezone(timedelta(seconds=ahead - A_DAY if ahead > A_DAY // 2 else ahead))


def next_day(midnight: int) -> date:
    """The day that begins at the moment."""
    return datetime.fromtimestamp(midnight, UTC).astimezone(zone_of(midnight)).date()


def main() -> None:
    # Before anything else imports it by name.
    periods.CHINA = zone_of(int(sys.argv[1]))
    from services.commands.run import run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
