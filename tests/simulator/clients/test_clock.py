"""The world's clock: where it begins and who says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.clock import Clock, parse_instant, write_instant
from simulator.document import Architecture, check_document, parse_document
from simulator.services.clients.clock import clock_of
from tests.simulator.engine.worlds import tiny, world

WAVE = {"Shape": "DailyWave", "Mean": 10, "Amplitude": 0.5, "PeakHour": 12, "StartHour": 8.5}


def clock(**clients: dict[str, Any]) -> Clock:
    return clock_of(Architecture.of(parse_document(tiny(**clients))).resources.values())


def codes(**clients: dict[str, Any]) -> list[tuple[str, str]]:
    found = check_document(parse_document(tiny(**clients)))
    return [(one.code, str(one.path[0])) for one in found if one.code in ("ClocksDiffer", "WaveOffTheClock")]


def test_a_world_begins_on_a_monday_at_midnight() -> None:
    assert clock().start == datetime(2024, 1, 1, tzinfo=UTC)
    assert clock().start.weekday() == 0
    assert world(tiny()).control.clock == Clock()


def test_a_daily_wave_says_at_which_hour() -> None:
    assert clock(Near={"Traffic": WAVE}).at(1800) == datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
    assert codes(Near={"Traffic": WAVE}) == []


def test_viewers_that_say_when_come_before_waves() -> None:
    start = "2024-03-31T00:59:00Z"
    assert clock(Near={"Start": start}, Also={"Traffic": WAVE}).at(60) == datetime(2024, 3, 31, 1, tzinfo=UTC)
    assert world(tiny(Near={"Start": start})).control.clock.start == parse_instant(start)


def test_viewers_with_different_clocks_are_refused() -> None:
    assert codes(Near={"Start": "2024-01-02T00:00:00Z"}, Also={"Start": "2024-01-03T00:00:00Z"}) == [
        ("ClocksDiffer", "Near")
    ]


def test_a_wave_that_means_other_hours_than_the_clock_is_warned_of() -> None:
    assert codes(Near={"Start": "2024-01-02T08:00:00Z", "Traffic": WAVE}) == [("WaveOffTheClock", "Near")]
    assert codes(Near={"Start": "2024-01-02T08:30:00Z", "Traffic": WAVE}) == []


@pytest.mark.parametrize("text", ["2024-02-30T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00+09:00", "today"])
def test_what_is_no_instant_is_refused_where_it_stands(text: str) -> None:
    found = check_document(parse_document(tiny(Near={"Start": text})))
    assert [one.path[1:] for one in found if one.path[0] == "Near"] == [("Properties", "Start")]


def test_instants_are_written_as_they_are_read() -> None:
    assert write_instant(parse_instant("2024-12-31T23:59:59Z")) == "2024-12-31T23:59:59Z"


def test_seconds_and_instants_are_the_same_thing() -> None:
    begun = Clock(parse_instant("2024-01-03T05:00:00Z"))
    assert begun.second_of(begun.at(86_400)) == 86_400
    assert begun.hour_of_week(3_600) == 2 * 24 + 6
