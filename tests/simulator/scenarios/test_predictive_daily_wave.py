"""Predictive scaling against target tracking alone, on the morning of a day that is like every other.

The shop's day was recorded: quiet nights of 40 requests/s, 60 at nine o'clock, 420 by 9:24. It has been so for two
weeks, and Monday begins the same way. An instance does 100 requests/s; its application takes four minutes to start. The
world begins at 8:30 with two instances and goes on until 9:45.

What is expected, and why:

8:30    Two instances at 30 %. The forecast from 336 hours of the recording is the recording: 58 in this hour, 350 on
        average in the next one. (336 hours are 14 days; as they lie before second 0 they are marked as estimated.)
8:45    AlarmLow has been under 90 % of its target for 15 of 15 minutes. With a target of 70 % the group goes down to
        one instance; the forecast of this hour asks for no more than that. With 50 % it keeps two.
8:55    Predictive scaling, 300 s ahead of the hour: 350 requests/s need six instances at 70 %. They are launched now,
        and answer before the climb has gone far.
9:01    Target tracking would take them away again, for they are idle: the forecast of the hour holds them.
9:03    Reactive: CPU has been over the target for three minutes. It asks for what the CPU shows, which is at most
        100 %: a group that drowns cannot show that it needs six. What is launched now answers more than four minutes
        later, and the climb goes on.
9:09    Reactive asks again, from what it has by then, and again at 9:16.

A target of 70 % without a forecast drowns. A target of 50 % buys headroom: fewer requests are lost, and the group is a
third larger for the rest of the day. With the forecast a target of 70 % loses none and costs less than the headroom.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from simulator.decisions import Decision
from simulator.document import parse_document
from simulator.engine import World
from tests.simulator.scenarios.shop import GROUP, VIEWERS, shop

HOUR = 3600
START, END = 8.5 * HOUR, 9.75 * HOUR
#: (hour, requests a second). The recording repeats an hour after its last moment.
DAY = (
    (0, 40),
    (6, 40),
    (9, 60),
    (9.4, 420),
    (12, 450),
    (14, 420),
    (18, 400),
    (19, 150),
    (20, 80),
    (22, 50),
    (23, 45),
)


def policy(type_: str, configuration: str, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "Type": "AWS::AutoScaling::ScalingPolicy",
        "Properties": {"AutoScalingGroupName": {"Ref": GROUP}, "PolicyType": type_, configuration: said},
    }


def document(target: float, *, mode: str | None) -> dict[str, Any]:
    """The shop with target tracking, and a predictive policy of the same target in this mode."""
    group = {"MinSize": 1, "MaxSize": 12, "DesiredCapacity": 2, "DefaultInstanceWarmup": 300}
    raw = shop(group, rate=60)
    resources = raw["Resources"]
    resources["WebApp"]["Properties"] = {"ReadySeconds": 240}
    resources[VIEWERS]["Properties"] |= {
        "Start": "2024-01-15T08:30:00Z",
        "HistoryDays": 14,
        "Traffic": {
            "Shape": "Trace",
            "Seconds": [hour * HOUR for hour, _ in DAY],
            "Rates": [rate for _, rate in DAY],
            "Interpolation": "linear",
            "Repeat": True,
            "StartAt": START,
        },
    }
    cpu = {"PredefinedMetricType": "ASGAverageCPUUtilization"}
    tracking = {"TargetValue": target, "PredefinedMetricSpecification": cpu}
    resources["Track"] = policy("TargetTrackingScaling", "TargetTrackingConfiguration", tracking)
    if mode is not None:
        pair = {"PredefinedMetricType": "ASGCPUUtilization"}
        ahead = {
            "MetricSpecifications": [{"TargetValue": target, "PredefinedMetricPairSpecification": pair}],
            "Mode": mode,
        }
        resources["Ahead"] = policy("PredictiveScaling", "PredictiveScalingConfiguration", ahead)
    return raw


@dataclass(frozen=True)
class Morning:
    served: int
    failed: int
    instance_hours: float
    decisions: tuple[Decision, ...]
    desired: tuple[int, ...]

    def said(self, subject: str, reason: str = "") -> list[Decision]:
        return [
            one for one in self.decisions if one.subject == subject and (not reason or one.reason == reason)
        ]


@cache
def morning(target: float, mode: str | None) -> Morning:
    world = World.create(parse_document(document(target, mode=mode)), seed=1, explain=False)
    frames = world.advance(round(END - START))
    return Morning(
        served=sum(frame.demand["served"] for frame in frames),
        failed=sum(frame.demand["failed"] for frame in frames),
        instance_hours=world.control.runtimes[GROUP].instance_hours,  # type: ignore[attr-defined]
        decisions=tuple(decision for frame in frames for decision in frame.decisions),
        desired=tuple(frame.values[GROUP]["GroupDesiredCapacity"] for frame in frames),
    )


def at(hour: float) -> int:
    """The place of the clock's hour among the frames."""
    return round(hour * HOUR - START) - 1


def test_predictive_loses_fewer_requests_than_reactive_at_no_more_instance_hours() -> None:
    reactive, predictive = morning(50, None), morning(70, "ForecastAndScale")
    assert predictive.failed < reactive.failed / 10
    assert predictive.instance_hours <= reactive.instance_hours


def test_the_same_target_without_a_forecast_drowns() -> None:
    reactive, predictive = morning(70, None), morning(70, "ForecastAndScale")
    assert reactive.failed > 0.03 * reactive.served
    assert predictive.failed < 0.001 * predictive.served


def test_it_launches_five_minutes_before_nine_what_nine_needs() -> None:
    found = morning(70, "ForecastAndScale")
    (ahead,) = found.said("autoscaling.predictive_capacity", "ScaledOutAhead")
    assert ahead.at == at(9) + 1 - 300
    assert ahead.outcome["capacity"] == 6 == found.desired[at(9)]
    # 14 days of a recording, without chance: 24 minutes of the climb and 36 of the plateau. 1 request/s is 1 %.
    assert ahead.evidence["load"] == pytest.approx(24 * 240 + 36 * 424, rel=0.02)
    (forecast,) = found.said("autoscaling.forecast")
    assert (forecast.at, forecast.evidence["known"], forecast.evidence["estimated"]) == (0, 336, 336)


def test_reactive_sees_no_more_than_that_it_is_busy() -> None:
    found = morning(70, None)
    first = next(one for one in found.said("autoscaling.target_tracking", "ScaledOut"))
    assert first.at > at(9) + 1 + 3 * 60 - 60
    assert first.outcome["capacity"] < 6
    assert max(found.desired[: at(9.25)]) < 6


def test_forecast_only_changes_nothing_for_anybody() -> None:
    plain, shown = morning(70, None), morning(70, "ForecastOnly")
    assert (shown.served, shown.failed, shown.desired) == (plain.served, plain.failed, plain.desired)
    assert [one.outcome["predicted"] for one in shown.said("autoscaling.predictive_capacity")] == [1, 6]


def test_every_change_of_capacity_has_its_decision() -> None:
    found = morning(70, "ForecastAndScale")
    changes = [
        (second + 1, new)
        for second, (old, new) in enumerate(zip(found.desired, found.desired[1:], strict=False))
        if old != new
    ]
    assert changes
    for second, new in changes:
        assert any(
            one.at is not None and second <= one.at <= second + 1 and one.outcome["capacity"] == new
            for one in found.decisions
            if one.subject in ("autoscaling.predictive_capacity", "autoscaling.target_tracking")
        ), (second, new)
