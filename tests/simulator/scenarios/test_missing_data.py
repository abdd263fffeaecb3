"""Missing data: the same silence, treated in four ways.

Viewers send 60 requests/s until second 590 (what is under way has arrived by 600) and nothing until second 1,800. A
balancer without requests reports no RequestCount, so its minutes have no datapoint. Four alarms watch for fewer than
1,000 requests in three of three minutes; with 3,000 and more a minute none is breaching. The newest real datapoint is
that of [540, 600). An alarm looks at five minutes for its three: until second 840 that one is among them, and at 900 no
longer.

* `missing`: one real datapoint says that all is well. INSUFFICIENT_DATA once there is none, at 900.
* `ignore`: stays OK throughout.
* `breaching`: real datapoints are used first, missing ones make up the three. At 780 two are real, at 840 one, at 900
  none: three missing ones are three breaching ones, and the alarm goes off.
* `notBreaching`: stays OK.

When the viewers come back at 1,800, one real minute is enough for all to be OK.

The alarm that goes off by silence calls a step policy. It has no datapoint to choose a step by, and changes nothing.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.scenarios.alarmed_shop import BALANCER, GROUP, Told, get, policy, ref, shop

TRAFFIC = {
    "Shape": "Step",
    "Steps": [{"At": 0, "Rate": 60}, {"At": 590, "Rate": 0}, {"At": 1_800, "Rate": 60}],
}
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")


def alarm(treatment: str) -> tuple[str, dict[str, Any]]:
    return (
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "AWS/ApplicationELB",
            "MetricName": "RequestCount",
            "Dimensions": [{"Name": "LoadBalancer", "Value": get(BALANCER, "LoadBalancerFullName")}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 3,
            "Threshold": 1_000,
            "ComparisonOperator": "LessThanThreshold",
            "TreatMissingData": treatment,
            "AlarmActions": [ref("Out")] if treatment == "breaching" else [],
        },
    )


@pytest.fixture(scope="module")
def run() -> Told:
    steps = [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": 1}]
    out = policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=steps)
    alarms = {f"Alarm{one}": alarm(one) for one in TREATMENTS}
    any_ = ("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "ALARM(Alarmbreaching) AND OK(Alarmignore)"})
    return Told(shop(TRAFFIC, Out=out, Odd=any_, **alarms), 2_000)


def states(run: Told, name: str) -> list[tuple[int, str]]:
    """(tick, state) of the beginning and of every change."""
    found: list[tuple[int, str]] = []
    for frame in run.frames:
        state = frame.values[name]["StateValue"]
        if not found or found[-1][1] != state:
            found.append((frame.id, state))
    return found


def test_an_alarm_has_no_data_until_the_first_minute_is_over(run: Told) -> None:
    for name in ("Alarmmissing", "AlarmnotBreaching"):
        assert states(run, name)[:2] == [(1, "INSUFFICIENT_DATA"), (61, "OK")]


def test_missing_data_is_insufficient_once_nothing_real_is_left_in_the_range(run: Told) -> None:
    assert states(run, "Alarmmissing")[2:] == [(901, "INSUFFICIENT_DATA"), (1_861, "OK")]


@pytest.mark.parametrize("treatment", ["ignore", "notBreaching"])
def test_ignored_and_harmless_silence_changes_nothing(run: Told, treatment: str) -> None:
    assert states(run, f"Alarm{treatment}")[2:] == []


def test_silence_that_counts_as_breaching_rings_and_stops_with_the_first_real_minute(run: Told) -> None:
    (began, began_state), (ended, ended_state) = states(run, "Alarmbreaching")[-2:]
    assert (began_state, ended_state) == ("ALARM", "OK")
    assert (began, ended) == (901, 1_861)


def test_without_a_datapoint_no_step_can_be_chosen(run: Told) -> None:
    """The alarm calls, but the policy does not know how far the metric is from the threshold."""
    told = run.decisions("autoscaling.execute_policy", GROUP)
    assert {one.reason for _, one in told} == {"PolicyWithoutValue"}
    assert run.desired() == [(1, 2)]


def test_a_composite_alarm_follows_at_the_same_second(run: Told) -> None:
    began = states(run, "Alarmbreaching")[-2][0]
    assert (began, "ALARM") in states(run, "Odd")


def test_every_change_is_told_with_its_datapoints(run: Told) -> None:
    for treatment in TREATMENTS:
        name = f"Alarm{treatment}"
        told = run.decisions("cloudwatch.alarm_state", name)
        assert [(tick, one.outcome) for tick, one in told] == states(run, name)[1:]
        for _, one in told:
            assert one.evidence["threshold"] == 1_000 and len(one.candidates) == 5
