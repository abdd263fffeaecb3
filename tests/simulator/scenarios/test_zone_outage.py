"""A zone is lost and comes back: what the group replaces at once, and how it finds its balance again.

Six m5.large in two zones, three in each, and at most six. At second 60 zone a is gone, at second 600 it is back.

What is expected, and why:

60        Three machines vanish. The group launches three at once, all in zone c: it is the only one that is up, and
          desired capacity has not changed. Until they serve, three carry what six carried: at 240 requests/s 80 % of
          what they can do, and nobody notices; at 360 120 %, and requests are lost.
75-145    The new ones run (15 to 25 s), answer (24 to 36 s later) and pass two checks: six serve again, all in c.
600       Zone a is back with none of six: out of balance. Balance is mended by launching before terminating. A group
          may exceed its maximum for that by a tenth, but by one at least: with a maximum of six by one instance.
600-850   Three turns of one, 40 to 95 s each: one is launched in a, serves, and one of zone c goes. Never do fewer
          than six serve.
850       Three in each zone.

With a maximum of twenty two are moved at a time. With AZRebalance suspended nothing is moved; what is launched later
goes to the empty zone all the same. While the outage lasts nothing is launched in the zone that is gone.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.decisions import Decision
from simulator.document import parse_document
from simulator.engine import Frame, World, parse_script
from tests.simulator.scenarios.shop import GROUP, TARGETS, shop

LOST_AT, BACK_AT, END = 60, 600, 900
A, C = "ap-northeast-2a", "ap-northeast-2c"
OUTAGE = {
    "at": LOST_AT,
    "command": {
        "kind": "fault",
        "fault": "zone_outage",
        "resource": "SubnetA",
        "duration": BACK_AT - LOST_AT,
    },
}


def play(*more: dict[str, Any], rate: float = 240, most: int = 6, seconds: int = END) -> list[Frame]:
    document = parse_document(shop({"MinSize": 6, "MaxSize": most, "DesiredCapacity": 6}, rate=rate))
    script = parse_script({"events": [OUTAGE, *more]})
    return World.create(document, seed=4, script=script, explain=False).advance(seconds)


def operate(at: int, operation: str, **parameters: Any) -> dict[str, Any]:
    command = {"kind": "operate", "operation": operation, "resource": GROUP, "parameters": parameters}
    return {"at": at, "command": command}


def said(frames: list[Frame], subject: str, *reasons: str) -> list[Decision]:
    return [
        one for frame in frames for one in frame.decisions if one.subject == subject and one.reason in reasons
    ]


def counted(frame: Frame) -> dict[str, int]:
    """Instances that count towards capacity, by zone."""
    values = frame.values[GROUP]
    return {
        zone: values["GroupInServiceInstances"][zone] + values["GroupPendingInstances"][zone]
        for zone in (A, C)
    }


def serving(frame: Frame) -> int:
    return sum(frame.values[TARGETS]["HealthyHostCount"].values())


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return play()


def test_at_once_three_are_launched_and_all_where_there_is_a_zone(frames: list[Frame]) -> None:
    assert counted(frames[LOST_AT - 1]) == {A: 3, C: 3}
    assert counted(frames[LOST_AT]) == {A: 0, C: 6}
    launches = said(frames[: BACK_AT - 1], "autoscaling.place", "Launched")
    assert [(one.at, one.outcome) for one in launches] == [(LOST_AT, C)] * 3
    for one in launches:
        (lost,) = [row for row in one.candidates if row.id == A]
        assert lost.verdict.value == "rejected" and lost.values["up"] is False


def test_six_serve_again_within_a_minute_and_a_half(frames: list[Frame]) -> None:
    assert {serving(frame) for frame in frames[LOST_AT : LOST_AT + 39]} == {3}
    whole = next(frame.id for frame in frames[LOST_AT:] if serving(frame) == 6)
    assert whole <= LOST_AT + 90
    assert {serving(frame) for frame in frames[whole : BACK_AT - 1]} == {6}


def test_until_then_it_depends_on_the_spare_capacity_whether_requests_are_lost(frames: list[Frame]) -> None:
    def lost(run: list[Frame]) -> float:
        outage = run[LOST_AT : LOST_AT + 90]
        failed = sum(frame.demand["failed"] for frame in outage)
        return failed / sum(frame.demand["arrived"] for frame in outage)

    assert lost(frames) < 0.001
    tight = play(rate=360, seconds=200)
    assert lost(tight) > 0.03
    assert sum(frame.demand["failed"] for frame in tight[LOST_AT + 120 :]) == 0


def test_the_balance_is_mended_one_by_one_and_a_launch_comes_first(frames: list[Frame]) -> None:
    launches = said(frames, "autoscaling.place", "LaunchedToRebalance")
    goings = said(frames, "autoscaling.terminate", "Chosen")
    assert [one.outcome for one in launches] == [A] * 3
    assert [len(one.outcome) for one in goings] == [1, 1, 1]
    acts = sorted([(one.at, "go") for one in goings] + [(one.at, "launch") for one in launches])
    assert [name for _, name in acts] == ["launch", "go"] * 3  # the next launch is in the second of a going
    assert launches[0].at == BACK_AT
    for launch, going in zip(launches, goings, strict=True):
        assert 40 <= going.at - launch.at <= 95


def test_no_more_than_one_above_the_maximum_and_never_fewer_than_six_that_serve(frames: list[Frame]) -> None:
    rebalancing = frames[BACK_AT - 1 :]
    assert {sum(counted(frame).values()) for frame in rebalancing} == {6, 7}
    assert min(serving(frame) for frame in rebalancing) == 6
    assert sum(frame.demand["failed"] for frame in rebalancing) == 0
    assert {frame.values[GROUP]["GroupDesiredCapacity"] for frame in rebalancing} == {6}


def test_in_the_end_the_zones_are_equal_and_it_stays_so(frames: list[Frame]) -> None:
    assert all(counted(frame) == {A: 3, C: 3} for frame in frames[-60:])


def test_a_larger_maximum_lets_it_move_two_at_a_time() -> None:
    frames = play(most=20, seconds=BACK_AT + 250)
    assert [one.at for one in said(frames, "autoscaling.place", "LaunchedToRebalance")][:2] == [BACK_AT] * 2
    assert max(sum(counted(frame).values()) for frame in frames) == 8
    assert counted(frames[-1]) == {A: 3, C: 3}


def test_with_az_rebalance_suspended_nothing_is_moved_but_launches_go_to_the_empty_zone() -> None:
    suspended = operate(10, "suspend_processes", ScalingProcesses=["AZRebalance"])
    more = {"at": BACK_AT + 100, "command": {"kind": "capacity", "resource": GROUP, "desired": 8}}
    frames = play(suspended, more, most=8, seconds=BACK_AT + 110)
    assert counted(frames[BACK_AT + 99]) == {A: 0, C: 6}
    assert counted(frames[-1]) == {A: 2, C: 6}
    assert said(frames, "autoscaling.place", "LaunchedToRebalance") == []


def test_in_the_middle_of_a_move_a_snapshot_goes_on_byte_for_byte() -> None:
    document = parse_document(shop({"MinSize": 6, "MaxSize": 6}, rate=240))
    world = World.create(document, seed=4, script=parse_script({"events": [OUTAGE]}), explain=False)
    world.advance(BACK_AT + 30)
    restored = World.restore(world.snapshot())
    assert [one.as_json() for one in restored.advance(120)] == [one.as_json() for one in world.advance(120)]
