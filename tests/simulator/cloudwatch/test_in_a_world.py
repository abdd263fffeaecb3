"""Alarms, policies and schedules in a world: snapshots, changed documents, skips, what is measured."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.document import check_document, parse_document
from simulator.engine import World, parse_command
from simulator.engine.commands import parse_script
from tests.simulator.scenarios.alarmed_shop import (
    BALANCER,
    GROUP,
    TARGETS,
    VIEWERS,
    Told,
    cpu_alarm,
    get,
    policy,
    ref,
    shop,
)

STEPS = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]
CONSTANT = {"Shape": "Constant", "Rate": 90}


def alarm(metric: str, namespace: str, dimensions: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    return cpu_alarm(
        None,
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        EvaluationPeriods=1,
        Threshold=1e9,
        **more,
    )


def busy() -> dict[str, Any]:
    """A world with everything: step, simple and tracking, an alarm on math with a percentile, a schedule."""
    math = {
        "Metrics": [
            {
                "Id": "slow",
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/ApplicationELB",
                        "MetricName": "TargetResponseTime",
                        "Dimensions": [
                            {"Name": "LoadBalancer", "Value": get(BALANCER, "LoadBalancerFullName")}
                        ],
                    },
                    "Stat": "p90",
                    "Period": 60,
                },
            },
            {"Id": "ms", "Expression": "FILL(slow, 0) * 1000", "Label": "slow answers in ms"},
        ]
    }
    _, watch = cpu_alarm("Simple", Threshold=70, EvaluationPeriods=1)
    for name in ("Namespace", "MetricName", "Dimensions", "Statistic", "Period"):
        del watch[name]
    configuration = {
        "CustomizedMetricSpecification": {
            "Namespace": "AWS/EC2",
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "AutoScalingGroupName", "Value": ref(GROUP)}],
            "Statistic": "Average",
        },
        "TargetValue": 55,
    }
    return shop(
        {"Shape": "Step", "Steps": [{"At": 0, "Rate": 60}, {"At": 130, "Rate": 230}]},
        group={"DefaultInstanceWarmup": 60},
        Step=policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=STEPS),
        Simple=policy("SimpleScaling", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1, Cooldown=90),
        Track=policy("TargetTrackingScaling", TargetTrackingConfiguration=configuration),
        High=cpu_alarm("Step", EvaluationPeriods=1),
        Slow=("AWS::CloudWatch::Alarm", watch | math),
        Both=("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "ALARM(High) AND NOT OK(Slow)"}),
        Soon=(
            "AWS::AutoScaling::ScheduledAction",
            {"AutoScalingGroupName": ref(GROUP), "Recurrence": "*/5 * * * *", "MaxSize": 9},
        ),
    )


def as_bytes(frames: Any) -> list[str]:
    return [json.dumps(frame.as_json()) for frame in frames]


def test_a_world_that_is_restored_goes_on_byte_for_byte() -> None:
    document = parse_document(busy())
    whole = World.create(document, seed=3)
    expected = as_bytes(whole.advance(560))
    restored = World.create(document, seed=3)
    found: list[str] = []
    for slice_ in [59, 1, 1, 120, 60, 59, 1, 61, 138, 60]:
        found += as_bytes(restored.advance(slice_))
        restored = World.restore(restored.snapshot())
    assert found == expected
    whole_told = [one.reason for one in whole.control.decisions]
    assert [one.reason for one in restored.control.decisions] in ([], whole_told)


def test_everything_in_that_world_happens() -> None:
    told = Told(busy(), 560, seed=3)
    subjects = {one.subject for frame in told.frames for one in frame.decisions}
    assert subjects >= {
        "cloudwatch.alarm_state",
        "cloudwatch.composite",
        "autoscaling.execute_policy",
        "autoscaling.target_tracking",
        "autoscaling.scheduled",
    }


_SCALING = {
    "autoscaling.execute_policy",
    "autoscaling.target_tracking",
    "autoscaling.scheduled",
    "autoscaling.several",
    "autoscaling.desired",
}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_change_of_capacity_without_a_decision_that_names_datapoints_threshold_and_rule(seed: int) -> None:
    told = Told(busy(), 1_000, seed=seed)
    before = told.frames[0].values[GROUP]["GroupDesiredCapacity"]
    changes = 0
    for frame in told.frames[1:]:
        capacity = frame.values[GROUP]["GroupDesiredCapacity"]
        if capacity != before:
            changes += 1
            asked = [
                one
                for one in frame.decisions
                if one.subject in _SCALING
                and capacity == (one.outcome["capacity"] if isinstance(one.outcome, dict) else one.outcome)
            ]
            assert asked, f"tick {frame.id}: {before} to {capacity}"
            for one in asked:
                assert one.source, one
                if one.subject == "autoscaling.execute_policy":
                    assert one.evidence["datapoints"] and one.evidence["alarm"]
                    assert "threshold" in one.evidence and one.evidence["adjustment"]
                if one.subject == "autoscaling.target_tracking":
                    assert one.candidates and one.evidence["target"]
        before = capacity
    assert changes >= 2


def test_of_several_policies_at_one_second_the_largest_capacity_counts() -> None:
    def out(amount: int) -> tuple[str, dict[str, Any]]:
        steps = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": amount}]
        return policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=steps)

    told = Told(
        shop(
            {"Shape": "Constant", "Rate": 190},
            Few=out(1),
            Many=out(3),
            AlarmFew=cpu_alarm("Few"),
            AlarmMany=cpu_alarm("Many"),
        ),
        130,
    )
    assert told.desired() == [(1, 2), (121, 5)]
    ((_, decision),) = told.decisions("autoscaling.several")
    assert decision.outcome == 5 and decision.evidence["chosen"] == "Many"
    assert [row.values["capacity"] for row in decision.candidates] == [3, 5]


def test_a_policy_scales_in_only_when_nothing_warms_up() -> None:
    """Load goes at once; the low alarm rings while the instance launched by hand still warms up for 300 s."""
    steps = [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}]
    document = shop(
        {"Shape": "Constant", "Rate": 20},
        group={"DesiredCapacity": 4, "DefaultInstanceWarmup": 300},
        In=policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=steps),
        Low=cpu_alarm("In", ComparisonOperator="LessThanThreshold", Threshold=30, EvaluationPeriods=4),
    )
    script = parse_script(
        {"events": [{"at": 200, "command": {"kind": "capacity", "resource": GROUP, "desired": 5}}]}
    )
    told = Told(document, 700, script=script)
    acts = [(tick, one.reason) for tick, one in told.decisions("autoscaling.execute_policy")]
    assert acts[0] == (241, "ScaleOutStillWarming")
    first = next(tick for tick, reason in acts if reason == "PolicyScaledIn")
    assert 500 < first <= 600


def test_with_its_actions_disabled_an_alarm_rings_and_calls_nobody() -> None:
    out = policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=STEPS)
    for enabled in (True, False):
        high = cpu_alarm("Out", EvaluationPeriods=1, ActionsEnabled=enabled)
        told = Told(shop({"Shape": "Constant", "Rate": 180}, Out=out, High=high), 130)
        assert told.at(130).values["High"]["StateValue"] == "ALARM"
        assert bool(told.decisions("autoscaling.execute_policy")) is enabled
        assert (len(told.desired()) > 1) is enabled


EVERY_FIVE = [None, None, None, None, 2.0]


@pytest.mark.parametrize(("detailed", "counts"), [(True, [2.0] * 5), (False, EVERY_FIVE), (None, EVERY_FIVE)])
def test_basic_monitoring_has_a_datapoint_every_five_minutes_and_is_what_a_template_has_that_asks_for_nothing(
    detailed: bool | None, counts: list[float | None]
) -> None:
    document = shop(CONSTANT, High=cpu_alarm(None, Statistic="SampleCount", Threshold=1e9))
    data = document["Resources"]["Template"]["Properties"]["LaunchTemplateData"]
    data["Monitoring"] = None if detailed is None else {"Enabled": detailed}
    told = Told(document, 301)
    values = [told.at(60 * minute + 1).values["High"]["Value"] for minute in range(1, 6)]
    assert values == counts


def test_what_a_balancer_measures_is_what_its_frames_say() -> None:
    balancer = {"LoadBalancer": get(BALANCER, "LoadBalancerFullName")}
    targets = {**balancer, "TargetGroup": get(TARGETS, "TargetGroupFullName")}
    elb = "AWS/ApplicationELB"
    told = Told(
        shop(
            CONSTANT,
            Count=alarm("RequestCount", elb, balancer, Statistic="Sum"),
            Each=alarm("RequestCountPerTarget", elb, targets, Statistic="Sum"),
            Hosts=alarm("HealthyHostCount", elb, targets, Statistic="Minimum"),
            Cpu=alarm("CPUUtilization", "AWS/EC2", {"AutoScalingGroupName": ref(GROUP)}),
            Size=alarm("GroupDesiredCapacity", "AWS/AutoScaling", {"AutoScalingGroupName": ref(GROUP)}),
        ),
        121,
    )
    minute = told.frames[60:120]
    at_end = told.at(121).values
    requests = sum(frame.values[BALANCER]["RequestCount"] for frame in minute)
    assert at_end["Count"]["Value"] == requests
    assert at_end["Each"]["Value"] == pytest.approx(requests / 2, rel=0.02)
    assert at_end["Hosts"]["Value"] == 2 and at_end["Size"]["Value"] == 2
    cpu = sum(frame.values[GROUP]["CPUUtilization"] for frame in minute) / 60
    assert at_end["Cpu"]["Value"] == pytest.approx(cpu, abs=0.02)


def test_a_percentile_of_response_times_agrees_with_the_frames() -> None:
    balancer = {"LoadBalancer": get(BALANCER, "LoadBalancerFullName")}
    own = alarm("TargetResponseTime", "AWS/ApplicationELB", balancer)
    own[1].pop("Statistic")
    told = Told(shop(CONSTANT, Slow=(own[0], own[1] | {"ExtendedStatistic": "p50"})), 121)
    medians = sorted(frame.values[BALANCER]["TargetResponseTime"]["p50"] for frame in told.frames[60:120])
    assert told.at(121).values["Slow"]["Value"] * 1000 == pytest.approx(medians[30], rel=0.15)


def test_an_alarm_that_is_added_to_a_running_world_begins_without_data() -> None:
    world = World.create(parse_document(shop(CONSTANT)), seed=1)
    world.advance(100)
    more = shop(CONSTANT, High=cpu_alarm(None, EvaluationPeriods=1))
    world.apply(parse_command({"kind": "update", "document": more}))
    frames = world.advance(100)
    seen = [frame.values["High"]["StateValue"] for frame in frames]
    assert seen[0] == "INSUFFICIENT_DATA" and seen[25] == "OK"
    world.apply(parse_command({"kind": "update", "document": shop(CONSTANT)}))
    assert "High" not in world.advance(2)[-1].values


def test_a_skip_of_days_goes_through_every_scheduled_action() -> None:
    action = {
        "AutoScalingGroupName": ref(GROUP),
        "Recurrence": "0 9 * * *",
        "MinSize": 4,
        "DesiredCapacity": 4,
    }
    evening = {
        "AutoScalingGroupName": ref(GROUP),
        "Recurrence": "0 18 * * *",
        "MinSize": 2,
        "DesiredCapacity": 2,
    }
    kind = "AWS::AutoScaling::ScheduledAction"
    world = World.create(
        parse_document(shop(CONSTANT, Morning=(kind, action), Evening=(kind, evening))), seed=1
    )
    world.advance(5)
    world.apply(parse_command({"kind": "skip", "to": 2 * 86_400 + 12 * 3_600}))
    (frame,) = world.advance(1)
    told = [one for one in frame.decisions if one.subject == "autoscaling.scheduled"]
    assert [one.evidence["time"][8:13] for one in told] == ["01T09", "01T18", "02T09", "02T18", "03T09"]
    assert frame.values[GROUP]["GroupDesiredCapacity"] == 4


def codes(document: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    found = check_document(parse_document(document))
    return [(one.code, one.path) for one in found if one.path and one.path[0] not in (VIEWERS,)]


def test_mistakes_in_alarms_are_said_where_they_are() -> None:
    bad = cpu_alarm(None, Period=90)
    assert ("PeriodNotMinutes", ("High", "Properties", "Period")) in codes(shop(CONSTANT, High=bad))
    unknown = cpu_alarm(None, MetricName="CPUUtilisation")
    assert ("MetricNotMeasured", ("High", "Properties", "MetricName")) in codes(shop(CONSTANT, High=unknown))
    rule = ("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "ALARM(Hihg)"})
    assert ("UnknownAlarm", ("Any", "Properties", "AlarmRule")) in codes(
        shop(CONSTANT, High=cpu_alarm(None), Any=rule)
    )
    circle = {
        one: ("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": f"OK({other})"})
        for one, other in (("One", "Two"), ("Two", "One"))
    }
    assert ("CircularAlarms", ("One", "Properties", "AlarmRule")) in codes(shop(CONSTANT, **circle))
    configuration = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": 50,
    }
    track = policy("TargetTrackingScaling", TargetTrackingConfiguration=configuration)
    called = shop(CONSTANT, Track=track, High=cpu_alarm("Track"))
    assert ("PolicyNotCallable", ("High", "Properties", "AlarmActions", 0)) in codes(called)
    for monitoring in ({"Enabled": False}, None):
        basic = shop(CONSTANT, High=cpu_alarm(None))
        basic["Resources"]["Template"]["Properties"]["LaunchTemplateData"]["Monitoring"] = monitoring
        assert ("PeriodTooFine", ("High", "Properties", "Period")) in codes(basic)
    assert codes(shop(CONSTANT, High=cpu_alarm(None))) == []


def test_an_expression_that_no_alarm_can_watch_is_refused() -> None:
    document = busy()
    queries = document["Resources"]["Slow"]["Properties"]["Metrics"]
    for expression, code in (
        ("SUM(slow)", "BadQuery"),
        ("slwo * 2", "BadQuery"),
        ("slow *", "BadExpression"),
    ):
        queries[1]["Expression"] = expression
        assert code in [one.code for one in check_document(parse_document(document))], expression


def test_an_alarms_sentence_has_the_unit_of_its_metric_in_both_languages() -> None:
    slow = alarm(
        "TargetResponseTime", "AWS/ApplicationELB", {"LoadBalancer": get(BALANCER, "LoadBalancerFullName")}
    )
    counted = alarm(
        "CPUUtilization", "AWS/EC2", {"AutoScalingGroupName": ref(GROUP)}, Statistic="SampleCount"
    )
    told = Told(shop(CONSTANT, High=cpu_alarm(None), Slow=slow, Counted=counted, Math=math_alarm()), 130)
    texts = {one.resource: one.text for _, one in told.decisions("cloudwatch.alarm_state")}
    assert "CPUUtilization (Average) over 60 % in" in texts["High"].en and "60% 초과" in texts["High"].ko
    assert f"over {1e9:.0f} s in" in texts["Slow"].en and f"{1e9:.0f}초 초과" in texts["Slow"].ko
    assert f"over {1e9:.0f} in" in texts["Counted"].en
    assert "over 60 in" in texts["Math"].en


def math_alarm() -> tuple[str, dict[str, Any]]:
    type_, properties = cpu_alarm(None)
    kept = ("Threshold", "EvaluationPeriods", "ComparisonOperator")
    metric = {name: properties[name] for name in ("Namespace", "MetricName", "Dimensions")}
    stat = {"Metric": metric, "Stat": "Average", "Period": 60}
    queries = [
        {"Id": "m1", "MetricStat": stat, "ReturnData": False},
        {"Id": "half", "Expression": "m1 / 2", "Label": "half of it"},
    ]
    return type_, {name: properties[name] for name in kept} | {"Metrics": queries}
