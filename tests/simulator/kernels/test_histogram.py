from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.histogram import BINS, EDGES, bin_of, percentiles
from tests.simulator.kernels.naive import percentile_bounds


def naive_bin(seconds: float) -> int:
    if seconds < EDGES[0]:
        return 0
    return min(BINS - 1, int(np.searchsorted(EDGES, seconds, side="right")) - 1)


@given(st.floats(1e-9, 1e5))
@settings(max_examples=500, deadline=None)
def test_a_value_counts_in_the_bin_whose_edges_enclose_it(seconds):
    assert bin_of(seconds) == naive_bin(seconds)


@pytest.mark.parametrize("bin", [0, 1, 31, 32, 500, BINS - 1])
def test_a_lower_edge_belongs_to_its_bin(bin):
    assert bin_of(EDGES[bin]) == bin
    assert bin_of(math.nextafter(EDGES[bin + 1], 0.0)) == bin


def test_no_bin_is_wider_than_3_2_percent():
    assert (np.diff(EDGES) / EDGES[:-1]).max() <= 1 / 32 + 1e-12


def test_zero_and_what_is_out_of_range_count_at_the_ends():
    assert [bin_of(x) for x in (0.0, 1e-9, 1e9, math.inf)] == [0, 0, BINS - 1, BINS - 1]


@given(st.lists(st.floats(1e-5, 1e3), min_size=1, max_size=200), st.floats(0.01, 1.0))
@settings(max_examples=200, deadline=None)
def test_a_percentile_lies_in_the_bin_of_the_true_one(values, share):
    counts = np.bincount([bin_of(value) for value in values], minlength=BINS)
    found = percentiles(counts, [share])
    assert found is not None
    true = bin_of(percentile_bounds(values, share))
    assert EDGES[true] <= found[0] <= EDGES[true + 1]


def test_percentiles_of_nothing_are_none():
    assert percentiles(np.zeros(BINS, np.int64), [0.5]) is None
