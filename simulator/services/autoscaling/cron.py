"""Recurring times in cron's five fields: minute, hour, day of month, month, day of week.

A field is ``*``, a number, a name (JAN, MON), a range ``a-b``, a list ``a,b``, any of them with a step ``/n``. Sunday
is 0 and 7. When day of month and day of week are both restricted, a day that fits either is meant, as in every cron.

Times are those of a clock on the wall of the time zone. Where daylight saving time skips an hour, what was due in it
happens as much later as the clock was put forward; where it repeats an hour, it happens the first time only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.text import Text

#: Years after which a time that has not come will never come: 29 February skips at most eight.
HORIZON_YEARS = 12

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


@dataclass(frozen=True, slots=True)
class _Field:
    label: Text
    low: int
    high: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field(Text("minute", "분"), 0, 59),
    _Field(Text("hour", "시"), 0, 23),
    _Field(Text("day of month", "일"), 1, 31),
    _Field(Text("month", "월"), 1, 12, tuple(_MONTHS)),
    _Field(Text("day of week", "요일"), 0, 7, tuple(_DAYS)),
)

_COUNT = Text("There are {count} fields, not five.", "필드가 5개가 아니라 {count}개예요.")
_BAD = Text("The {field} {written} is not understood.", "{field} 필드의 {written} 값을 읽을 수 없어요.")
_RANGE = Text("The {field} goes from {low} to {high}.", "{field} 필드는 {low}부터 {high}까지예요.")
_NEVER = Text("This day never comes.", "이런 날은 없어요.")
HINT = Text(
    "Five fields: minute, hour, day of month, month, day of week; 0 9 * * MON-FRI is nine on weekdays.",
    "분, 시, 일, 월, 요일 순서로 5개 필드를 써요. 0 9 * * MON-FRI는 평일 9시예요.",
)


class CronError(ValueError):
    """An expression that is no cron expression, and why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Cron:
    """An expression that has been read. `either`: a day that fits day of month or day of week will do."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    @classmethod
    def parse(cls, source: str) -> Cron:
        """Raises CronError."""
        parts = source.split()
        if len(parts) != len(_FIELDS):
            raise CronError(_COUNT.format(count=len(parts)))
        found = [_values(part, field) for part, field in zip(parts, _FIELDS, strict=True)]
        minutes, hours, days, months, weekdays = found
        cron = cls(
            tuple(sorted(minutes)),
            tuple(sorted(hours)),
            frozenset(days),
            frozenset(months),
            frozenset(day % 7 for day in weekdays),
            either=not parts[2].startswith("*") and not parts[4].startswith("*"),
        )
        if cron._next_local(datetime(2024, 1, 1)) is None:
            raise CronError(_NEVER)
        return cron

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The first time after `instant`, in UTC."""
        local = instant.astimezone(zone).replace(tzinfo=None, fold=0)
        while True:
            found = self._next_local(local)
            assert found is not None  # it was tried when the expression was read
            at = found.replace(tzinfo=zone).astimezone(UTC)
            if at > instant:
                return at
            local = found

    def _next_local(self, after: datetime) -> datetime | None:
        """The first moment on the wall after `after`."""
        start = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
        day = start.replace(hour=0, minute=0)
        last = start.year + HORIZON_YEARS
        while day.year < last:
            if self._fits(day):
                for hour in self.hours:
                    for minute in self.minutes:
                        at = day.replace(hour=hour, minute=minute)
                        if at >= start:
                            return at
            day += timedelta(days=1)
            if day.month not in self.months:
                day = _first_of_next_month(day)
        return None

    def _fits(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        by_date = day.day in self.days
        by_weekday = day.isoweekday() % 7 in self.weekdays
        return by_date or by_weekday if self.either else by_date and by_weekday


def _first_of_next_month(day: datetime) -> datetime:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _values(source: str, field: _Field) -> set[int]:
    found: set[int] = set()
    for item in source.split(","):
        span, slash, step = item.partition("/")
        if slash and (not step.isascii() or not step.isdigit() or int(step) == 0):
            raise _bad(item, field)
        if span == "*":
            low, high = field.low, field.high
        else:
            first, dash, second = span.partition("-")
            low = _value(first, field, item)
            high = _value(second, field, item) if dash else field.high if slash else low
        if low > high:
            raise _bad(item, field)
        found.update(range(low, high + 1, int(step) if slash else 1))
    return found


def _value(written: str, field: _Field, item: str) -> int:
    upper = written.upper()
    if upper in field.names:
        return field.names.index(upper) + (field.low if field.low else 0)
    if not written.isascii() or not written.isdigit():
        raise _bad(item, field)
    value = int(written)
    if not field.low <= value <= field.high:
        raise CronError(
            Text.filled(
                _RANGE.en.format(field=field.label.en, low=field.low, high=field.high),
                _RANGE.ko.format(field=field.label.ko, low=field.low, high=field.high),
            )
        )
    return value


def _bad(item: str, field: _Field) -> CronError:
    shown = item[:20] or "''"
    return CronError(
        Text.filled(
            _BAD.en.format(field=field.label.en, written=shown),
            _BAD.ko.format(field=field.label.ko, written=shown),
        )
    )
