from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels import records, servers, streams
from tests.simulator.kernels.naive import LeastOutstanding, Server
from tests.simulator.kernels.worlds import arriving, fleet, outstanding

IDLE = 60.0


def give(
    times: Sequence[float],
    fleet_arrays: servers.Servers,
    eligible: Sequence[int],
    *,
    algorithm: int = servers.ROUND_ROBIN,
    cursor: np.ndarray | None = None,
    work: Sequence[float] = (1.0,),
    since: float = 0.0,
    until: float = 1e9,
    distribution: int = servers.EXPONENTIAL,
    without: int = records.NO_TARGETS,
    before: np.ndarray | None = None,
    seed: int = 1,
) -> np.ndarray:
    """Serve requests that arrive at these times; before: attempts the servers still hold."""
    rows = arriving(times)
    n = len(rows)
    held = np.zeros(0, records.ATTEMPT) if before is None else before
    targets = np.array(eligible, np.int64)
    cursor = np.zeros(1, np.int64) if cursor is None else cursor
    scratch = outstanding(len(fleet_arrays.cores), n + len(held) + 1)
    waiting = 0
    if algorithm == servers.LEAST_OUTSTANDING:
        waiting = servers.begin_outstanding(
            scratch, targets, int(cursor[0]), held, len(held), 0, since, until
        )
    out = np.zeros(n, records.ATTEMPT)
    servers.serve(
        streams.stream(seed, "service"),
        rows,
        np.arange(n),
        n,
        since,
        until,
        algorithm,
        targets,
        without,
        cursor,
        distribution,
        1.0,
        np.array(work),
        np.array([1_000.0 * (n + 1) for n in range(len(work))]),
        IDLE,
        fleet_arrays,
        scratch,
        waiting,
        np.zeros(4),
        np.zeros(len(targets), np.int64),
        out,
    )
    return out


def service_draws(n: int, seed: int = 1) -> list[float]:
    s = streams.stream(seed, "service")
    return [streams.exponential(s) for _ in range(n)]


gaps = st.lists(st.floats(0.001, 2.0), min_size=1, max_size=120)


@given(gaps, st.integers(1, 4), st.integers(0, 5), st.sampled_from([0.5, 1.0, 2.0]))
@settings(max_examples=150, deadline=None)
def test_a_server_is_first_come_first_served_with_a_bounded_queue(between, cores, limit, speed):
    times = np.cumsum(between).tolist()
    out = give(times, fleet(1, cores, limit, speed), [0])
    twin = Server(cores, limit, speed)
    for row, t, draw in zip(out, times, service_draws(len(times)), strict=True):
        expected = twin.offer(t, draw)
        if expected is None:
            assert (row["status"], row["cause"], row["refused"]) == (503, records.TARGET_BUSY, 1)
            assert row["due"] == t
        elif expected[1] > t + IDLE:
            assert (row["status"], row["cause"], row["due"]) == (504, records.BALANCER_TIMEOUT, t + IDLE)
        else:
            begun, end = expected
            assert (row["status"], row["due"]) == (200, end)
            assert row["queued"] == np.float32(begun - t)


@given(gaps, st.integers(0, 7), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_round_robin_goes_on_from_where_it_stopped(between, cursor, targets):
    place = np.array([cursor])
    eligible = [5 - i for i in range(targets)]
    out = give(np.cumsum(between).tolist(), fleet(6, 2, 10), eligible, cursor=place)
    expected = [eligible[(cursor + i) % targets] for i in range(len(between))]
    assert out["target"].tolist() == expected
    assert place[0] % targets == (cursor + len(between)) % targets


@given(gaps, st.integers(1, 5), st.integers(1, 3), st.integers(0, 4))
@settings(max_examples=150, deadline=None)
def test_least_outstanding_chooses_as_its_slow_twin_does(between, targets, cores, limit):
    times = (np.cumsum(between) / 4).tolist()
    eligible = list(range(targets))
    until = times[-1] + 1.0
    out = give(
        times, fleet(targets, cores, limit), eligible, algorithm=servers.LEAST_OUTSTANDING, until=until
    )
    twin, queues = LeastOutstanding(eligible), [Server(cores, limit) for _ in eligible]
    for row, t, draw in zip(out, times, service_draws(len(times)), strict=True):
        target = twin.choose(t)
        assert row["target"] == target
        served = queues[target].offer(t, draw)
        if served is None:
            assert row["cause"] == records.TARGET_BUSY
        else:
            twin.given(target, min(served[1], t + IDLE))


def test_least_outstanding_counts_what_was_given_in_earlier_ticks():
    arrays = fleet(3, 4, 10)
    earlier = give([0.1, 0.2, 0.3, 0.4], arrays, [0, 1], algorithm=servers.LEAST_OUTSTANDING, work=[100.0])
    later = give(
        [1.1, 1.2, 1.3],
        arrays,
        [0, 1, 2],
        algorithm=servers.LEAST_OUTSTANDING,
        before=earlier,
        work=[100.0],
    )
    assert later["target"].tolist()[:2] == [2, 2]


def test_a_request_that_was_turned_away_is_not_outstanding():
    # One core busy for long and no queue: the second choice of target 0 is refused and its count stays 1.
    out = give(
        [0.0, 0.1, 0.2, 0.3],
        fleet(1, 1, 0),
        [0],
        algorithm=servers.LEAST_OUTSTANDING,
        work=[50.0],
        distribution=servers.DETERMINISTIC,
    )
    assert out["refused"].tolist() == [0, 1, 1, 1]


def test_without_a_target_every_request_is_refused():
    out = give([0.1, 0.2], fleet(1, 1, 1), [])
    assert out["status"].tolist() == [503, 503]
    assert set(out["cause"]) == {records.NO_TARGETS}
    out = give([0.1], fleet(1, 1, 1), [], without=records.CONNECTION_RESET)
    assert (out[0]["status"], out[0]["cause"]) == (502, records.CONNECTION_RESET)


def test_a_hung_server_accepts_and_never_answers():
    out = give([1.0, 2.0, 3.0, 4.0], fleet(1, 2, 1, speed=0.0), [0])
    assert out["status"].tolist() == [504, 504, 504, 503]
    assert out["due"].tolist() == [61.0, 62.0, 63.0, 4.0]


def test_each_class_has_its_work():
    rows_out = give([0.0, 10.0], fleet(1, 1, 5), [0], work=[2.0], distribution=servers.DETERMINISTIC)
    assert rows_out["due"].tolist() == [2.0, 12.0]


@pytest.mark.parametrize("cores", [1, 3])
def test_busy_time_is_what_lies_within_the_tick(cores):
    rng = np.random.default_rng(5)
    arrays = fleet(2, cores, 100)
    twins = [Server(cores, 100), Server(cores, 100)]
    intervals: list[tuple[int, float, float]] = []
    for tick in range(20):
        servers.begin_tick(arrays, np.array([0, 1]), float(tick), tick + 1.0)
        times = np.sort(rng.uniform(tick, tick + 1, 8)).tolist()
        out = give(times, arrays, [0, 1], until=tick + 1.0, work=[0.4 * cores], seed=tick)
        assert not out["refused"].any()
        for row, t, draw in zip(out, times, service_draws(len(times), tick), strict=True):
            slot = int(row["target"])
            intervals.append((slot, *twins[slot].offer(t, 0.4 * cores * draw)))
        for slot in (0, 1):
            within = sum(max(0.0, min(e, tick + 1) - max(b, tick)) for s, b, e in intervals if s == slot)
            assert arrays.busy[slot] == pytest.approx(within, abs=1e-9)


def test_a_dead_server_resets_only_what_it_held():
    out = give([0.1, 0.2, 0.3, 0.4], fleet(2, 1, 0), [0, 1], work=[5.0], distribution=servers.DETERMINISTIC)
    assert out["refused"].tolist() == [0, 0, 1, 1]
    assert servers.reset_connections(out, 4, 0, 1.0) == 1
    assert out["status"].tolist() == [502, 200, 503, 503]
    assert out["due"].tolist() == [1.0, 5.2, 0.3, 0.4]
    assert out["target"][0] == -1


def test_a_bucket_answers_after_a_lognormal_first_byte_and_the_transfer():
    n = 50_000
    rows, out = arriving(np.arange(n) * 1e-3), np.zeros(n, records.ATTEMPT)
    servers.read_objects(
        streams.stream(3, "bucket"), rows, np.arange(n), n, False, 0.025, 0.5, np.array([0.01]), out
    )
    wait = out["due"] - rows["due"] - 0.01
    assert wait.mean() == pytest.approx(0.025, rel=0.01)
    assert wait.std() / wait.mean() == pytest.approx(0.5, rel=0.03)
    assert set(out["status"]) == {200}


def test_a_bucket_that_is_down_answers_503():
    rows, out = arriving([1.0]), np.zeros(1, records.ATTEMPT)
    servers.read_objects(
        streams.stream(3, "b"), rows, np.arange(1), 1, True, 0.025, 0.5, np.array([0.01]), out
    )
    assert (out[0]["status"], out[0]["cause"], out[0]["refused"]) == (503, records.ORIGIN_DOWN, 1)


def test_the_bound_on_waiting_is_exact():
    # Two cores, three may wait: of eight that come at once five are taken.
    out = give(
        [0.0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007],
        fleet(1, 2, 3),
        [0],
        work=[1.0],
        distribution=servers.DETERMINISTIC,
    )
    assert out["refused"].tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert math.isclose(out["due"][4], 3.0)


def test_what_it_sends_is_counted_by_class_and_only_if_it_answers():
    arrays = fleet(3, 1, 5, speed=1.0)
    arrays.speed[1] = 0.0
    arrays.speed[2] = -1.0
    out = give([0.1, 0.2, 0.3], arrays, [0, 1, 2])
    assert arrays.sent.tolist() == [1_000.0, 0.0, 0.0]
    assert out["status"].tolist() == [200, 504, 504]


def test_a_server_nobody_reaches_costs_the_balancer_its_connect_timeout_and_does_no_work():
    arrays = fleet(1, 1, 5, speed=-1.0)
    out = give([0.25], arrays, [0])
    assert (out["due"][0], out["refused"][0]) == (0.25 + servers.CONNECT_TIMEOUT_S, 1)
    assert arrays.requests[0] == 0 and arrays.busy[0] == 0.0 and arrays.free[0, 0] == 0.0
