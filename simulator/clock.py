"""The world's clock: which moment of a calendar each simulated second is.

Second 0 of a world is a date and a time of day, `Clock.start`; from there on a simulated second is a second. Nothing
in the simulator reads the time of the machine it runs on: what happens "at nine on weekdays" happens at the same
ticks on every machine and in every year.

All instants are in UTC. A time zone comes in only where a property names one (a scheduled action's `TimeZone`), with
the rules of the IANA data base, daylight saving time included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Where a world begins whose document does not say: a Monday at midnight, UTC.
DEFAULT_START = datetime(2024, 1, 1, tzinfo=UTC)

#: How AWS writes an instant: ``2024-01-01T08:30:00Z``.
PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Clock:
    """The calendar of one world. `start` is its second 0, in UTC."""

    start: datetime = DEFAULT_START

    def at(self, second: float) -> datetime:
        """The instant of a simulated second."""
        return self.start + timedelta(seconds=second)

    def second_of(self, instant: datetime) -> float:
        """The simulated second of an instant; negative before the world began."""
        return (instant - self.start).total_seconds()

    def hour_of_week(self, second: float) -> int:
        """0..167: Monday 00:00 to 00:59 UTC is 0."""
        instant = self.at(second)
        return instant.weekday() * 24 + instant.hour


def parse_instant(text: str) -> datetime:
    """The instant that AWS's form of it says. Raises ValueError for another form or a day that does not exist."""
    if not re.match(PATTERN, text):
        raise ValueError(f"not an instant: {text!r}")
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


def write_instant(instant: datetime) -> str:
    """The instant as AWS writes it, to the second."""
    return instant.astimezone(UTC).strftime(_FORMAT)
