"""Fairness between owners: a clock and workers of the test's own, the real scripts."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from dashboard.runs import fair, store

pytestmark = pytest.mark.redis

START = 1_700_000_000.0
SLICE = 0.05


class Lab:
    """Workers that take what they are handed and commit it when its time is over, on a clock of their own."""

    def __init__(self, workers: int) -> None:
        self.workers = [f"w{number}" for number in range(1, workers + 1)]
        self.now = START
        self.slices: Counter[str] = Counter()  # by run
        self.seconds: Counter[str] = Counter()  # by owner
        self.moves = 0
        self.under_way: list[tuple[float, int, fair.Turn]] = []
        self.order = itertools.count()
        self.owners: dict[str, str] = {}
        self.period: dict[str, float] = {}
        self.took: dict[str, float] = {}
        self.home: dict[str, str] = {}

    def start(self, run: str, owner: str, *, period: float = 0.0, slice_s: float = SLICE) -> str:
        """A run of that owner: due every `period` seconds, or always; each slice takes `slice_s`."""
        self.owners[run], self.period[run], self.took[run] = owner, period, slice_s
        assert store.seed(
            run, 1, epoch=1, stored=0, due_at=self.now, status="running", speed="max", owner=owner
        )
        return run

    def start_many(self, owner: str, count: int, **options: float) -> list[str]:
        return [self.start(f"{owner}-{number}", owner, **options) for number in range(count)]

    def ask(self, asking: Iterable[str], owner: str = "", seconds: float = 0.0) -> None:
        found = fair.hand_out(self.now, list(asking), self.workers, owner=owner, seconds=seconds)
        assert found.stale == found.lost == []
        for turn in found.turns:
            done = self.now + self.took[turn.run]
            heapq.heappush(self.under_way, (done, next(self.order), turn))

    def commit(self, turn: fair.Turn) -> None:
        due = self.now if not self.period[turn.run] else self.now + self.period[turn.run]
        hot = store.load(turn.run)
        assert hot is not None
        assert store.claim(turn.run, turn.generation, turn.slice)
        work = store.Commit(
            run=turn.run, generation=turn.generation, slice=turn.slice, tick=hot.tick, worker=turn.worker,
            achieved=0, anchor_tick=0, anchor_at=0, due_at=due,
        )  # fmt: skip
        assert store.commit(work) == "running"
        self.slices[turn.run] += 1
        self.seconds[self.owners[turn.run]] += self.took[turn.run]
        self.moves += self.home.get(turn.run, turn.worker) != turn.worker
        self.home[turn.run] = turn.worker

    def go_on(self, seconds: float) -> None:
        """The scheduler looks every 10 ms; a worker asks when it has done a slice."""
        until, look = self.now + seconds, self.now
        while self.now < until:
            if self.under_way and self.under_way[0][0] <= look:
                self.now, _, turn = heapq.heappop(self.under_way)
                self.commit(turn)
                owner = self.owners[turn.run]
                self.ask([turn.worker], owner, self.took[turn.run] - SLICE)
            else:
                self.now = look
                self.ask(self.workers)
                look += 0.01


@pytest.fixture
def lab(hot: str) -> Any:
    return Lab


def test_one_run_has_half_of_a_worker_beside_a_hundred_of_somebody_else(lab: Any) -> None:
    lab = lab(1)
    lab.start_many("many", 100)
    lab.start("one-0", "one")
    lab.go_on(20)
    assert lab.seconds["one"] == pytest.approx(10, abs=0.3)
    assert lab.seconds["many"] == pytest.approx(10, abs=0.3)


def test_on_two_workers_it_has_one_of_them_and_the_hundred_share_the_other(lab: Any) -> None:
    lab = lab(2)
    many = lab.start_many("many", 100)
    lab.start("one-0", "one")
    lab.go_on(60)
    assert lab.seconds["one"] == pytest.approx(60, rel=0.1)
    assert lab.seconds["many"] == pytest.approx(60, rel=0.1)
    of_many = [lab.slices[run] for run in many]
    assert max(of_many) - min(of_many) <= 2, "none of the hundred starves behind the worker the one has"


def test_one_that_comes_later_does_not_wait_for_the_hundred(lab: Any) -> None:
    lab = lab(2)
    lab.start_many("many", 100)
    lab.go_on(10)
    lab.start("one-0", "one")
    lab.go_on(0.5)
    assert lab.slices["one-0"] >= 4
    lab.go_on(20)
    assert lab.seconds["one"] == pytest.approx(20.5, rel=0.1), "and is not favoured for having come late"


def test_equal_owners_have_equal_shares_whatever_their_runs(lab: Any) -> None:
    lab = lab(2)
    for owner, count in {"a": 1, "b": 3, "c": 10, "d": 40}.items():
        lab.start_many(owner, count)
    lab.go_on(60)
    assert [lab.seconds[owner] for owner in "abcd"] == pytest.approx([30] * 4, rel=0.1)


@pytest.mark.parametrize("owners", [1, 50])
def test_fifty_equal_runs_advance_alike(lab: Any, owners: int) -> None:
    lab = lab(2)
    for number in range(50):
        lab.start(f"run-{number}", f"owner-{number % owners}")
    lab.go_on(60)
    assert sum(lab.slices.values()) == pytest.approx(2 * 60 / SLICE, rel=0.02), "no worker idles"
    assert max(lab.slices.values()) - min(lab.slices.values()) <= 2
    assert lab.moves <= 10, "and worlds stay where they are warm"


def test_long_slices_are_charged_for_what_they_take(lab: Any) -> None:
    lab = lab(1)
    lab.start("heavy-0", "heavy", slice_s=0.2)
    lab.start("light-0", "light", slice_s=0.05)
    lab.go_on(20)
    assert lab.seconds["heavy"] == pytest.approx(lab.seconds["light"], rel=0.1)


def test_nobody_saves_time_up(lab: Any) -> None:
    lab = lab(1)
    lab.start("busy-0", "busy")
    lab.start("seldom-0", "seldom", period=2.0)
    lab.go_on(30)
    lab.start("seldom-1", "seldom")
    before = lab.seconds["busy"]
    lab.go_on(10)
    assert lab.seconds["busy"] - before > 4


def test_paced_runs_of_others_are_served_at_once(lab: Any) -> None:
    lab = lab(2)
    lab.start_many("many", 100)
    for number in range(10):
        lab.start(f"paced-{number}", f"person-{number}", period=0.25, slice_s=0.005)
    lab.go_on(20)
    for number in range(10):
        assert lab.slices[f"paced-{number}"] >= 0.75 * 20 / (0.25 + 0.005)


def test_a_run_that_stopped_while_it_waited_is_not_handed_out(lab: Any) -> None:
    lab = lab(1)
    lab.start_many("a", 3)
    lab.go_on(0.02)
    store.forget("a-1")
    assert store.control("a-2", 1, never=True, status="paused")
    lab.go_on(3)
    assert (lab.slices["a-1"], lab.slices["a-2"]) == (0, 0) and lab.slices["a-0"] > 50
    assert fair.backlog(lab.now)[0] <= 1


def test_the_backlog_is_what_waits_and_since_when(lab: Any) -> None:
    lab = lab(1)
    lab.start_many("a", 5)
    lab.go_on(0.02)
    count, seconds = fair.backlog(lab.now)
    assert count == 4 and seconds == pytest.approx(0.02, abs=0.015)


def test_what_a_worker_died_over_is_stale_when_its_successor_arrives(lab: Any) -> None:
    lab = lab(1)
    lab.start("a-0", "a")
    [turn] = fair.hand_out(lab.now, ["w1"], ["w1"]).turns
    assert not fair.arrived("w1", lab.now + 1), "it waits in the worker's queue, which the successor reads"
    lab.start("b-0", "b")
    lab.now += 2
    [turn] = fair.hand_out(lab.now, ["w1"], ["w1"]).turns
    assert store.claim(turn.run, turn.generation, turn.slice)
    assert fair.arrived("w1", lab.now + 1)
    assert fair.hand_out(lab.now + 1, ["w1"], ["w1"]).stale == [turn.run]


def test_the_order_survives_a_schedulers_death_and_is_made_anew_with_redis(lab: Any) -> None:
    lab = lab(1)
    lab.start_many("a", 20)
    lab.start("b-0", "b")
    lab.go_on(5)
    # A scheduler keeps nothing; a new Redis knows nothing, and runs are put there again.
    store.connection().flushall()
    lab.under_way.clear()
    for run, owner in list(lab.owners.items()):
        lab.start(run, owner)
    before = lab.seconds.copy()
    lab.go_on(10)
    assert lab.seconds["b"] - before["b"] == pytest.approx(5, abs=0.3)
