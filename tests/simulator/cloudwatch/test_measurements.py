"""The world's metric store: sliding periods, statistics, percentiles, bounds."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.services.cloudwatch.measurements import PERCENTILE, Measurements, MetricName, Wanted
from simulator.services.cloudwatch.sketch import ERROR

CPU = MetricName("AWS/EC2", "CPUUtilization", (("AutoScalingGroupName", "Web"),))
OTHER = MetricName("AWS/EC2", "NetworkIn", (("AutoScalingGroupName", "Web"),))


def store(seconds: int = 3_600, percentiles: bool = True) -> Measurements:
    found = Measurements()
    found.adopt([Wanted(CPU, seconds, percentiles)])
    return found


def test_nothing_is_kept_that_nobody_reads() -> None:
    metrics = store()
    metrics.record(OTHER, 0.5, 1.0)
    assert metrics.newest(OTHER, "Sum", 60, 60.0, 1) == [None]
    assert metrics.names == {"AWS/EC2": (CPU,)}
    assert [row[1] for row in metrics.state()["series"]] == []


def test_a_period_has_all_statistics() -> None:
    metrics = store()
    for second, value in enumerate([10.0, 20.0, 60.0]):
        metrics.record(CPU, second + 0.5, value)
    found = {
        name: metrics.newest(CPU, name, 60, 60.0, 1)[0] for name in ("Average", "Sum", "Minimum", "Maximum")
    }
    assert found == {"Average": 30.0, "Sum": 90.0, "Minimum": 10.0, "Maximum": 60.0}
    assert metrics.newest(CPU, "SampleCount", 60, 60.0, 2) == [None, 3.0]


def test_longer_periods_slide_by_the_minute() -> None:
    metrics = store()
    for minute in range(12):
        metrics.record(CPU, minute * 60 + 30, float(minute))
    assert metrics.newest(CPU, "Sum", 300, 600.0, 2) == [10.0, 35.0]
    assert metrics.newest(CPU, "Sum", 300, 660.0, 2) == [15.0, 40.0]


def test_equal_samples_may_be_given_at_once() -> None:
    metrics = store()
    metrics.record(CPU, 1.0, 2.0, 5)
    assert metrics.newest(CPU, "SampleCount", 60, 60.0, 1) == [5.0]
    assert metrics.newest(CPU, "Sum", 60, 60.0, 1) == [10.0]


def test_what_is_kept_is_bounded_by_what_is_read() -> None:
    metrics = store(seconds=600)
    for minute in range(5_000):
        metrics.record(CPU, minute * 60.0, float(minute))
    assert len(metrics.state()["series"][0][3]) <= 11
    assert metrics.newest(CPU, "Sum", 60, 300_000.0, 10)[0] == 4_990.0


def test_a_changed_document_keeps_what_is_still_read() -> None:
    metrics = store()
    metrics.record(CPU, 1.0, 7.0)
    metrics.adopt([Wanted(CPU, 60), Wanted(OTHER, 60)])
    assert metrics.newest(CPU, "Sum", 60, 60.0, 1) == [7.0]
    metrics.adopt([Wanted(OTHER, 60)])
    assert metrics.newest(CPU, "Sum", 60, 60.0, 1) == [None]


def test_a_jump_over_a_rest_leaves_no_gap() -> None:
    metrics = store()
    for second in range(600):
        metrics.catch_up(second + 1.0)
        metrics.record(CPU, second + 0.5, 4.0)
    metrics.catch_up(90_000.0)
    assert metrics.newest(CPU, "Sum", 60, 90_000.0, 30) == [240.0] * 30
    assert len(metrics.state()["series"][0][3]) <= 61


def test_it_goes_on_from_its_state_as_if_nothing_had_been() -> None:
    metrics = store()
    for second in range(200):
        metrics.record(CPU, second + 0.5, math.sin(second) * 10)
    other = store()
    other.restore(json.loads(json.dumps(metrics.state())))
    for one in (metrics, other):
        one.record(CPU, 200.5, 1.0)
    assert other.state() == metrics.state()
    assert other.newest(CPU, "p90", 60, 240.0, 4) == metrics.newest(CPU, "p90", 60, 240.0, 4)


@given(
    st.lists(
        st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6), min_size=1
    ),
    st.floats(0, 100),
)
def test_a_percentile_is_within_its_error_of_the_sample_of_its_rank(
    samples: list[float], share: float
) -> None:
    """The naive twin sorts every sample. Samples are spread over two minutes: the periods must merge."""
    metrics = store()
    half = len(samples) // 2
    for second, value in [(0.5, one) for one in samples[:half]] + [(60.5, one) for one in samples[half:]]:
        metrics.record(CPU, second, value)
    (found,) = metrics.newest(CPU, f"p{share:.6f}", 120, 120.0, 1)
    rank = max(math.ceil(float(f"{share:.6f}") / 100 * len(samples) - 1e-9), 1)
    true = sorted(samples)[rank - 1]
    assert found is not None and abs(found - true) <= ERROR * abs(true) * 1.000001 + 1e-12


@pytest.mark.parametrize(
    ("name", "known"), [("p0", True), ("p99.9", True), ("p100", True), ("p101", False), ("p", False)]
)
def test_percentiles_go_from_p0_to_p100(name: str, known: bool) -> None:
    assert bool(PERCENTILE.match(name)) is known
