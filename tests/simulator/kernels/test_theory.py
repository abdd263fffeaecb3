"""The kernels against queueing and caching theory."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.kernels import jit, records, sampling, servers, streams
from tests.simulator.kernels.one_edge import Edge
from tests.simulator.kernels.worlds import arriving, fleet, outstanding

BATCH = 200_000


@jit
def _poisson(s, rows, rate, start):
    t = start
    for i in range(rows.shape[0]):
        t += streams.exponential(s) / rate
        rows[i].due = t
    return t


def mean_wait(
    cores: int, rate: float, requests: int, distribution: int, variation: float, seed: int
) -> float:
    """Mean seconds between arrival and start at one server with mean service time 1 and no bound."""
    arrivals, service = streams.stream(seed, "arrivals"), streams.stream(seed, "service")
    arrays = fleet(1, cores, 100_000)
    rows = arriving(np.zeros(BATCH))
    out = np.zeros(BATCH, records.ATTEMPT)
    order, eligible, scratch = np.arange(BATCH), np.zeros(1, np.int64), outstanding(1, 1)
    cursor, t, total, counted = np.zeros(1, np.int64), 0.0, 0.0, 0
    for batch in range(requests // BATCH + 1):
        t = _poisson(arrivals, rows, rate, t)
        servers.serve(
            service,
            rows,
            order,
            BATCH,
            0.0,
            math.inf,
            servers.ROUND_ROBIN,
            eligible,
            records.NO_TARGETS,
            cursor,
            distribution,
            variation,
            np.ones(1),
            np.zeros(1),
            math.inf,
            arrays,
            scratch,
            0,
            np.zeros(4),
            np.zeros(1, np.int64),
            out,
        )
        assert not out["refused"].any()
        if batch:  # the first fills the queue
            total += float(out["queued"].sum(dtype=np.float64))
            counted += BATCH
    return total / counted


def erlang_c_wait(cores: int, load: float) -> float:
    """Mean wait of M/M/c with service rate 1 and `load` = arrival rate."""
    blocked = 1.0
    for k in range(1, cores + 1):
        blocked = load * blocked / (k + load * blocked)
    waits = blocked / (1.0 - (load / cores) * (1.0 - blocked))
    return waits / (cores - load)


@pytest.mark.parametrize(("cores", "load"), [(1, 0.6), (4, 2.8), (8, 6.4)])
def test_the_mean_wait_of_m_m_c_is_erlangs_within_1_percent(cores, load):
    found = mean_wait(cores, load, 20_000_000, servers.EXPONENTIAL, 1.0, seed=1)
    assert found == pytest.approx(erlang_c_wait(cores, load), rel=0.01)


@pytest.mark.parametrize(
    ("distribution", "variation", "load"),
    [(servers.DETERMINISTIC, 0.0, 0.8), (servers.LOGNORMAL, 0.5, 0.8), (servers.LOGNORMAL, 1.5, 0.6)],
)
def test_the_mean_wait_of_m_g_1_is_pollaczek_khinchines_within_1_percent(distribution, variation, load):
    found = mean_wait(1, load, 20_000_000, distribution, variation, seed=2)
    assert found == pytest.approx(load * (1 + variation**2) / (2 * (1 - load)), rel=0.01)


def che_hit_ratio(popularity: np.ndarray, capacity: int) -> float:
    """Che's approximation of LRU: the time after which an object not asked for leaves."""
    low, high = 0.0, 1e12
    for _ in range(200):
        middle = (low + high) / 2
        if float(-np.expm1(-popularity * middle).sum()) < capacity:
            low = middle
        else:
            high = middle
    return float((popularity * -np.expm1(-popularity * high)).sum())


@pytest.mark.parametrize(("exponent", "capacity"), [(0.8, 5_000), (1.0, 1_000)])
def test_the_hit_ratio_of_lru_is_ches_within_a_thousandth(exponent, capacity):
    objects, batch = 50_000, 250_000
    weights = sampling.zipf_weights(objects, exponent)
    picks, table = streams.stream(4, "picks"), sampling.alias_table(weights)
    edge = Edge(objects, capacity, [1e12])
    things = np.empty(batch, np.int32)
    for number in range(24):
        _pick(picks, table, things)
        edge.ask(np.arange(batch) * 1e-6 + number, things)
        if number == 3:  # full and in its steady state
            asked, missed = edge.asked, edge.missed
    ratio = 1 - (edge.missed - missed) / (edge.asked - asked)
    assert ratio == pytest.approx(che_hit_ratio(weights / weights.sum(), capacity), abs=0.001)


@jit
def _pick(s, table, out):
    for i in range(out.shape[0]):
        out[i] = sampling.draw(s, table, 0, table.shape[0])
