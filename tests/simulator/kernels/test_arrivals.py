from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels import arrivals, sampling, streams
from simulator.kernels.records import empty_lane
from tests.simulator.kernels.worlds import arriving, lane_of

CATALOGUE = np.array([[0, 0, 100, 0], [3, 100, 50, 100]])
POPULARITY = np.concatenate(
    [sampling.alias_table(sampling.zipf_weights(n, s)) for n, s in ((100, 0.8), (50, 0.0))]
)
CLASSES = sampling.alias_table([3.0, 1.0])


class Source:
    """One population's arrivals."""

    def __init__(self, seed: int = 1, room: int = 100_000) -> None:
        self.times, self.picks = streams.stream(seed, "times"), streams.stream(seed, "picks")
        self.progress = np.array([streams.exponential(self.times), 0.0])
        self.lane = empty_lane(room)

    def until(self, end: float, rate: float) -> list[tuple[float, int, int]]:
        n = arrivals.arrive(
            self.times,
            self.picks,
            self.progress,
            rate,
            end,
            2,
            CLASSES,
            CATALOGUE,
            POPULARITY,
            self.lane,
        )
        lane = self.lane
        assert set(lane.clients[:n]) <= {2}
        return [(float(lane.at[i]), int(lane.klass[i]), int(lane.object[i])) for i in range(n)]


def test_the_gaps_are_exponential_and_the_shares_those_asked_for():
    found = Source(room=300_000).until(1000.0, 200.0)
    at = np.array([t for t, _, _ in found])
    gaps = np.diff(at) * 200.0
    assert gaps.mean() == pytest.approx(1.0, rel=0.01)
    assert gaps.std() == pytest.approx(1.0, rel=0.01)
    assert np.mean([klass == 3 for _, klass, _ in found]) == pytest.approx(0.25, abs=0.005)
    assert all(100 <= thing < 150 if klass == 3 else 0 <= thing < 100 for _, klass, thing in found)


def test_the_process_does_not_depend_on_the_length_of_a_tick():
    whole, parts = Source(), Source()
    once = whole.until(12.0, 40.0)
    ticked = [request for k in range(48) for request in parts.until((k + 1) / 4, 40.0)]
    assert [(klass, thing) for _, klass, thing in once] == [(klass, thing) for _, klass, thing in ticked]
    assert [t for t, _, _ in once] == pytest.approx([t for t, _, _ in ticked], abs=1e-9)


def test_a_change_of_rate_stretches_what_is_left_to_the_next_arrival():
    slow, fast = Source(), Source()
    first = slow.until(1000.0, 0.001)
    assert [t for t, _, _ in fast.until(0.5, 0.001)] == [t for t, _, _ in first if t < 0.5]
    left = fast.progress[0]
    nxt = fast.until(100.0, 2.0)[0][0]
    assert nxt == pytest.approx(0.5 + left / 2.0)


def test_no_rate_no_arrivals_and_the_clock_goes_on():
    source = Source()
    assert source.until(5.0, 0.0) == []
    assert source.progress[1] == 5.0
    assert all(t >= 5.0 for t, _, _ in source.until(6.0, 50.0))


def test_a_full_lane_goes_on_where_it_stopped():
    small, large = Source(room=7), Source()
    found = []
    while part := small.until(3.0, 20.0):
        found += part
    assert found == large.until(3.0, 20.0)


def test_retries_are_merged_by_time_and_come_after_an_arrival_they_tie_with():
    lane = lane_of(np.zeros(6))
    lane.at[:3] = [1.0, 2.0, 3.0]
    lane.object[:3] = [10, 20, 30]
    rows = arriving([3.5, 2.0, 0.5])
    rows["object"] = [35, 21, 5]
    rows["attempt"] = 1
    n = arrivals.merge_retries(lane, 3, rows, np.array([2, 1, 0]), 3)
    assert n == 6
    assert lane.object[:n].tolist() == [5, 10, 20, 21, 30, 35]
    assert lane.at[:n].tolist() == [0.5, 1.0, 2.0, 2.0, 3.0, 3.5]
    assert lane.attempt[:n].tolist() == [1, 0, 0, 1, 0, 1]


def test_two_populations_draw_from_streams_of_their_own():
    alone, beside = Source(seed=1), Source(seed=1)
    other = Source(seed=2)
    expected = alone.until(5.0, 30.0)
    found = []
    for k in range(5):
        other.until(k + 1.0, 500.0)
        found += beside.until(k + 1.0, 30.0)
    assert [row[1:] for row in found] == [row[1:] for row in expected]
