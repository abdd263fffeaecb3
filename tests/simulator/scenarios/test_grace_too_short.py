"""A grace period that is shorter than the start of the software: healthy instances are killed, one after another.

Three m5.large serve 150 requests/s. Their software takes 150 s to answer (120 to 180). At second 60 one machine is
gone. The health check type is ELB, the target group checks every 10 s and takes 2 failures for unhealthy.

What is expected, and why, with a grace period of 60 s:

60        The group launches a replacement at once: the machine does not run, which is EC2's own check.
75-85     EC2 says it is running: it is in service, and its grace period begins. It registers.
+ 20 s    Two checks have failed: unhealthy. It is kept for what is left of the 60 s.
+ 60 s    The grace period is over: replaced, with another 60 to 120 s to go until it would have answered. Nothing is
          wrong with it.
every     75 to 85 s (15 to 25 until it runs, then 60) the next one suffers the same. Not one of them ever answers: the
          group stays at two of three for good, and launches eleven or twelve instances in a quarter of an hour.

With the API's default of no grace period the turn is shorter still: two failed checks, 10 to 20 s after it runs. With
300 s, as the console puts it in, the very same machine (its chance is its own) answers about 170 s after its launch.
With health check type EC2 there is no loop either. And a loop ends when the document is mended: the instance of that
moment is spared.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from simulator.decisions import Decision
from simulator.document import parse_document
from simulator.engine import Frame, World, parse_command, parse_script
from tests.simulator.scenarios.shop import GROUP, TARGETS, shop

LOST_AT, END = 60, 960
LOSS = {
    "at": LOST_AT,
    "command": {"kind": "fault", "fault": "terminate_instance", "resource": GROUP},
}


def document(**group: Any) -> dict[str, Any]:
    raw = shop({"MinSize": 3, "MaxSize": 4, "HealthCheckType": "ELB", **group}, rate=150)
    raw["Resources"]["WebApp"]["Properties"]["ReadySeconds"] = 150
    return raw


def begun(**group: Any) -> World:
    script = parse_script({"events": [LOSS]})
    return World.create(parse_document(document(**group)), seed=4, script=script, explain=False)


def said(frames: list[Frame], subject: str, *reasons: str) -> list[Decision]:
    return [
        one for frame in frames for one in frame.decisions if one.subject == subject and one.reason in reasons
    ]


def replaced(frames: list[Frame]) -> list[Decision]:
    return said(frames, "autoscaling.health", "ElbUnhealthy")


def launched(frames: list[Frame]) -> list[str]:
    found = said(frames, "autoscaling.place", "Launched", "LaunchedAsReplacement")
    return [one.evidence["instance"] for one in found]


def answering(frames: list[Frame]) -> list[str]:
    return [one.outcome for one in said(frames, "autoscaling.instance", "Answers")]


def healthy(frame: Frame) -> int:
    return sum(frame.values[TARGETS]["HealthyHostCount"].values())


@pytest.fixture(scope="module")
def loop() -> list[Frame]:
    return begun(HealthCheckGracePeriod=60).advance(END)


@pytest.fixture(scope="module")
def spared() -> list[Frame]:
    return begun(HealthCheckGracePeriod=300).advance(END)


def test_each_replacement_is_replaced_when_its_grace_is_over(loop: list[Frame]) -> None:
    times = [one.at for one in replaced(loop)]
    assert 10 <= len(times) <= 12
    assert LOST_AT + 75 <= times[0] <= LOST_AT + 85
    assert all(75 <= later - earlier <= 85 for earlier, later in pairwise(times))


def test_every_one_of_them_was_told_to_be_spared_for_as_long_as_its_grace_lasts(loop: list[Frame]) -> None:
    kept = said(loop, "autoscaling.health", "WithinGracePeriod")
    assert len(kept) >= len(replaced(loop))
    assert all(35 <= float(one.evidence["remaining"]) <= 50 for one in kept)


def test_none_of_them_ever_answers_and_the_group_stays_at_two_of_three(loop: list[Frame]) -> None:
    assert answering(loop) == []
    assert {healthy(frame) for frame in loop[LOST_AT:]} == {2}
    assert {frame.values[GROUP]["GroupDesiredCapacity"] for frame in loop} == {3}


def test_nothing_was_wrong_with_the_first_one_that_was_killed(loop: list[Frame], spared: list[Frame]) -> None:
    killed = replaced(loop)[0].outcome
    assert killed == launched(loop)[0] == launched(spared)[0]
    assert answering(spared) == [killed]
    assert launched(spared) == [killed] and replaced(spared) == []
    assert healthy(spared[-1]) == 3


def test_without_any_grace_period_the_turns_are_shorter_still() -> None:
    frames = begun().advance(END // 2)
    times = [one.at for one in replaced(frames)]
    assert all(15 + 10 <= later - earlier <= 25 + 21 for earlier, later in pairwise(times))
    assert len(times) >= 8 and answering(frames) == []


def test_ec2_health_checks_kill_nobody() -> None:
    frames = begun(HealthCheckType="EC2", HealthCheckGracePeriod=60).advance(END // 2)
    assert replaced(frames) == [] and len(launched(frames)) == 1
    assert healthy(frames[-1]) == 3


def test_a_longer_grace_period_ends_the_loop_with_the_instance_of_that_moment() -> None:
    world = begun(HealthCheckGracePeriod=60)
    before = world.advance(400)
    assert len(replaced(before)) >= 4 and healthy(before[-1]) == 2
    mended = document(HealthCheckGracePeriod=300)
    world.apply(parse_command({"kind": "update", "document": mended}))
    after = world.advance(300)
    assert replaced(after) == [] and launched(after) == []
    assert answering(after) == launched(before)[-1:]
    assert healthy(after[-1]) == 3
