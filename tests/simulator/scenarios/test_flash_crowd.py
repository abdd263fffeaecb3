"""A flash crowd under three policies that want the same: 80 requests/s become 400 within seconds, for 25 minutes.

An m5.large carries 100 requests/s, so two instances are at 40 % before, and two of four needed after.
The crowd comes at second 300. CloudWatch sees it in the minute [300, 360). An alarm of two minutes goes off at 420, in
the frame of tick 421.

Target tracking at 50 % asks for eight at once (400 % of load at 50 % each), three minutes after the crowd came: its own
alarm looks at three minutes. While the CPU of two instances is at its ceiling of 100 %, what they are asked for is not
seen: 2 x 100 / 50 is four. The rest is asked for when the new ones share the load.

Step scaling adds two for up to 30 points over 60 % and four for more. At 100 % it adds four. Its warm-up of 120 s keeps
the same breach from doing it again: the alarm calls every minute, and every minute four on top of two is six, which are
desired already. When they are warm the load of 400 is shared by six (67 %): two more.

Simple scaling adds two and waits: for its instances, and 300 s after they were launched. It hence comes to the same
capacity many minutes later, and loses the most requests. The same simple policy with a cooldown of 60 s does it in a
third of the time, but by then step scaling has long finished.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.simulator.scenarios.alarmed_shop import GROUP, Told, cpu_alarm, policy, shop

CROWD = {
    "Shape": "FlashCrowd",
    "Base": 80,
    "Peak": 400,
    "Start": 300,
    "Rise": 5,
    "Hold": 1_500,
    "Fall": 30,
}
END = 1_800

STEPS = [
    {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 30, "ScalingAdjustment": 2},
    {"MetricIntervalLowerBound": 30, "ScalingAdjustment": 4},
]


def tracking() -> dict[str, Any]:
    configuration = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": 50,
    }
    own = policy(
        "TargetTrackingScaling", TargetTrackingConfiguration=configuration, EstimatedInstanceWarmup=120
    )
    return shop(CROWD, Track=own)


def step() -> dict[str, Any]:
    own = policy(
        "StepScaling",
        AdjustmentType="ChangeInCapacity",
        StepAdjustments=STEPS,
        EstimatedInstanceWarmup=120,
    )
    return shop(CROWD, Out=own, High=cpu_alarm("Out"))


def simple(**properties: Any) -> dict[str, Any]:
    own = policy("SimpleScaling", AdjustmentType="ChangeInCapacity", ScalingAdjustment=2, **properties)
    return shop(CROWD, Out=own, High=cpu_alarm("Out"))


@pytest.fixture(scope="module")
def runs() -> dict[str, Told]:
    documents = {"tracking": tracking(), "step": step(), "simple": simple(), "quick": simple(Cooldown=60)}
    return {name: Told(document, END) for name, document in documents.items()}


def reasons(run: Told) -> list[tuple[int, str]]:
    return [(tick, one.reason) for tick, one in run.decisions("autoscaling.execute_policy")]


def reached(run: Told, capacity: int) -> int:
    return next((tick for tick, desired in run.desired() if desired >= capacity), END)


def test_target_tracking_asks_for_what_it_can_see_and_then_for_the_rest(runs: dict[str, Told]) -> None:
    desired = runs["tracking"].desired()
    assert desired[:2] == [(1, 2), (481, 4)]
    assert desired[-1][1] == 8


def test_step_scaling_goes_by_how_far_the_metric_is_from_the_threshold(runs: dict[str, Told]) -> None:
    run = runs["step"]
    assert run.desired()[:2] == [(1, 2), (421, 6)]
    first = run.decisions("autoscaling.execute_policy")[0][1]
    assert first.reason == "PolicyScaledOut" and first.evidence["adjustment"] == "+4"
    assert [row.verdict.value for row in first.candidates] == ["rejected", "chosen"]


def test_warm_up_keeps_one_breach_from_scaling_twice(runs: dict[str, Told]) -> None:
    """The alarm stays in ALARM and calls again at 480 and 540; the four are on their way until about 560."""
    found = reasons(runs["step"])
    assert found[0] == (421, "PolicyScaledOut")
    assert found[1] == (481, "InstancesOnTheirWay")
    second = next(tick for tick, reason in found[1:] if reason == "PolicyScaledOut")
    launched = [tick for tick, one in runs["step"].decisions("autoscaling.instance", GROUP) if tick < second]
    assert len(launched) == 4 and second >= 421 + 120


def test_simple_scaling_waits_for_its_activity_and_its_cooldown(runs: dict[str, Told]) -> None:
    """421: two more. Until about 445 they are being launched, then 300 s of cooldown: the next call is at 780."""
    found = reasons(runs["simple"])
    assert found[0] == (421, "PolicyScaledOut")
    acts = [tick for tick, reason in found if reason == "PolicyScaledOut"]
    assert acts[1] - acts[0] >= 300 + 15
    assert acts[1] % 60 == 1 and acts[1] - acts[0] <= 420
    assert {reason for _, reason in found} >= {"PolicyScaledOut", "CoolingDown"}


def test_its_own_cooldown_comes_before_the_groups_default(runs: dict[str, Told]) -> None:
    acts = [tick for tick, reason in reasons(runs["quick"]) if reason == "PolicyScaledOut"]
    assert acts[0] == 421 and acts[1] - acts[0] <= 180


def test_step_scaling_is_there_first_and_simple_scaling_last(runs: dict[str, Told]) -> None:
    at = {name: reached(run, 6) for name, run in runs.items()}
    assert at["step"] < at["quick"] < at["simple"]
    assert at["step"] < at["tracking"] < at["simple"]
    assert runs["step"].failed() < runs["simple"].failed()
    assert runs["quick"].failed() < runs["simple"].failed()


@pytest.mark.parametrize("name", ["tracking", "step", "simple", "quick"])
def test_it_settles(runs: dict[str, Told], name: str) -> None:
    desired = runs[name].desired()
    assert all(later > earlier for (_, earlier), (_, later) in pairwise(desired))
    last = runs[name].at(END - 60).values[GROUP]
    if name != "simple":
        assert last["CPUUtilization"] < 62
