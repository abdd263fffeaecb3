from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels import answers, flows, records
from simulator.kernels.edge import COUNTERS, ERRORS
from simulator.kernels.histogram import BINS, bin_of
from simulator.kernels.records import ATTEMPT, CAUSES
from tests.simulator.kernels import worlds

PATIENCE = answers.Patience(np.array([10.0, 2.0]), np.array([1, 0]), np.array([1.0, 0.5]))


def books() -> answers.Books:
    return answers.Books(
        np.zeros(2, np.int64),
        np.zeros((2, len(CAUSES)), np.int64),
        np.zeros((2, len(CAUSES)), np.int64),
        np.zeros(2, np.int64),
        np.zeros((2, BINS), np.int64),
        np.zeros((2, 2), np.int64),
        np.zeros((2, BINS), np.int64),
        np.zeros((1, 6), np.int64),
        np.zeros((1, 1, 2), np.int64),
        np.full(len(CAUSES), -1, np.int64),
    )


def edge_counts() -> np.ndarray:
    return np.zeros((1, COUNTERS), np.int64)


def answered(due, *, back=0.125, last=0.25, cache=0, pending=-1, status=200, cause=0, clients=0):
    """Attempts whose server answers at `due`, having been sent a second before, asked for two before."""
    rows = worlds.arriving(due)
    rows["stage"] = records.AT_SERVER
    rows["at"] = rows["due"] - 2.0
    rows["out"] = 1.0
    rows["back"], rows["last"] = back, last
    rows["cache"], rows["pending"] = cache, pending
    rows["status"], rows["cause"], rows["clients"] = status, cause, clients
    return rows


def respond(rows, until):
    n, pending, counted = len(rows), worlds.pending(8), books()
    filled, done = np.zeros(n, np.int64), np.zeros(n, ATTEMPT)
    kept, fills, ready = answers.respond(rows, n, until, pending, counted, filled, done)
    return rows[:kept], filled[:fills].tolist(), done[:ready], pending, counted


def slow_respond(row, until):
    """("viewer" | "edge" | "server", when it gets there) of one attempt."""
    if row["due"] >= until:
        return "server", row["due"]
    at_edge = row["due"] + row["back"] if row["cache"] >= 0 else row["due"]
    if row["cache"] >= 0 and at_edge >= until:
        return "edge", at_edge
    return "viewer", at_edge + row["last"]


@given(st.lists(st.tuples(st.floats(0, 2, width=32), st.integers(-1, 0)), max_size=20))
@settings(max_examples=100, deadline=None)
def test_answers_move_as_far_as_they_get(attempts):
    rows = answered([t for t, _ in attempts])
    rows["cache"] = [cache for _, cache in attempts]
    expected = [slow_respond(row, 1.0) for row in rows]
    on_the_way, _, done, _, counted = respond(rows, 1.0)
    assert done["due"].tolist() == [t for where, t in expected if where == "viewer" and t < 1.0]
    rest = [(where, t) for where, t in expected if where != "viewer" or t >= 1.0]
    names = {records.AT_SERVER: "server", records.TO_EDGE: "edge", records.TO_VIEWER: "viewer"}
    assert [(names[int(row["stage"])], row["due"]) for row in on_the_way] == rest
    assert counted.answers[0, 0] == sum(where != "server" for where, _ in expected)


def test_the_answer_that_reaches_the_edge_makes_its_key_known():
    _, filled, done, pending, _ = respond(answered([0.5, 0.95], pending=3, status=503, cause=6), 1.0)
    assert filled == [3]
    assert (pending.time[3], pending.status[3], pending.cause[3]) == (0.625, 503, 6)
    assert done["pending"].tolist() == [-1]


def test_a_balancer_counts_by_who_answered():
    rows = answered([0.1] * 6)
    rows["balancer"] = 0
    rows["status"] = [200, 503, 502, 503, 504, 200]
    rows["cause"] = [
        0,
        records.TARGET_BUSY,
        records.CONNECTION_RESET,
        records.NO_TARGETS,
        records.BALANCER_TIMEOUT,
        0,
    ]
    *_, counted = respond(rows, 1.0)
    assert counted.balancer[0].tolist() == [6, 2, 1, 1, 1, 1]


def conclude(rows):
    counted, retry = books(), np.zeros(len(rows) + 1, ATTEMPT)
    m = answers.conclude(rows, len(rows), PATIENCE, counted, edge_counts(), retry, 0)
    return counted, retry[:m]


def test_a_good_answer_serves_the_demand():
    rows = answered([3.0])
    rows["lookup"] = 0.5
    counted, retry = conclude(rows)
    assert (counted.served.tolist(), len(retry)) == ([1, 0], 0)
    assert counted.latency[0, bin_of(2.5)] == 1


def test_what_came_through_a_balancer_is_counted_by_class_and_way():
    rows = answered([3.0, 3.0, 3.0, 3.0], cause=[0, 0, 0, records.TARGET_BUSY], cache=[0, -1, 0, 0])
    rows["balancer"] = [0, 0, -1, 0]
    counted, _ = conclude(rows)
    assert counted.delivered.tolist() == [[[1, 1]]]


def test_the_first_loss_of_each_cause_is_remembered_and_an_edge_counts_its_errors():
    rows = answered([3.0] * 4, cause=[0, records.ORIGIN_DOWN, records.TARGET_BUSY, records.ORIGIN_DOWN])
    rows["cache"] = [0, 0, -1, 0]
    counted, retry, edges = books(), np.zeros(5, ATTEMPT), edge_counts()
    answers.conclude(rows, len(rows), PATIENCE, counted, edges, retry, 0)
    assert counted.lost[[records.OK, records.ORIGIN_DOWN, records.TARGET_BUSY]].tolist() == [-1, 1, 2]
    assert edges[0, ERRORS] == 2


def test_the_first_that_a_server_answered_is_found():
    rows = answered([3.0] * 4, cause=[0, records.TARGET_BUSY, 0, 0])
    rows["backend"] = [-1, 0, 0, 0]
    rows["gave_up"] = [0, 0, 1, 0]
    assert answers.first_served(rows) == 3
    assert answers.first_served(rows[:3]) == -1


def test_a_failed_attempt_is_tried_again_once():
    rows = answered([3.0], status=503, cause=records.TARGET_BUSY)
    counted, retry = conclude(rows)
    assert counted.errors[0, records.TARGET_BUSY] == counted.retried[0] == 1
    assert counted.failed.sum() == 0
    assert (retry[0]["due"], retry[0]["attempt"], retry[0]["stage"]) == (4.0, 1, records.RETRYING)
    counted, retry = conclude(retry)
    assert counted.failed[0, records.TARGET_BUSY] == 1
    assert len(retry) == 0


def test_an_answer_after_the_viewers_patience_is_a_timeout():
    rows = answered([3.0], clients=1)
    rows["at"] = 0.5
    counted, retry = conclude(rows)
    assert counted.failed[1, records.CLIENT_TIMEOUT] == 1
    assert counted.served.sum() == len(retry) == 0


def test_the_answer_to_a_viewer_who_gave_up_counts_for_nothing():
    rows = answered([3.0])
    rows["gave_up"] = 1
    counted, retry = conclude(rows)
    assert (counted.served.sum(), counted.errors.sum(), len(retry)) == (0, 0, 0)


def test_viewers_give_up_when_their_time_is_over_and_only_once():
    rows = answered([50.0, 50.0, 50.0])
    rows["at"] = [0.5, 0.9, 1.5]
    rows["clients"] = [0, 0, 1]
    counted, retry, late = books(), np.zeros(3, ATTEMPT), np.array([-1])
    m = answers.give_up(rows, 3, 10.7, PATIENCE, counted, retry, 0, late)
    assert (m, late[0]) == (1, 0)
    assert retry[0]["due"] == pytest.approx(11.5)
    assert rows["gave_up"].tolist() == [1, 0, 1]
    assert counted.failed[:, records.CLIENT_TIMEOUT].tolist() == [0, 1]
    assert answers.give_up(rows, 3, 10.7, PATIENCE, counted, retry, m, late) == m


def test_the_look_up_does_not_put_off_giving_up_nor_the_next_try():
    # Asked at 0.5 with half a second for the name: patience ends at 10.5 whatever it was spent on.
    for due in (10.2, 50.0):
        rows = answered([due])
        rows["at"], rows["lookup"] = 0.5, 0.5
        counted, retry, late = books(), np.zeros(2, ATTEMPT), np.array([-1])
        if due < 20:
            m = answers.conclude(rows, 1, PATIENCE, counted, edge_counts(), retry, 0)
        else:
            m = answers.give_up(rows, 1, 11.0, PATIENCE, counted, retry, 0, late)
        assert m == 1
        assert retry[0]["due"] == pytest.approx(11.5)


def test_no_address_fails_at_once():
    lane = worlds.lane_of([0.25, 0.5, 0.75], things=[4, 5, 6], clients=[0, 1, 0])
    lane.lookup[:] = 0.125
    lane.attempt[:] = [0, 0, 1]
    counted, retry = books(), np.zeros(3, ATTEMPT)
    retry["pending"] = 77  # left over from an earlier tick
    m = answers.fail_unresolved(
        lane, np.array([2, 0, 1]), 0, 3, records.DNS_NO_ANSWER, PATIENCE, counted, retry, 0
    )
    assert m == 1
    assert (retry[0]["object"], retry[0]["due"], retry[0]["attempt"]) == (4, 1.375, 1)
    assert counted.failed[:, records.DNS_NO_ANSWER].tolist() == [1, 1]
    # Nothing of the old row may show in a snapshot.
    assert (retry[0]["pending"], retry[0]["target"], retry[0]["status"]) == (-1, -1, 0)


def test_flows_end_by_their_target_their_ends_or_by_going_idle():
    table = np.zeros(4, flows.FLOW)
    table["closes"] = [np.inf, 5.0, np.inf, np.inf]
    table["active"] = [9.0, 9.0, 1.0, 9.0]
    table["target"] = [2, 0, 0, 1]
    ended, gone = np.zeros(4, np.int64), np.array([False, False, True])
    assert flows.end_flows(table, 4, 10.0, 6.0, gone, ended) == 1
    assert table["target"][0] == 1
    assert ended[[flows.CLOSED, flows.IDLE, flows.RESET]].tolist() == [1, 1, 1]
