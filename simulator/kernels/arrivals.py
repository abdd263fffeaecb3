"""Arrivals: a Poisson process with a rate constant within a tick; each request draws a class and an object.

`progress` is float64[2], modified in place: the share of a mean-1 exponential still to pass until the next
arrival, and the time up to which the process has been drawn. Both survive the tick, so that the process does
not depend on the length of a tick.
"""

from __future__ import annotations

import numpy as np

from simulator.kernels import jit
from simulator.kernels.prefetch import prefetch
from simulator.kernels.sampling import draw, drawn, slot_of
from simulator.kernels.streams import exponential, next_word

_AHEAD = 32


@jit
def arrive(times, picks, progress, rate, until, clients, classes, catalogue, popularity, lane):
    """Fill `lane` with the requests that arrive before `until` at `rate` requests/s; returns how many.

    times, picks: streams. classes: alias table over the rows of `catalogue`, int64[rows, 4] of
    (class, first object id, number of objects, offset in `popularity`). Stops when the lane is full; called
    again it goes on from there.
    """
    n = 0
    ats, lookups, objects, _, klasses, people, attempts = lane
    room = ats.shape[0]
    t = progress[1]
    left = progress[0]
    if rate <= 0.0:
        progress[1] = until
        return 0
    mean = 1.0 / rate
    kinds = classes.shape[0]
    while n < room:
        if t + left * mean >= until:
            left -= (until - t) * rate
            if left < 0.0:
                left = 0.0
            t = until
            break
        t += left * mean
        ats[n] = t
        n += 1
        left = exponential(times)
    # The table of objects is larger than the processor's cache: what is drawn is looked up a little later.
    words = np.empty(_AHEAD, np.uint64)
    rows = np.empty(_AHEAD, np.int64)
    for i in range(n + _AHEAD):
        place = i % _AHEAD
        j = i - _AHEAD
        if j >= 0:
            row = rows[place]
            lookups[j] = 0.0
            klasses[j] = catalogue[row, 0]
            objects[j] = catalogue[row, 1] + drawn(
                words[place], popularity, catalogue[row, 3], catalogue[row, 2]
            )
            people[j] = clients
            attempts[j] = 0
        if i < n:
            row = draw(picks, classes, 0, kinds)
            word = next_word(picks)
            rows[place] = row
            words[place] = word
            prefetch(popularity, catalogue[row, 3] + slot_of(word, catalogue[row, 2]))
    progress[0] = left
    progress[1] = t
    return n


@jit
def merge_retries(lane, n, rows, order, m):
    """Merge m attempts that ask again, taken in `order` of their due time, into `lane[:n]` in place.

    The lane needs room for n + m requests. Returns n + m. A retry that ties with an arrival comes after it.
    """
    i = n - 1
    j = m - 1
    k = n + m - 1
    while j >= 0:
        row = rows[order[j]]
        if i >= 0 and lane.at[i] > row.due:
            lane.at[k] = lane.at[i]
            lane.lookup[k] = lane.lookup[i]
            lane.object[k] = lane.object[i]
            lane.klass[k] = lane.klass[i]
            lane.clients[k] = lane.clients[i]
            lane.attempt[k] = lane.attempt[i]
            i -= 1
        else:
            lane.at[k] = row.due
            lane.lookup[k] = 0.0
            lane.object[k] = row.object
            lane.klass[k] = row.klass
            lane.clients[k] = row.clients
            lane.attempt[k] = row.attempt
            j -= 1
        k -= 1
    return n + m
