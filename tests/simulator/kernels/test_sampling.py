from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels import jit, sampling, streams


@jit
def _count(s, table, offset, size, counts, draws):
    for _ in range(draws):
        counts[sampling.draw(s, table, offset, size)] += 1


def test_draws_pass_a_chi_square_test_against_the_weights():
    weights = sampling.zipf_weights(1000, 0.9)
    draws = 2_000_000
    counts = np.zeros(1000, np.int64)
    _count(streams.stream(1, "picks"), sampling.alias_table(weights), 0, 1000, counts, draws)
    expected = draws * weights / weights.sum()
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    # 999 degrees of freedom: mean 999, standard deviation 44.7.
    assert abs(chi_square - 999) < 4 * 44.7


def test_a_table_can_lie_behind_another():
    tables = np.concatenate([sampling.alias_table([1.0] * 7), sampling.alias_table([3.0, 1.0])])
    counts = np.zeros(2, np.int64)
    _count(streams.stream(2, "picks"), tables, 7, 2, counts, 100_000)
    assert counts[0] / 100_000 == pytest.approx(0.75, abs=0.006)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any))
@settings(max_examples=100, deadline=None)
def test_a_table_gives_every_index_its_exact_share(weights):
    table = sampling.alias_table(weights)
    share = np.zeros(len(weights))
    for slot, entry in enumerate(table):
        threshold = int(entry >> np.uint64(32)) / 2**32
        share[slot] += threshold
        share[int(entry & np.uint64(0xFFFFFFFF))] += 1.0 - threshold
    assert share / len(weights) == pytest.approx(np.array(weights) / sum(weights), abs=1e-6)


@pytest.mark.parametrize("weights", [[], [0.0], [-1.0, 2.0], [float("nan")], [float("inf")], [[1.0]]])
def test_it_refuses_weights_that_are_none(weights):
    with pytest.raises(ValueError, match="weights"):
        sampling.alias_table(weights)


def test_popularity_falls_with_the_rank():
    assert sampling.zipf_weights(3, 1.0) == pytest.approx([1, 1 / 2, 1 / 3])
