"""Answers on their way back: from the server to the edge, to the viewer, and what the viewer makes of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import jit
from simulator.kernels.edge import ERRORS
from simulator.kernels.histogram import bin_of
from simulator.kernels.records import (
    AT_SERVER,
    BALANCER_TIMEOUT,
    CLIENT_TIMEOUT,
    CONNECTION_RESET,
    NO_TARGETS,
    RETRYING,
    TARGET_BUSY,
    TO_EDGE,
    TO_VIEWER,
)

# Columns of a balancer's counters.
REQUEST_COUNT, TARGET_2XX, TARGET_5XX, ELB_502, ELB_503, ELB_504 = range(6)


class Books(NamedTuple):
    """What is counted in a tick."""

    served: NDArray[np.int64]  # [populations] demands that got their answer
    failed: NDArray[np.int64]  # [populations, causes] demands given up
    errors: NDArray[np.int64]  # [populations, causes] attempts that failed
    retried: NDArray[np.int64]  # [populations]
    latency: NDArray[np.int64]  # [populations, BINS] attempts that succeeded
    answers: NDArray[np.int64]  # [backends, 2] good and bad ones
    response: NDArray[np.int64]  # [backends, BINS] seconds from arrival at the server's side to its answer
    balancer: NDArray[np.int64]  # [balancers, 6]
    delivered: NDArray[
        np.int64
    ]  # [balancers, classes, 2] answers that reached a viewer: by an edge, without one
    lost: NDArray[np.int64]  # [causes] the first of `conclude`'s rows that failed so, -1: none


class Patience(NamedTuple):
    """By population: seconds until a viewer gives up, how often it asks again, seconds before it does."""

    timeout: NDArray[np.float64]
    retries: NDArray[np.int64]
    delay: NDArray[np.float64]


@jit
def respond(rows, n, until, pending, books, filled, done):
    """Move answers on as far as they get before `until`; modifies `rows` in place.

    filled: int64, rows of the pending table that became known; done: attempts whose answer reached the viewer.
    Returns (still on the way, filled, done).
    """
    kept = 0
    fills = 0
    ready = 0
    # Arrays are read from their tuples once: within the loop each reading would count a reference atomically.
    _, _, _, _, _, answers, response, balancer, _, _ = books
    times, _, _, _, statuses, causes, _, _ = pending
    for i in range(n):
        row = rows[i]
        if row.stage == AT_SERVER and row.due < until:
            backend = row.backend
            good = row.status < 400
            answers[backend, 0 if good else 1] += 1
            if row.refused == 0 or row.cause == TARGET_BUSY:
                response[backend, bin_of(row.due - row.at - row.out)] += 1
            b = row.balancer
            if b >= 0:
                balancer[b, REQUEST_COUNT] += 1
                if good:
                    balancer[b, TARGET_2XX] += 1
                elif row.cause == TARGET_BUSY:
                    balancer[b, TARGET_5XX] += 1
                elif row.cause == CONNECTION_RESET:
                    balancer[b, ELB_502] += 1
                elif row.cause == NO_TARGETS:
                    balancer[b, ELB_503] += 1
                elif row.cause == BALANCER_TIMEOUT:
                    balancer[b, ELB_504] += 1
            if row.cache >= 0:
                row.stage = TO_EDGE
                row.due += row.back
            else:
                row.stage = TO_VIEWER
                row.due += row.last
        if row.stage == TO_EDGE and row.due < until:
            p = row.pending
            if p >= 0:
                times[p] = row.due
                statuses[p] = row.status
                causes[p] = row.cause
                row.pending = -1
                filled[fills] = p
                fills += 1
            row.stage = TO_VIEWER
            row.due += row.last
        if row.stage == TO_VIEWER and row.due < until:
            done[ready] = row
            ready += 1
        else:
            if kept != i:
                rows[kept] = row
            kept += 1
    return kept, fills, ready


@jit
def _fail(row, end, cause, patience, books, retry, m):
    """One attempt failed at `end`: ask again or give the demand up. Returns the new count of `retry`."""
    who = row.clients
    books.errors[who, cause] += 1
    if row.attempt < patience.retries[who]:
        books.retried[who] += 1
        retry[m] = row
        retry[m].due = end + patience.delay[who]
        retry[m].attempt = row.attempt + 1
        retry[m].stage = RETRYING
        return m + 1
    books.failed[who, cause] += 1
    return m


@jit
def conclude(done, n, patience, books, counters, retry, m):
    """Count the attempts whose answers reached their viewers. `retry` has room for n more than m.

    counters: int64[caches, edge.COUNTERS]. Returns the new count of `retry`. An answer that
    comes after the viewer's patience is a time-out.
    """
    served, _, _, _, latencies, _, _, _, delivered, lost = books
    timeouts = patience.timeout
    for i in range(n):
        row = done[i]
        if row.cause != 0:
            if lost[row.cause] < 0:
                lost[row.cause] = i
            if row.cache >= 0:
                counters[row.cache, ERRORS] += 1
        elif row.balancer >= 0:
            delivered[row.balancer, row.klass, 0 if row.cache >= 0 else 1] += 1
        if row.gave_up:
            continue
        who = row.clients
        latency = row.due - row.at + row.lookup
        if latency > timeouts[who]:
            m = _fail(row, row.at + timeouts[who], CLIENT_TIMEOUT, patience, books, retry, m)
        elif row.status >= 400 or row.cause != 0:
            m = _fail(row, row.due + row.lookup, row.cause, patience, books, retry, m)
        else:
            served[who] += 1
            latencies[who, bin_of(latency)] += 1
    return m


@jit
def first_served(done):
    """The first of `done` that a server answered well and a viewer waited for, -1: none."""
    for i in range(done.shape[0]):
        row = done[i]
        if row.backend >= 0 and row.gave_up == 0 and row.cause == 0:
            return i
    return -1


@jit
def give_up(rows, n, until, patience, books, retry, m, late):
    """Let the viewers of rows[:n] who have waited long enough before `until` give up.

    late: int64[1], index of the first row given up in this call, -1 if none. Returns the new count of `retry`.
    """
    timeouts = patience.timeout
    for i in range(n):
        row = rows[i]
        if row.gave_up == 0:
            end = row.at + timeouts[row.clients]
            if end < until:
                row.gave_up = 1
                if late[0] < 0:
                    late[0] = i
                m = _fail(row, end, CLIENT_TIMEOUT, patience, books, retry, m)
    return m


@jit
def fail_unresolved(lane, order, start, stop, cause, patience, books, retry, m):
    """Requests lane[order[start:stop]] got no address: each fails at once. Returns the new count of `retry`."""
    for k in range(start, stop):
        i = order[k]
        who = lane.clients[i]
        books.errors[who, cause] += 1
        if lane.attempt[i] < patience.retries[who]:
            books.retried[who] += 1
            # Every field is written: what a reused row held before must not show in a snapshot.
            row = retry[m]
            row.due = lane.at[i] + lane.lookup[i] + patience.delay[who]
            row.at = lane.at[i]
            row.out = 0.0
            row.queued = 0.0
            row.lookup = lane.lookup[i]
            row.back = 0.0
            row.last = 0.0
            row.object = lane.object[i]
            row.pending = -1
            row.target = -1
            row.klass = lane.klass[i]
            row.clients = who
            row.cache = -1
            row.backend = -1
            row.balancer = -1
            row.status = 0
            row.stage = RETRYING
            row.cause = cause
            row.edge = 0
            row.attempt = lane.attempt[i] + 1
            row.gave_up = 0
            row.refused = 0
            m += 1
        else:
            books.failed[who, cause] += 1
    return m
