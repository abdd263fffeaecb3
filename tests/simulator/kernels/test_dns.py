from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels import dns, streams
from tests.simulator.kernels.worlds import lane_of

LOOKUP = 0.25  # exact as float32


class Resolvers:
    """One population's resolvers."""

    def __init__(self, resolvers: int, ttl: list[float], share: list[float], seed: int = 1) -> None:
        self.s = streams.stream(seed, "resolvers")
        self.expiry, self.kept = np.zeros(resolvers), np.zeros(resolvers, np.int64)
        self.ttl = np.array(ttl)
        self.endpoint = 10 + np.arange(len(ttl))
        self.share = np.cumsum(np.array(share))
        self.asked, self.given = np.zeros(len(ttl), np.int64), np.zeros(len(ttl), np.int64)
        self.last = np.full(3, -1.0)

    def resolve(self, at: list[float]) -> tuple[list[int], list[float]]:
        lane = lane_of(at)
        lane.lookup[:] = 0.0
        dns.resolve(
            self.s,
            lane,
            len(at),
            self.expiry,
            self.kept,
            self.share,
            self.endpoint,
            self.ttl,
            LOOKUP,
            self.asked,
            self.given,
            self.last,
        )
        return lane.endpoint.tolist(), lane.lookup.tolist()


def slow_resolve(twin: Resolvers, at: list[float]) -> tuple[list[int], list[float]]:
    """The same with dictionaries and the same random numbers."""
    kept: dict[int, tuple[int, float]] = {}
    shares = np.diff([0.0, *twin.share])
    endpoints, lookups = [], []
    for t in at:
        r = int(streams.uniform(twin.s) * len(twin.kept))
        answer, expiry = kept.get(r, (-1, 0.0))
        lookup = 0.0
        if expiry <= t:
            u, lookup, answer = streams.uniform(twin.s) * sum(shares), LOOKUP, -1
            for number, share in enumerate(shares):
                if share > 0 and u < sum(shares[: number + 1]):
                    answer = number
                    break
            if answer >= 0:
                kept[r] = (answer, t + twin.ttl[answer])
        endpoints.append(10 + answer if answer >= 0 else -1)
        lookups.append(lookup)
    return endpoints, lookups


@pytest.mark.parametrize("share", [[1.0], [0.5, 0.5], [0.25, 0.0, 0.75], [0.0, 1.0], [0.0]])
@pytest.mark.parametrize("resolvers", [1, 8])
def test_resolvers_keep_answers_as_their_slow_twins_do(share, resolvers):
    at = np.cumsum(np.random.default_rng(3).exponential(0.3, 2000)).tolist()
    ttl = [5.0 + 3 * i for i in range(len(share))]
    found = Resolvers(resolvers, ttl, share).resolve(at)
    assert found == slow_resolve(Resolvers(resolvers, ttl, share), at)


def test_a_resolver_asks_once_a_ttl():
    one = Resolvers(1, [10.0], [1.0])
    _, lookup = one.resolve([1.0, 2.0, 10.9, 11.0, 12.0])
    assert lookup == [LOOKUP, 0.0, 0.0, LOOKUP, 0.0]
    assert (one.asked.tolist(), one.given.tolist()) == ([2], [5])
    assert one.last.tolist() == [11.0, 0.0, 0.0]


def test_an_answer_no_longer_given_stays_in_use_until_its_ttl():
    one = Resolvers(1, [10.0, 10.0], [1.0, 0.0])
    assert one.resolve([1.0])[0] == [10]
    one.share = np.cumsum([0.0, 1.0])
    assert one.resolve([5.0, 10.99, 11.5])[0] == [10, 10, 11]


def test_answers_are_given_by_weight():
    many = Resolvers(4, [0.0, 0.0], [0.25, 0.75])
    many.resolve(np.linspace(0.1, 100, 40_000).tolist())
    assert many.asked[1] / many.asked.sum() == pytest.approx(0.75, abs=0.01)


def test_no_answer_is_not_kept():
    one = Resolvers(1, [10.0], [0.0])
    assert one.resolve([1.0, 1.5]) == ([-1, -1], [LOOKUP, LOOKUP])
    one.share = np.array([1.0])
    assert one.resolve([2.0])[0] == [10]
