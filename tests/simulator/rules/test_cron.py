"""Recurring times: against a well kept cron library, and by hand where daylight saving time begins and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.services.autoscaling.cron import Cron, CronError

SEOUL, BERLIN, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def item(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    # Of equal ends: the library takes 7-7/2 for 7/2.
    pairs = st.tuples(number, number).filter(lambda pair: pair[0] != pair[1])
    span = pairs.map(lambda pair: f"{min(pair)}-{max(pair)}")
    stepped = st.tuples(span | st.just("*"), st.integers(1, 15)).map(lambda pair: f"{pair[0]}/{pair[1]}")
    return st.one_of(st.just("*"), number.map(str), span, stepped)


def field(low: int, high: int) -> st.SearchStrategy[str]:
    return st.lists(item(low, high), min_size=1, max_size=3).map(",".join)


EXPRESSIONS = st.tuples(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7)).map(" ".join)


@given(EXPRESSIONS, st.datetimes(datetime(2023, 1, 1), datetime(2026, 1, 1)))
def test_it_agrees_with_a_well_kept_library(source: str, begun: datetime) -> None:
    cron, peer = Cron.parse(source), CronSim(source, begun)
    at = begun.replace(tzinfo=UTC)
    for _ in range(3):
        at = cron.next_after(at, ZoneInfo("UTC"))
        assert at.replace(tzinfo=None) == next(peer)


def times(source: str, zone: ZoneInfo, after: datetime, count: int = 3) -> list[str]:
    cron, found = Cron.parse(source), []
    for _ in range(count):
        after = cron.next_after(after, zone)
        found.append(after.strftime("%d %H:%M"))
    return found


def test_nine_on_weekdays_in_seoul_is_midnight_utc() -> None:
    friday = datetime(2024, 1, 5, 1, tzinfo=UTC)
    assert times("0 9 * * MON-FRI", SEOUL, friday) == ["08 00:00", "09 00:00", "10 00:00"]


def test_names_and_numbers_mean_the_same() -> None:
    for one, other in (("0 0 * JAN SUN", "0 0 * 1 7"), ("0 0 * * 0", "0 0 * * 7")):
        assert times(one, SEOUL, MONDAY) == times(other, SEOUL, MONDAY)


def test_a_day_fits_by_date_or_by_weekday_when_both_are_given() -> None:
    assert times("0 0 13 * FRI", ZoneInfo("UTC"), MONDAY) == ["05 00:00", "12 00:00", "13 00:00"]


def test_nine_oclock_stays_nine_oclock_when_summer_time_begins() -> None:
    assert times("0 9 * * *", BERLIN, datetime(2024, 3, 30, 0, tzinfo=UTC)) == [
        "30 08:00",
        "31 07:00",
        "01 07:00",
    ]


def test_what_falls_into_the_skipped_hour_happens_as_much_later() -> None:
    """In New York 10 March 2024 has no 02:30: the clock goes from 02:00 to 03:00, and 03:30 is 07:30 UTC."""
    assert times("30 2 * * *", NEW_YORK, datetime(2024, 3, 9, 12, tzinfo=UTC)) == [
        "10 07:30",
        "11 06:30",
        "12 06:30",
    ]


def test_a_repeated_hour_is_gone_through_once() -> None:
    """In New York 3 November 2024 has 01:30 twice, at 05:30 and at 06:30 UTC."""
    assert times("30 1 * * *", NEW_YORK, datetime(2024, 11, 3, 0, tzinfo=UTC), 2) == ["03 05:30", "04 06:30"]


@given(EXPRESSIONS, st.sampled_from([SEOUL, BERLIN, NEW_YORK]), st.integers(0, 900 * 24 * 60))
@settings(max_examples=40)
def test_time_goes_on(source: str, zone: ZoneInfo, minutes: int) -> None:
    at = MONDAY + timedelta(minutes=minutes)
    cron = Cron.parse(source)
    for _ in range(3):
        later = cron.next_after(at, zone)
        assert later > at
        at = later


NO_CRON = """
* * * *
* * * * * *
60 * * * *
* 24 * * *
* * 0 * *
* * * 13 *
* * * * 8
5-1 * * * *
*/0 * * * *
a * * * *
1,,2 * * * *
* * * FOO *
1- * * * *
0 0 30 2 *
-1 * * * *
"""


@pytest.mark.parametrize("source", NO_CRON.splitlines())
def test_what_is_no_cron_expression_is_refused(source: str) -> None:
    with pytest.raises(CronError):
        Cron.parse(source)


def test_the_leap_day_comes_every_four_years() -> None:
    cron = Cron.parse("0 0 29 2 *")
    assert cron.next_after(datetime(2024, 3, 1, tzinfo=UTC), ZoneInfo("UTC")).year == 2028
