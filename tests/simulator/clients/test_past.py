"""What viewers asked for before the world began."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.document import check_document, parse_document
from simulator.services.clients.past import mean_rate, past_days
from simulator.services.clients.properties import Constant, DailyWave, Ramp, Trace
from simulator.services.clients.traffic import rate_of

HOUR, DAY = 3600.0, 86_400.0
WAVE = DailyWave(Shape="DailyWave", Mean=100.0, Amplitude=0.8, PeakHour=14.0, StartHour=6.5)


def recording(**rest) -> Trace:
    """Two days by the hour: the hour's number a second."""
    hours = range(48)
    return Trace(Shape="Trace", Seconds=[HOUR * h for h in hours], Rates=[float(h) for h in hours], **rest)


@given(st.integers(-14 * 24, 0))
def test_an_hour_of_a_wave_is_the_mean_of_its_seconds(hour: int) -> None:
    rate = rate_of(WAVE)
    seconds = [rate(hour * HOUR + second + 0.5) for second in range(3600)]
    assert mean_rate(WAVE, hour * HOUR, (hour + 1) * HOUR) == pytest.approx(sum(seconds) / 3600, rel=1e-6)


def test_days_before_the_start_are_like_the_first() -> None:
    first = mean_rate(WAVE, 0, HOUR)
    assert mean_rate(WAVE, -7 * DAY, HOUR - 7 * DAY) == pytest.approx(first)


def test_a_recording_begins_where_it_is_told_to() -> None:
    rate = rate_of(recording(StartAt=DAY))
    assert [rate(0.5), rate(HOUR), rate(23.5 * HOUR)] == [24.0, 25.0, 47.0]
    assert mean_rate(recording(StartAt=DAY), -HOUR, 0) == 23.0
    assert mean_rate(recording(StartAt=DAY), -DAY, HOUR - DAY) == 0.0


def test_a_repeated_recording_goes_back_for_ever() -> None:
    repeated = recording(Repeat=True)
    assert mean_rate(repeated, -HOUR, 0) == 47.0
    assert mean_rate(repeated, -14 * DAY, HOUR - 14 * DAY) == 0.0
    assert past_days(repeated) > 14


@pytest.mark.parametrize(
    "traffic, days",
    [
        (Constant(Shape="Constant", Rate=1.0), float("inf")),
        (WAVE, float("inf")),
        (recording(), 0.0),
        (recording(StartAt=DAY * 1.5), 1.5),
        (Ramp(Shape="Ramp", From=0.0, To=1.0, Duration=1.0), 0.0),
    ],
)
def test_only_what_repeats_or_was_recorded_has_a_past(traffic, days: float) -> None:
    assert past_days(traffic) == days


def test_a_past_that_nothing_tells_is_refused() -> None:
    def document(traffic: dict, days: int):
        viewers = {
            "Location": "Seoul",
            "Endpoint": {"Fn::GetAtt": ["Files", "DomainName"]},
            "Traffic": traffic,
            "Requests": [{"Path": "/"}],
            "HistoryDays": days,
        }
        resources = {
            "Files": {"Type": "AWS::S3::Bucket", "Properties": {}},
            "Viewers": {"Type": "Lab::Clients", "Properties": viewers},
        }
        return [
            one.code for one in check_document(parse_document({"SchemaVersion": 1, "Resources": resources}))
        ]

    steady = {"Shape": "Constant", "Rate": 5}
    steps = {"Shape": "Step", "Steps": [{"At": 0, "Rate": 5}]}
    assert document(steady, 14) == []
    assert document(steps, 0) == []
    assert document(steps, 1) == ["HistoryUntold"]
    assert len(document(steady, 15)) == 1
