from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels import lanes, records
from tests.simulator.kernels.worlds import arriving, lane_of

times = st.lists(st.floats(-1.0, 3.0, width=32), max_size=60)


@given(times, st.floats(-1.0, 3.0))
@settings(max_examples=150, deadline=None)
def test_taking_what_is_due_keeps_the_order_of_both_parts(due, until):
    rows = arriving(due)
    rows["object"] = np.arange(len(due))
    out = np.zeros(len(due), records.ATTEMPT)
    taken, kept = records.take_due(rows, len(due), until, out)
    assert out["object"][:taken].tolist() == [i for i, t in enumerate(due) if t < until]
    assert rows["object"][:kept].tolist() == [i for i, t in enumerate(due) if not t < until]


@given(times, st.sampled_from([2, 3, 17, 65]))
@settings(max_examples=150, deadline=None)
def test_ordering_by_due_is_a_stable_sort(due, buckets):
    rows = arriving(due)
    order, sorted_due = np.empty(len(due), np.int64), np.empty(len(due))
    records.order_by_due(rows, len(due), 0.0, 1.0, np.empty(buckets, np.int64), order, sorted_due)
    assert order.tolist() == sorted(range(len(due)), key=lambda i: due[i])
    assert sorted_due.tolist() == sorted(due)


@given(st.lists(st.integers(-1, 4), max_size=60), st.permutations([0, 1, 2, 0, 1]))
@settings(max_examples=100, deadline=None)
def test_requests_are_split_by_destination_in_order(endpoint, places):
    lane = lane_of(np.arange(len(endpoint), dtype=float), endpoint=np.array(endpoint, np.int16))
    goes_to = np.array([*places, 2], np.int64)
    starts, order = np.zeros(4, np.int64), np.empty(len(endpoint), np.int64)
    lanes.split(lane.endpoint, len(endpoint), goes_to, starts, order)
    for d in range(3):
        part = order[starts[d] : starts[d + 1]].tolist()
        assert part == [i for i, e in enumerate(endpoint) if goes_to[e] == d]
    assert starts[3] == len(endpoint)


def numbered_lane(at, first):
    """A lane in which every field of a request tells its number."""
    lane = lane_of(at)
    numbers = np.arange(first, first + len(at))
    for name in ("lookup", "object", "endpoint", "klass", "clients", "attempt"):
        getattr(lane, name)[:] = numbers
    return lane


def rows_of(lane, n):
    return [tuple(float(column[i]) for column in lane) for i in range(n)]


@given(times, times)
@settings(max_examples=100, deadline=None)
def test_merging_keeps_time_order_and_puts_the_first_lane_first_in_ties(left, right):
    a, b = numbered_lane(sorted(left), 0), numbered_lane(sorted(right), 60)
    merged = lane_of(np.zeros(len(left) + len(right)))
    n = lanes.merge_two(a, len(left), b, len(right), merged)
    expected = sorted(rows_of(a, len(left)) + rows_of(b, len(right)), key=lambda row: row[0])
    assert rows_of(merged, n) == expected


def test_gathering_appends_the_chosen_requests():
    source, to = numbered_lane([0.1, 0.2, 0.3, 0.4], 5), numbered_lane([9.0, 9.0, 9.0], 90)
    assert lanes.gather(source, np.array([3, 0, 2]), 1, 3, to, 1) == 3
    rows = rows_of(source, 4)
    assert rows_of(to, 3)[1:] == [rows[0], rows[2]]


def test_picking_takes_only_those_bound_for_the_backend():
    rows = arriving(np.arange(6.0))
    rows["backend"] = [0, 1, 0, 2, 1, 0]
    pool = np.zeros(8, records.ATTEMPT)
    assert lanes.pick_backend(rows, 6, 0, pool, 1) == 4
    assert pool["due"][1:4].tolist() == [0.0, 2.0, 5.0]


def test_a_direct_attempt_reaches_the_server_half_a_round_trip_later():
    lane = lane_of([1.0, 2.0], things=[3, 4], klass=[1, 0])
    lane.lookup[:] = [0.25, 0.0]
    rows = np.zeros(2, records.ATTEMPT)
    n = lanes.send_direct(
        lane,
        np.array([0, 1]),
        0,
        2,
        np.array([0.125]),
        np.array([0.0, 0.5]),
        np.array([4, 5]),
        np.array([6, 7]),
        rows,
        0,
    )
    assert n == 2
    assert rows["due"].tolist() == [1.125, 2.125]
    assert rows["last"].tolist() == [0.625, 0.125]
    assert rows["backend"].tolist() == [5, 4]
    assert rows["balancer"].tolist() == [7, 6]
    assert rows["lookup"].tolist() == [0.25, 0.0]
    assert set(rows["stage"]) == {records.TO_SERVER}


def test_a_pool_grows_and_keeps_what_it_holds():
    pool = records.Pool(2)
    pool.append(arriving([1.0, 2.0]))
    pool.append(arriving([3.0]))
    assert pool.alive()["due"].tolist() == [1.0, 2.0, 3.0]
    pool.reserve(100)
    assert len(pool.rows) >= 103
    assert pool.alive()["due"].tolist() == pytest.approx([1.0, 2.0, 3.0])
