"""What a predictive policy may say: AWS's names, limits and defaults."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import check_document, parse_document
from simulator.problems import Severity
from simulator.services.autoscaling.properties import ScalingPolicy
from simulator.services.autoscaling.properties.predictive import PAIRS, MetricSpecification, PredictiveScaling
from tests.simulator.document.test_checking import POLICY, codes, errors

PAIR = {"PredefinedMetricPairSpecification": {"PredefinedMetricType": "ALBRequestCount"}}
LOAD = {"PredefinedLoadMetricSpecification": {"PredefinedMetricType": "ALBTargetGroupRequestCount"}}
SCALING = {"PredefinedScalingMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"}}
CONFIGURATION = "PredictiveScalingConfiguration"


def configured(*metrics: dict[str, Any], target: float = 600, **rest: Any) -> dict[str, Any]:
    specification: dict[str, Any] = {"TargetValue": target}
    for metric in metrics:
        specification |= metric
    return {"MetricSpecifications": [specification], **rest}


def with_policies(world, *policies: dict[str, Any]):
    """The world's document with predictive policies beside the one it has."""
    raw = world.document.as_json()
    for index, configuration in enumerate(policies):
        raw["Resources"][f"Predictive{index}"] = {
            "Type": POLICY,
            "Properties": {
                "AutoScalingGroupName": {"Ref": world.ids["Group"]},
                "PolicyType": "PredictiveScaling",
                CONFIGURATION: configuration,
            },
        }
    return parse_document(raw)


def test_the_defaults_are_those_of_the_api() -> None:
    policy = PredictiveScaling.model_validate(configured(PAIR))
    assert (policy.Mode, policy.SchedulingBufferTime, policy.MaxCapacityBreachBehavior) == (
        "ForecastOnly",
        300,
        "HonorMaxCapacity",
    )
    assert policy.MaxCapacityBuffer is None


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_stands_for_a_load_and_a_scaling_metric(pair: str) -> None:
    specification = MetricSpecification.model_validate(
        {"TargetValue": 1.0, "PredefinedMetricPairSpecification": {"PredefinedMetricType": pair}}
    )
    assert specification.metrics == PAIRS[pair]


@pytest.mark.parametrize("metrics", [(PAIR,), (LOAD, SCALING)])
def test_a_pair_or_both_metrics_are_taken(world, metrics: tuple[dict[str, Any], ...]) -> None:
    assert errors(with_policies(world, configured(*metrics, target=50))) == []


@pytest.mark.parametrize("metrics", [(), (LOAD,), (SCALING,), (PAIR, LOAD), (PAIR, LOAD, SCALING)])
def test_anything_else_is_refused(world, metrics: tuple[dict[str, Any], ...]) -> None:
    assert errors(with_policies(world, configured(*metrics))) == ["MetricsIncomplete"]


def test_exactly_one_specification_is_taken(world) -> None:
    twice = configured(PAIR)
    twice["MetricSpecifications"] *= 2
    assert len(errors(with_policies(world, twice))) == 1
    assert len(errors(with_policies(world, {"MetricSpecifications": []}))) == 1


@pytest.mark.parametrize("seconds, taken", [(0, True), (3599, True), (3600, False), (-1, False)])
def test_instances_are_launched_less_than_an_hour_ahead(world, seconds: int, taken: bool) -> None:
    document = with_policies(world, configured(PAIR, SchedulingBufferTime=seconds))
    assert (errors(document) == []) is taken


@pytest.mark.parametrize("buffer, taken", [(0, True), (100, True), (101, False), (None, False)])
def test_a_maximum_is_increased_with_a_buffer(world, buffer: int | None, taken: bool) -> None:
    rest = {} if buffer is None else {"MaxCapacityBuffer": buffer}
    document = with_policies(world, configured(PAIR, MaxCapacityBreachBehavior="IncreaseMaxCapacity", **rest))
    assert (errors(document) == []) is taken


def test_a_maximum_that_is_honoured_has_no_buffer(world) -> None:
    assert errors(with_policies(world, configured(PAIR, MaxCapacityBuffer=10))) == ["BufferMisplaced"]


def test_a_type_has_its_own_configuration_and_no_other(world) -> None:
    both = with_policies(world, configured(PAIR)).as_json()
    policy = both["Resources"]["Predictive0"]["Properties"]
    policy["PolicyType"] = "TargetTrackingScaling"
    assert errors(parse_document(both)) == ["PolicyTypeMismatch"]
    policy["PolicyType"] = "PredictiveScaling"
    tracked = world.document.resources[world.child(POLICY)].properties["TargetTrackingConfiguration"]
    policy["TargetTrackingConfiguration"] = tracked
    assert errors(parse_document(both)) == ["PolicyTypeMismatch"]


def test_it_has_no_warm_up_of_its_own(world) -> None:
    raw = with_policies(world, configured(PAIR)).as_json()
    raw["Resources"]["Predictive0"]["Properties"]["EstimatedInstanceWarmup"] = 60
    assert errors(parse_document(raw)) == ["WarmupMisplaced"]


def test_only_one_policy_scales_by_its_forecast(world) -> None:
    scaling = configured(PAIR, Mode="ForecastAndScale")
    assert errors(with_policies(world, scaling, configured(PAIR), configured(PAIR))) == []
    two = with_policies(world, scaling, scaling)
    assert errors(two) == ["TwoForecastsScale"]
    assert codes(two)["TwoForecastsScale"][0] == "Predictive1"


def test_requests_can_only_be_forecast_where_they_are_counted(world) -> None:
    world.document = with_policies(world, configured(PAIR))
    world.disconnect("Balancer", "Group")
    assert errors(world.document) == ["MetricNeedsTargetGroup"]


def test_more_than_all_of_the_cpu_is_warned_about(world) -> None:
    cpu = {"PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"}}
    found = check_document(with_policies(world, configured(cpu, target=120)))
    assert ("TargetAboveHundred", Severity.WARNING) in [(one.code, one.severity) for one in found]


def test_a_policy_that_tracks_is_as_before(world) -> None:
    raw = world.document.resources[world.child(POLICY)].properties
    assert ScalingPolicy.model_validate(raw).PolicyType == "TargetTrackingScaling"
