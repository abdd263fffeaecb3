from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.kernels import jit, streams
from tests.simulator.kernels.naive import Xoshiro

DRAWS = 400_000


@jit
def _many(draw, s, out):
    for i in range(out.shape[0]):
        out[i] = draw(s)


@jit
def _many_lognormal(s, variation, out):
    for i in range(out.shape[0]):
        out[i] = streams.lognormal(s, variation)


def draws(draw, s, count=DRAWS):
    out = np.empty(count)
    _many(draw, s, out)
    return out


def test_the_words_of_a_stream_are_those_of_xoshiro256_plus_plus():
    s = streams.stream(7, "Clients", "times")
    twin = Xoshiro([int(word) for word in s])
    assert [int(streams.next_word(s)) for _ in range(1000)] == [twin.next_word() for _ in range(1000)]
    assert [int(word) for word in s] == twin.s


def test_it_gives_the_published_words_for_the_published_state():
    # State 1, 2, 3, 4: the test vector of the reference implementation in C, as the Rust crate keeps it.
    s = np.array([1, 2, 3, 4], np.uint64)
    assert [int(streams.next_word(s)) for _ in range(3)] == [41943041, 58720359, 3588806011781223]


def test_streams_differ_by_every_part_of_their_name():
    names = [(1, "a", "b"), (2, "a", "b"), (1, "a", "c"), (1, "ab", ""), (1, "a"), (1, "b", "a")]
    states = {streams.stream(seed, *rest).tobytes() for seed, *rest in names}
    assert len(states) == len(names)


def test_a_uniform_is_the_words_upper_53_bits():
    s = streams.stream(3, "u")
    twin = Xoshiro([int(word) for word in s])
    for _ in range(100):
        assert streams.uniform(s) == (twin.next_word() >> 11) / 2**53


@pytest.mark.parametrize("name", ["exponential", "normal"])
def test_variates_follow_their_distribution(name):
    values = np.sort(draws(getattr(streams, name), streams.stream(11, name)))
    points = np.linspace(-3.5, 6.0, 200)
    seen = np.searchsorted(values, points) / len(values)
    if name == "exponential":
        expected = np.where(points > 0, 1.0 - np.exp(-np.maximum(points, 0)), 0.0)
    else:
        expected = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in points])
    # Kolmogorov's distance; 1.95 / sqrt(n) is passed by chance once in a thousand.
    assert np.abs(seen - expected).max() < 1.95 / math.sqrt(len(values))


def test_the_tail_beyond_the_last_layer_of_the_ziggurat_is_drawn():
    values = draws(streams.exponential, streams.stream(5, "tail"), 2_000_000)
    beyond = np.count_nonzero(values > 8.0)
    expected = len(values) * math.exp(-8.0)
    assert abs(beyond - expected) < 4 * math.sqrt(expected)


@pytest.mark.parametrize("variation", [0.25, 0.5, 1.0, 2.0])
def test_a_lognormal_has_mean_one_and_the_variation_asked_for(variation):
    values = np.empty(DRAWS)
    _many_lognormal(streams.stream(13, "lognormal"), variation, values)
    sigma = math.sqrt(math.log(1 + variation**2))
    logs = np.log(values)
    assert logs.std() == pytest.approx(sigma, rel=0.01)
    assert logs.mean() == pytest.approx(-(sigma**2) / 2, abs=5 * sigma / math.sqrt(DRAWS))
