"""Predictive policies with metrics of their own: what CloudWatch says of each minute makes the hours' history.

The group measures itself: GroupInServiceInstances is 2 in every minute. Load: thirty times that, 60 a minute and 3,600
an hour. Scaling metric: 45 on each of the two instances, 90 a minute and 5,400 an hour: 1.5 for each unit of load.
"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from simulator.document import check_document, parse_document
from simulator.services.autoscaling.properties import ScalingPolicy
from tests.simulator.control.small_world import GROUP, SmallArchitecture, SmallWorld, architecture
from tests.simulator.control.test_predictive import predictive, with_policy
from tests.simulator.scenarios.alarmed_shop import GROUP as SHOP
from tests.simulator.scenarios.alarmed_shop import ref, shop

HOUR = 3_600
LOAD, SCALING = "Ahead/load", "Ahead/scaling"


def query(expression: str, metric: str = "GroupInServiceInstances", group: str = GROUP) -> dict[str, Any]:
    dimensions = [{"Name": "AutoScalingGroupName", "Value": {"Ref": group}}]
    named = {"Namespace": "AWS/AutoScaling", "MetricName": metric, "Dimensions": dimensions}
    return {
        "MetricDataQueries": [
            {"Id": "n", "ReturnData": False, "MetricStat": {"Metric": named, "Stat": "Average"}},
            {"Id": "x", "Expression": expression, "Label": f"the metric {expression}"},
        ]
    }


def specification(**more: Any) -> dict[str, Any]:
    return {
        "TargetValue": 30.0,
        "CustomizedLoadMetricSpecification": query("n * 30"),
        "CustomizedScalingMetricSpecification": query("n * 0 + 45"),
        **more,
    }


def world_with(**more: Any) -> SmallWorld:
    arch: SmallArchitecture = with_policy(architecture(policies={}), specification=specification(**more))
    return SmallWorld(arch)


def filled(world: SmallWorld) -> None:
    """As if the run had lasted for days."""
    for values in world.group.predictive.history.values.values():
        values[:-1] = [values[-1]] * (len(values) - 1)


def test_an_hour_is_the_sum_of_its_minutes_and_an_average_counts_for_every_instance() -> None:
    world = world_with()
    world.run(2 * HOUR + 10)
    history = world.group.predictive.history
    assert history.of(LOAD, 2) == [3_600.0, 3_600.0]
    assert history.of(SCALING, 2) == [5_400.0, 5_400.0]


def test_a_capacity_metric_says_how_many_shared_the_load() -> None:
    counted = query("n * 0 + 3", metric="GroupDesiredCapacity")
    world = world_with(CustomizedCapacityMetricSpecification=counted)
    world.run(HOUR + 10)
    assert world.group.predictive.history.of(SCALING, 1) == [60 * 45 * 3.0]


def test_they_are_forecast_and_scaled_by_as_predefined_ones_are() -> None:
    world = world_with()
    world.run(HOUR + 10)
    assert world.said("autoscaling.forecast")[-1].outcome is None  # a day of the past is needed
    filled(world)
    world.run(HOUR)
    (forecast,) = [one for one in world.said("autoscaling.forecast") if one.outcome is not None]
    assert forecast.outcome[0] == pytest.approx(3_600.0)
    assert forecast.evidence["unit"]["en"] == "the metric n * 30, an hour"
    world.run(HOUR)
    assert world.group.desired == 3  # 3,600 x 1.5 / (60 minutes x 30)


def test_a_policy_with_metrics_of_its_own_goes_on_from_a_snapshot() -> None:
    world = world_with()
    world.run(HOUR - 30)
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(200)
        filled(one)
        one.run(HOUR)
    assert world.fingerprint() == other.fingerprint()


@pytest.mark.parametrize(
    "wrong",
    [
        {"CustomizedScalingMetricSpecification": None},
        {"PredefinedLoadMetricSpecification": {"PredefinedMetricType": "ASGTotalCPUUtilization"}},
        {"PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"}},
        {"CustomizedLoadMetricSpecification": query("n * ")},
        {"CustomizedLoadMetricSpecification": {"MetricDataQueries": []}},
    ],
)
def test_specifications_that_the_api_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ScalingPolicy.model_validate(predictive(specification=specification(**wrong)))


def test_a_capacity_metric_does_not_stand_beside_a_predefined_pair() -> None:
    pair = {
        "TargetValue": 50.0,
        "PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"},
        "CustomizedCapacityMetricSpecification": query("n + 0"),
    }
    with pytest.raises(ValidationError):
        ScalingPolicy.model_validate(predictive(specification=pair))


def test_a_metric_that_nobody_measures_is_warned_of() -> None:
    unknown = query("n * 30", metric="GroupNonsense", group=SHOP)
    found = predictive(
        specification=specification(
            CustomizedLoadMetricSpecification=unknown,
            CustomizedScalingMetricSpecification=query("n + 0", group=SHOP),
        )
    )
    found["AutoScalingGroupName"] = ref(SHOP)
    document = shop({"Shape": "Constant", "Rate": 20}, Ahead=("AWS::AutoScaling::ScalingPolicy", found))
    problems = check_document(parse_document(document))
    assert [(one.code, one.path[0], one.path[-2]) for one in problems] == [
        ("MetricNotMeasured", "Ahead", "MetricSpecifications")
    ]
