"""Alarms and the metric store."""

from __future__ import annotations

import pytest

from simulator.services.cloudwatch.alarm import Alarm
from simulator.services.cloudwatch.decide import alarm_state
from simulator.services.cloudwatch.store import KEPT, MetricStore
from simulator.text import Text

POINTS = {"0": "ok", "X": "breaching", "-": None}

# The guide's two tables: datapoints, then the state for missing, ignore, breaching and notBreaching.
# "keep" is the current state.
THREE_OF_THREE = {
    "0-X-X": ("OK", "OK", "OK", "OK"),
    "0----": ("OK", "OK", "OK", "OK"),
    "-----": ("INSUFFICIENT_DATA", "keep", "ALARM", "OK"),
    "0XX-X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "--X--": ("ALARM", "keep", "ALARM", "OK"),
}
TWO_OF_THREE = {
    "0-X-X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "00X0X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "0-X--": ("OK", "OK", "ALARM", "OK"),
    "----0": ("OK", "OK", "ALARM", "OK"),
    "---X-": ("ALARM", "keep", "ALARM", "OK"),
}
ROWS = [(3, *row) for row in THREE_OF_THREE.items()] + [(2, *row) for row in TWO_OF_THREE.items()]


@pytest.mark.parametrize("current", ["OK", "ALARM", "INSUFFICIENT_DATA"])
@pytest.mark.parametrize(("needed", "points", "states"), ROWS)
def test_missing_data_is_treated_as_the_guide_says(
    needed: int, points: str, states: tuple[str, ...], current: str
) -> None:
    for treatment, state in zip(("missing", "ignore", "breaching", "notBreaching"), states, strict=True):
        given = {
            "datapoints": [POINTS[point] for point in points],
            "DatapointsToAlarm": needed,
            "EvaluationPeriods": 3,
            "TreatMissingData": treatment,
            "current_state": current,
        }
        assert alarm_state(given).outcome == (current if state == "keep" else state), treatment


@pytest.mark.parametrize("points", ["----X", "---X-"])
def test_a_young_breaching_point_among_missing_ones_raises_no_alarm(points: str) -> None:
    given = {"datapoints": [POINTS[p] for p in points], "DatapointsToAlarm": 3, "EvaluationPeriods": 3}
    assert alarm_state(given | {"current_state": "OK"}).outcome == "OK"


def test_the_first_ok_out_of_insufficient_data_is_no_way_back() -> None:
    alarm = Alarm("High", Text("CPU", "CPU"), Text(" %", "%"), "GreaterThanThreshold", 50.0, 3, 3)
    alarm.state = "INSUFFICIENT_DATA"
    first = alarm.evaluate([None, None, 40.0, 40.0, 40.0])
    assert first is not None
    assert first.text.en == "High is OK: CPU over 50 % in 0 of 3 minutes, 3 needed"
    assert first.text.ko.startswith("High 정상: ")
    alarm.evaluate([40.0, 40.0, 60.0, 71.25, 80.0])
    back = alarm.evaluate([40.0, 40.0, 40.0, 40.0, 40.0])
    assert back is not None and back.text.en.startswith("High back to OK: ")


def test_an_alarm_says_its_change_once_and_shows_the_values() -> None:
    alarm = Alarm("High", Text("CPU", "CPU"), Text(" %", "%"), "GreaterThanThreshold", 50.0, 3, 3)
    assert alarm.evaluate([40.0, 40.0, 60.0, 60.0, 40.0]) is None
    decision = alarm.evaluate([40.0, 40.0, 60.0, 71.25, 80.0])
    assert decision is not None and decision.text.en == "High in ALARM: CPU over 50 % in 3 of 3 minutes"
    assert [row.values["value"] for row in decision.candidates if row.verdict == "chosen"] == [
        60.0,
        71.25,
        80.0,
    ]
    assert alarm.evaluate([60.0] * 5) is None and alarm.state == "ALARM"
    back = alarm.evaluate([60.0, 60.0, 60.0, 60.0, 10.0])
    assert back is not None and alarm.state == "OK"


def test_a_value_on_the_threshold_does_not_breach() -> None:
    alarm = Alarm("High", Text("CPU", "CPU"), Text(" %", "%"), "GreaterThanThreshold", 50.0, 1, 1)
    assert alarm.evaluate([None, None, 50.0]) is None and alarm.state == "OK"


def test_a_period_is_there_from_its_end_on_and_missing_is_not_zero() -> None:
    store = MetricStore()
    for second in range(30, 90):
        store.record("A", "m", second, 2.0)
    assert store.newest("A", "m", 59.0, 2) == [None, None]
    assert store.newest("A", "m", 60.0, 2) == [None, 2.0]
    assert store.newest("A", "m", 120.0, 2, "Sum") == [60.0, 60.0]
    assert store.newest("A", "m", 240.0, 4, "SampleCount") == [30, 30, None, None]
    assert store.newest("B", "m", 240.0, 1) == [None]


def test_the_store_keeps_a_bounded_number_of_periods() -> None:
    store = MetricStore()
    for minute in range(1000):
        store.record("A", "m", minute * 60.0, float(minute))
    assert sum(value is not None for value in store.newest("A", "m", 60_000.0, 1000)) == KEPT


def test_a_bridge_repeats_the_last_whole_period() -> None:
    store = MetricStore()
    for second in range(90):
        store.record("A", "m", second + 0.5, 1.0)
    store.bridge(90.0, 400.0)
    store.record("A", "m", 400.5, 5.0)
    assert store.newest("A", "m", 420.0, 7, "Sum") == [60.0] * 6 + [5.0]
