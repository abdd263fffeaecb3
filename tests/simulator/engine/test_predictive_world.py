"""Worlds with a forecast: restored byte for byte, and right after a jump."""

from __future__ import annotations

from typing import Any

from simulator.engine import Frame, World
from tests.simulator.engine.worlds import as_bytes, do, only, tiny, world

CAPACITY = "autoscaling.predictive_capacity"


def morning() -> World:
    """Two minutes before eight on a daily wave, with a forecast that scales and a policy that tracks."""
    wave = {"Shape": "DailyWave", "Mean": 60, "Amplitude": 0.9, "PeakHour": 14, "StartHour": 7.97}
    requests = [{"Path": "/api", "WorkMs": 20}]
    raw = only(tiny(Direct={"Traffic": wave, "Requests": requests, "HistoryDays": 14}), "Direct")

    def policy(type_: str, configuration: str, said: dict[str, Any]) -> dict[str, Any]:
        return {
            "Type": "AWS::AutoScaling::ScalingPolicy",
            "Properties": {
                "AutoScalingGroupName": {"Ref": "Group"},
                "PolicyType": type_,
                configuration: said,
            },
        }

    pair = {"PredefinedMetricType": "ALBRequestCount"}
    raw["Resources"]["Ahead"] = policy(
        "PredictiveScaling",
        "PredictiveScalingConfiguration",
        {
            "MetricSpecifications": [{"TargetValue": 600, "PredefinedMetricPairSpecification": pair}],
            "Mode": "ForecastAndScale",
            "SchedulingBufferTime": 30,
        },
    )
    cpu = {"PredefinedMetricType": "ASGAverageCPUUtilization"}
    raw["Resources"]["Track"] = policy(
        "TargetTrackingScaling",
        "TargetTrackingConfiguration",
        {"TargetValue": 60, "PredefinedMetricSpecification": cpu},
    )
    return world(raw, explain=False)


def said(frames: list[Frame], subject: str) -> list[Any]:
    return [one for frame in frames for one in frame.decisions if one.subject == subject]


def test_a_world_restored_in_the_middle_of_an_hour_forecasts_and_scales_the_same() -> None:
    whole = morning().advance(200)
    assert {one.at for one in said(whole, CAPACITY)} == {0.0, 78.0}
    begun = morning()
    frames = begun.advance(50)
    for _ in range(3):
        begun = World.restore(begun.snapshot())
        frames += begun.advance(50)
    assert as_bytes(frames) == as_bytes(whole)


def test_the_first_frame_tells_the_forecast_of_its_hour() -> None:
    first, *_ = frames = morning().advance(130)
    values = first.values["Group"]
    (made,) = said([first], "autoscaling.forecast")
    assert values["PredictedLoad"] == made.outcome[0]
    assert made.outcome[0] > 5 * 36_000 and values["PredictedCapacity"] == 4  # MaxSize
    assert frames[-1].values["Group"]["PredictedLoad"] == made.outcome[1]


def test_hours_that_are_jumped_over_are_decided_and_have_no_history() -> None:
    found = morning()
    found.advance(20)
    do(found, kind="skip", to=7 * 3600)
    (jump,) = found.advance(1)
    assert len(said([jump], CAPACITY)) == 7
    (made,) = said([jump], "autoscaling.forecast")
    assert made.evidence["history"][-6:] == [None] * 6
    assert made.evidence["known"] == 336 - 6
