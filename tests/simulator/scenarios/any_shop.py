"""Shops at random: a group, policies of every type, alarms, schedules, loads, and what happens to them.

A drawn policy is one that the API takes, in a document without problems. Every run is a whole world: requests through
the balancer, CloudWatch's minutes, alarms, policies, launches and ends of instances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from simulator.document import check_document, parse_document
from simulator.engine import Frame, World, parse_script
from simulator.problems import Severity
from tests.simulator.scenarios.alarmed_shop import BALANCER, GROUP, REGION, cpu_alarm, get, policy, ref, shop

#: Seconds of the story, and of the peace after it in which the group settles: as many moves between zones as a
#: group of twelve can need, one after the other.
STORY, PEACE = 1_080, 600
ZONES = {"ZoneA": f"{REGION}a", "ZoneC": f"{REGION}c", "ZoneB": f"{REGION}b"}

Resources = dict[str, tuple[str, dict[str, Any]]]


@dataclass
class Story:
    """A document and what happens in it; `bounds` are the group's own."""

    document: dict[str, Any]
    events: list[dict[str, Any]]
    bounds: tuple[int, int]
    frames: list[Frame] = field(default_factory=list)

    def __repr__(self) -> str:
        """What hypothesis shows of a story that fails."""
        own = {
            id: resource["Properties"]
            for id, resource in self.document["Resources"].items()
            if id in (GROUP, "Viewers") or resource["Type"].split("::")[1] in ("AutoScaling", "CloudWatch")
        }
        return f"Story({own}, {self.events})"

    def lived(self, seconds: int, *, seed: int = 1) -> list[Frame]:
        document = parse_document(self.document)
        errors = [one for one in check_document(document) if one.severity is Severity.ERROR]
        assert not errors, errors
        script = parse_script({"events": self.events})
        self.frames = World.create(document, seed=seed, script=script, explain=False).advance(seconds)
        return self.frames


def _cpu(target: int) -> dict[str, Any]:
    return {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": target,
    }


def _requests(target: int) -> dict[str, Any]:
    return {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget"},
        "TargetValue": target,
    }


_WARMUPS = st.sampled_from((0, 60, 120))
_STEPS_OUT = st.sampled_from(
    (
        [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        [
            {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 20, "ScalingAdjustment": 1},
            {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 50},
        ],
    )
)
_STEPS_IN = st.sampled_from(
    (
        [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}],
        [
            {"MetricIntervalLowerBound": -15, "MetricIntervalUpperBound": 0, "ScalingAdjustment": -10},
            {"MetricIntervalUpperBound": -15, "ScalingAdjustment": -40},
        ],
    )
)
_TYPES = st.sampled_from(("ChangeInCapacity", "PercentChangeInCapacity"))


def _tracking(draw: st.DrawFn) -> Resources:
    configuration = draw(
        st.builds(_cpu, st.integers(20, 80)) | st.builds(_requests, st.integers(1_000, 4_000))
    )
    configuration = {**configuration, "DisableScaleIn": draw(st.booleans())}
    own = policy(
        "TargetTrackingScaling",
        TargetTrackingConfiguration=configuration,
        EstimatedInstanceWarmup=draw(_WARMUPS),
    )
    return {"Track": own}


def _step(draw: st.DrawFn, way: str) -> Resources:
    own = policy(
        "StepScaling",
        AdjustmentType=draw(_TYPES),
        StepAdjustments=draw(_STEPS_OUT if way == "Out" else _STEPS_IN),
        EstimatedInstanceWarmup=draw(_WARMUPS),
    )
    return {f"Step{way}": own, f"AlarmStep{way}": _alarm(draw, f"Step{way}", way)}


def _simple(draw: st.DrawFn, way: str) -> Resources:
    sign = 1 if way == "Out" else -1
    own = policy(
        "SimpleScaling",
        AdjustmentType=draw(_TYPES),
        ScalingAdjustment=sign * draw(st.sampled_from((1, 2, 40))),
        Cooldown=draw(st.sampled_from((0, 60, 300))),
    )
    return {f"Simple{way}": own, f"AlarmSimple{way}": _alarm(draw, f"Simple{way}", way)}


def _alarm(draw: st.DrawFn, action: str, way: str) -> tuple[str, dict[str, Any]]:
    periods = draw(st.integers(1, 3))
    out = way == "Out"
    settings: dict[str, Any] = {
        "Threshold": draw(st.integers(45, 80) if out else st.integers(10, 40)),
        "ComparisonOperator": "GreaterThanThreshold" if out else "LessThanOrEqualToThreshold",
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": draw(st.integers(1, periods)),
        "TreatMissingData": draw(st.sampled_from(("missing", "breaching", "notBreaching", "ignore"))),
    }
    type_, alarm = cpu_alarm(action, **settings)
    if not draw(st.booleans()):
        return type_, alarm
    own = {
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "RequestCount",
        "Dimensions": [{"Name": "LoadBalancer", "Value": get(BALANCER, "LoadBalancerFullName")}],
        "Statistic": "Sum",
        "Threshold": settings["Threshold"] * 300,
    }
    return type_, alarm | own


def _schedule(draw: st.DrawFn, name: str) -> Resources:
    least = draw(st.integers(0, 4))
    most = draw(st.integers(least, 10))
    sizes = {"MinSize": least, "MaxSize": most}
    if draw(st.booleans()):
        sizes["DesiredCapacity"] = draw(st.integers(least, most))
    minutes = draw(st.integers(3, 9))
    return {
        name: (
            "AWS::AutoScaling::ScheduledAction",
            {"AutoScalingGroupName": ref(GROUP), "Recurrence": f"*/{minutes} * * * *", **sizes},
        )
    }


_RATES = st.sampled_from((300, 20, 450, 90, 180, 0))
_TRAFFIC = st.one_of(
    st.builds(
        lambda rates: {
            "Shape": "Step",
            "Steps": [{"At": 150 * place, "Rate": rate} for place, rate in enumerate(rates)],
        },
        st.lists(_RATES, min_size=2, max_size=5),
    ),
    st.builds(
        lambda base, peak, start, hold: {
            "Shape": "FlashCrowd",
            "Base": base,
            "Peak": base + peak,
            "Start": start,
            "Rise": 10,
            "Hold": hold,
            "Fall": 30,
        },
        st.integers(10, 100),
        st.integers(0, 400),
        st.integers(60, 300),
        st.integers(60, 400),
    ),
)


def _command(**command: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            key: value if isinstance(value, st.SearchStrategy) else st.just(value)
            for key, value in command.items()
        }
    )


_COMMANDS = st.one_of(
    _command(
        kind="fault",
        fault="zone_outage",
        resource=st.sampled_from(("ZoneA", "ZoneC")),
        duration=st.integers(60, 300),
    ),
    _command(kind="fault", fault="terminate_instance", resource=GROUP),
    _command(kind="fault", fault="hang_instance", resource=GROUP, duration=st.integers(30, 200)),
    _command(kind="capacity", resource=GROUP, desired=st.integers(0, 12)),
)
_EVENTS = st.lists(
    st.builds(lambda at, command: {"at": at, "command": command}, st.integers(1, 900), _COMMANDS), max_size=4
)


PARTS: dict[str, Callable[[st.DrawFn], Resources]] = {
    "tracking": _tracking,
    "step out": lambda draw: _step(draw, "Out"),
    "step in": lambda draw: _step(draw, "In"),
    "simple out": lambda draw: _simple(draw, "Out"),
    "simple in": lambda draw: _simple(draw, "In"),
    "early": lambda draw: _schedule(draw, "Early"),
    "late": lambda draw: _schedule(draw, "Late"),
}


@st.composite
def stories(draw: st.DrawFn, *always: str) -> Story:
    """Stories with these of `PARTS` and some others in their documents."""
    least = draw(st.integers(0, 3))
    most = draw(st.integers(max(least, 3), 12))
    zones = draw(st.sampled_from((["ZoneA"], ["ZoneA", "ZoneC"], ["ZoneA", "ZoneC", "ZoneB"])))
    group = {
        "MinSize": least,
        "MaxSize": most,
        "DesiredCapacity": draw(st.integers(least, most)),
        "VPCZoneIdentifier": [ref(zone) for zone in zones],
        "HealthCheckType": draw(st.sampled_from(("EC2", "ELB"))),
        "HealthCheckGracePeriod": 90,
        "DefaultInstanceWarmup": draw(_WARMUPS),
    }
    resources: Resources = {}
    others = draw(st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=4, unique=True))
    for part in sorted({*always, *others}):
        resources |= PARTS[part](draw)
    third = {"VpcId": ref("Vpc"), "AvailabilityZone": ZONES["ZoneB"], "CidrBlock": "10.0.2.0/24"}
    document = shop(draw(_TRAFFIC), group=group, work_ms=20, ZoneB=("AWS::EC2::Subnet", third), **resources)
    data = document["Resources"]["Template"]["Properties"]["LaunchTemplateData"]
    data["Monitoring"] = {"Enabled": True}
    return Story(document, sorted(draw(_EVENTS), key=lambda one: one["at"]), (least, most))


def too_many_at_night() -> Story:
    """Target tracking scales in only after a quarter of an hour under its target."""
    own = policy("TargetTrackingScaling", TargetTrackingConfiguration=_cpu(50))
    group = {"MinSize": 1, "MaxSize": 6, "DesiredCapacity": 5}
    return Story(shop({"Shape": "Constant", "Rate": 80}, group=group, Track=own), [], (1, 6))
