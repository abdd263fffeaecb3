from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels import edge as kernel
from simulator.kernels import records
from simulator.kernels.histogram import BINS
from simulator.kernels.records import ATTEMPT
from tests.simulator.kernels.naive import Cache
from tests.simulator.kernels.one_edge import AT_EDGE, AWAY, ERROR_TTL, WORK, Edge

asks = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([200, 200, 200, 503])), min_size=1, max_size=12)


@given(st.lists(asks, min_size=1, max_size=12), st.integers(1, 8), st.sampled_from([1.0, 2.5, 60.0]))
@settings(max_examples=200, deadline=None)
def test_a_cache_answers_as_its_slow_twin_does(batches, capacity, ttl):
    edge, twin = Edge(10, capacity, [ttl]), Cache(capacity)
    under_way: dict[int, tuple[Any, int, int]] = {}  # label -> (attempt, object, status to come)
    for second, batch in enumerate(batches):
        at = second + (np.arange(len(batch)) + 1) / 64
        things = [thing for thing, _ in batch]
        forward, wait, reply = edge.look_up(at, things)
        expected: dict[str, list[float]] = {"miss": [], "collapsed": [], "hit": []}
        for t, (thing, status) in zip(at, batch, strict=True):
            result, label = twin.ask(thing, float(t) + AWAY, float(t))
            expected[result].append(float(t))
            if result == "miss":
                assert label == t
                row = forward[forward["at"] == t][0]
                under_way[float(t)] = (row.copy(), thing, status)
        assert forward["at"].tolist() == expected["miss"]
        assert wait["at"].tolist() == expected["collapsed"]
        assert reply["at"].tolist() == expected["hit"]
        # What was asked for longest is answered at the batch's end; the rest stays under way.
        for label in list(under_way)[: max(1, len(under_way) // 2)]:
            row, thing, status = under_way.pop(label)
            edge.answer(np.array([row], ATTEMPT), second + 0.9, status)
            twin.fill(thing, label, second + 0.9, status >= 400, ttl, ERROR_TTL)
        assert edge.contents() == list(twin.entries)


def test_it_hits_exactly_as_a_plain_lru_on_the_same_trace():
    rng = np.random.default_rng(8)
    trace = (rng.pareto(0.9, 200_000) * 20).astype(np.int64) % 5000
    edge, plain, missed = Edge(5000, 700, [1e12]), OrderedDict[int, None](), 0
    for start in range(0, len(trace), 5000):
        things = trace[start : start + 5000]
        edge.ask(start + np.arange(5000) / 5000, things)
        for thing in things.tolist():
            if thing in plain:
                plain.move_to_end(thing)
                continue
            missed += 1
            if len(plain) == 700:
                plain.popitem(last=False)
            plain[thing] = None
    assert edge.missed == missed
    assert edge.contents() == list(plain)


def test_those_who_ask_meanwhile_wait_and_get_the_leaders_answer():
    edge = Edge(4, 4, [60.0])
    forward, wait, _ = edge.look_up([0.10, 0.12, 0.50], [1, 1, 1])
    assert (len(forward), len(wait)) == (1, 2)
    assert forward[0]["due"] == pytest.approx(0.10 + AT_EDGE + 0.02)
    replies = edge.answer(forward, 0.3)
    # The first waited until the fill; the second came after it and found the answer.
    assert replies["edge"].tolist() == [records.COLLAPSED, records.HIT]
    assert replies["due"][0] == pytest.approx(0.3 + 0.005)
    assert 0.50 + AT_EDGE + 0.005 < replies["due"][1] < 0.50 + AT_EDGE + 0.005 + 12 * WORK[1]
    assert edge.counters[0, [kernel.HITS, kernel.MISSES, kernel.COLLAPSES]].tolist() == [1, 1, 1]


def test_an_answer_still_unknown_keeps_them_waiting():
    edge = Edge(4, 4, [60.0])
    forward, _, _ = edge.look_up([0.1, 0.2], [1, 1])
    assert len(edge.answer(forward[:0], 0.0)) == 0
    assert len(edge.waiting) == 1


def test_an_answer_beyond_the_tick_is_not_given_yet():
    edge = Edge(4, 4, [60.0])
    forward, _, _ = edge.look_up([0.1, 0.2], [1, 1])
    assert len(edge.answer(forward, 1.5, until=1.0)) == 0


def test_an_error_is_kept_for_its_own_time_and_given_to_all():
    edge = Edge(4, 4, [60.0])
    forward, _, _ = edge.look_up([0.1, 0.2], [1, 1])
    assert edge.answer(forward, 0.3, status=503)["status"].tolist() == [503]
    _, _, reply = edge.look_up([5.0], [1], until=6.0)
    assert (reply[0]["status"], reply[0]["edge"]) == (503, records.HIT)
    forward, _, _ = edge.look_up([10.3], [1])
    assert len(forward) == 1


def test_an_entry_lives_from_its_fill():
    edge = Edge(4, 4, [10.0])
    forward, _, _ = edge.look_up([0.1], [1])
    edge.answer(forward, 0.9)
    # What counts is when the request is at the edge.
    assert [len(part) for part in edge.look_up([10.9 - AWAY - 1e-6], [1])] == [0, 0, 1]
    assert [len(part) for part in edge.look_up([10.9 - AWAY + 1e-6], [1])] == [1, 0, 0]
    assert edge.counters[0, kernel.EXPIRED] == 1


def test_a_behavior_without_caching_forwards_everything():
    edge = Edge(4, 4, [0.0])
    forward, wait, reply = edge.look_up([0.1, 0.2, 0.3], [1, 1, 1])
    assert (len(forward), len(wait), len(reply)) == (3, 0, 0)
    assert set(forward["pending"]) == {-1}
    assert edge.counters[0, kernel.PASSES] == 3
    assert edge.contents() == []


def test_what_was_evicted_while_being_fetched_stays_out():
    edge = Edge(4, 1, [60.0])
    forward, _, _ = edge.look_up([0.1, 0.2], [1, 2])
    assert edge.contents() == [2]
    edge.answer(forward, 0.5)
    assert edge.contents() == [2]
    forward, _, reply = edge.look_up([0.6, 0.7], [2, 1])
    assert (len(reply), len(forward)) == (1, 1)


def test_a_hit_that_ends_within_the_tick_is_counted_at_once():
    edge = Edge(4, 4, [60.0])
    forward, _, _ = edge.look_up([0.1], [1])
    edge.answer(forward, 0.2)
    _, _, reply = edge.look_up([0.5], [1], until=1.0)
    assert len(reply) == 0
    assert edge.viewers.served.tolist() == [1]
    assert edge.viewers.latency.shape == (1, BINS)
    assert edge.viewers.latency.sum() == 1


def test_caches_side_by_side_know_nothing_of_each_other():
    edge = Edge(4, 4, [60.0], count=2)
    forward, _, _ = edge.look_up([0.1], [1], k=0)
    edge.answer(forward, 0.2)
    forward, _, _ = edge.look_up([0.5], [1], k=1)
    assert len(forward) == 1
    assert (edge.contents(0), edge.contents(1)) == ([1], [1])


def test_a_cache_is_rebuilt_from_its_dump():
    rng = np.random.default_rng(2)
    edge, copy = Edge(50, 10, [2.0]), Edge(50, 10, [2.0])
    for second in range(5):
        edge.ask(second + np.arange(20) / 20, rng.integers(0, 50, 20))
    parts = edge.dump()
    kernel.rebuild(copy.caches, 0, len(parts[0]), *parts)
    assert [part.tolist() for part in copy.dump()] == [part.tolist() for part in parts]
    at, things = 5 + np.arange(40) / 40, rng.integers(0, 50, 40)
    for one, other in zip(edge.look_up(at, things), copy.look_up(at, things), strict=True):
        assert one["at"].tolist() == other["at"].tolist()
    assert edge.contents() == copy.contents()


def test_the_first_of_each_result_is_left_as_a_sample():
    edge = Edge(4, 4, [60.0, 0.0])
    edge.look_up([0.1, 0.2, 0.3, 0.4], [1, 1, 2, 3], klass=[0, 0, 0, 1])
    assert edge.sample[records.MISS].tolist()[:4] == [0.1, 0, 1, 0]
    assert edge.sample[records.COLLAPSED].tolist()[:3] == [0.2, 0, 1]
    assert edge.sample[records.PASSED].tolist()[:3] == [0.4, 1, 3]
    assert edge.sample[records.HIT, 0] == -1.0
