"""A control plane with servers that only count: load is set by the test, spread over the healthy targets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.control import Control, Totals
from simulator.decisions import Decision
from simulator.engine.runtimes import build_runtimes
from simulator.services.autoscaling.properties import AutoScalingGroup, ScalingPolicy, TerminationFunction
from simulator.services.autoscaling.properties.hooks import LifecycleHook
from simulator.services.autoscaling.properties.pool import WarmPool
from simulator.services.autoscaling.runtime import GroupRuntime
from simulator.services.ec2.properties import Application, LaunchTemplate
from simulator.services.elb.health import TargetGroupHealth
from simulator.services.elb.properties import TargetGroup
from simulator.services.vpc.properties import Subnet

GROUP, TARGETS, POLICY, TEMPLATE = "WebGroup", "WebTargets", "WebCpuPolicy", "WebTemplate"
ZONES = ("ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c")
_MODELS = (
    AutoScalingGroup,
    ScalingPolicy,
    LifecycleHook,
    WarmPool,
    TerminationFunction,
    Application,
    LaunchTemplate,
    TargetGroup,
    Subnet,
)


@dataclass(frozen=True)
class Placed:
    id: str
    type: str
    properties: Any


class SmallArchitecture:
    """Typed resources without a document around them."""

    def __init__(self, raw: dict[str, dict[str, Any]]) -> None:
        models = {model.TYPE: model for model in _MODELS}
        self.resources = {
            name: Placed(name, row["Type"], models[row["Type"]].model_validate(row["Properties"]))
            for name, row in sorted(raw.items())
        }

    def __getitem__(self, name: str) -> Placed:
        return self.resources[name]


def architecture(
    *,
    zones: int = 2,
    group: dict[str, Any] | None = None,
    targets: dict[str, Any] | None = None,
    policies: dict[str, dict[str, Any]] | None = None,
    ready: int = 30,
    application: dict[str, Any] | None = None,
    more: dict[str, dict[str, Any]] | None = None,
) -> SmallArchitecture:
    """A group of m5.large behind a target group, with a CPU policy of 50 % unless told otherwise.

    more: further resources as in a document; what they own to the group is filled in.
    """
    raw: dict[str, dict[str, Any]] = {
        f"Subnet{zone[-1].upper()}": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "VpcId": {"Ref": "Vpc"},
                "AvailabilityZone": zone,
                "CidrBlock": f"10.0.{index}.0/24",
            },
        }
        for index, zone in enumerate(ZONES[:zones])
    }
    raw["WebApp"] = {"Type": "Lab::Application", "Properties": {"ReadySeconds": ready, **(application or {})}}
    raw[TEMPLATE] = {
        "Type": "AWS::EC2::LaunchTemplate",
        "Properties": {"LaunchTemplateData": {"ImageId": {"Ref": "WebApp"}, "InstanceType": "m5.large"}},
    }
    raw[TARGETS] = {
        "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
        "Properties": {
            "Port": 80,
            "Protocol": "HTTP",
            "VpcId": {"Ref": "Vpc"},
            "HealthCheckIntervalSeconds": 10,
            "HealthyThresholdCount": 2,
            "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "60"}],
            **(targets or {}),
        },
    }
    raw[GROUP] = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {
            "MinSize": 2,
            "MaxSize": 8,
            "VPCZoneIdentifier": [{"Ref": f"Subnet{zone[-1].upper()}"} for zone in ZONES[:zones]],
            "LaunchTemplate": {
                "LaunchTemplateId": {"Ref": TEMPLATE},
                "Version": {"Fn::GetAtt": [TEMPLATE, "LatestVersionNumber"]},
            },
            "TargetGroupARNs": [{"Ref": TARGETS}],
            "HealthCheckType": "ELB",
            "HealthCheckGracePeriod": 120,
            **(group or {}),
        },
    }
    for name, policy in ({POLICY: {}} if policies is None else policies).items():
        warmup = {} if "warmup" not in policy else {"EstimatedInstanceWarmup": policy["warmup"]}
        metric = policy.get("metric", "ASGAverageCPUUtilization")
        raw[name] = {
            "Type": "AWS::AutoScaling::ScalingPolicy",
            "Properties": {
                "AutoScalingGroupName": {"Ref": GROUP},
                "TargetTrackingConfiguration": {
                    "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
                    "TargetValue": policy.get("target", 50),
                },
                **warmup,
            },
        }
    for name, row in (more or {}).items():
        owned = {"AutoScalingGroupName": {"Ref": GROUP}} if row["Type"].startswith("AWS::AutoScaling") else {}
        raw[name] = {"Type": row["Type"], "Properties": {**owned, **row.get("Properties", {})}}
    return SmallArchitecture(raw)


class CountingServers:
    """Implements `Servers`. `load` is the work offered, in whole instances (1.0 keeps one wholly busy)."""

    def __init__(self) -> None:
        self.slots: dict[int, dict[str, float]] = {}
        self.serving: list[int] = []
        self.load = 0.0
        self.rate = 0.0
        self.delay: dict[int, float] = {}

    def allocate(self, *, cores: int, speed: float, queue_limit: int, now: float) -> int:
        slot = next(index for index in range(len(self.slots) + 1) if index not in self.slots)
        self.slots[slot] = {"cores": cores, "speed": speed, "limit": queue_limit}
        return slot

    def release(self, slot: int, now: float) -> None:
        del self.slots[slot]

    def cut(self, slot: int, now: float) -> int:
        assert slot in self.slots
        return 0

    def set_speed(self, slot: int, speed: float) -> None:
        self.slots[slot]["speed"] = speed

    def busy_fraction(self, slot: int) -> float:
        return min(1.0, self.load / len(self.serving)) if slot in self.serving else 0.0

    def request_count(self, slot: int) -> int:
        return int(self.rate / len(self.serving)) if slot in self.serving else 0

    def totals(self, slots: Sequence[int]) -> Totals:
        busy = sum(self.busy_fraction(slot) for slot in slots)
        requests = sum(self.request_count(slot) for slot in slots)
        return Totals(requests, 1_000.0 * requests, busy)

    def held(self, slots: Sequence[int], now: float) -> list[int]:
        return [self.in_flight(slot, now) for slot in slots]

    def in_flight(self, slot: int, now: float) -> int:
        return 0

    def queue_delay(self, slot: int, now: float) -> float:
        return self.delay.get(slot, 0.0)


class SmallWorld:
    def __init__(self, arch: SmallArchitecture | None = None, *, seed: int = 1, begin: bool = True) -> None:
        self.servers = CountingServers()
        self.control = Control(arch or architecture(), seed, self.servers)
        build_runtimes(self.control.architecture, self.control)
        if begin:
            for runtime in self.control.runtimes.values():
                runtime.start(self.control)

    @property
    def group(self) -> GroupRuntime:
        runtime = self.control.runtimes[GROUP]
        assert isinstance(runtime, GroupRuntime)
        return runtime

    @property
    def targets(self) -> TargetGroupHealth:
        runtime = self.control.runtimes[TARGETS]
        assert isinstance(runtime, TargetGroupHealth)
        return runtime

    def run(self, seconds: int, each: Callable[[SmallWorld], None] | None = None) -> None:
        for _ in range(seconds):
            self.servers.serving = [slot for _, slot, _ in self.targets.eligible()]
            self.control.now += 1.0
            for runtime in self.control.runtimes.values():
                runtime.observe(self.control)
            self.control.run_until(self.control.now)
            if each:
                each(self)

    def run_until(self, second: float) -> None:
        self.run(int(second - self.control.now))

    def metrics(self) -> dict[str, Any]:
        return self.group.metrics(self.control)

    def said(self, subject: str = "", reason: str = "") -> list[Decision]:
        """Decisions whose subject begins so, and with this reason if given."""
        return [
            one
            for one in self.control.decisions
            if one.subject.startswith(subject) and (not reason or one.reason == reason)
        ]

    def counted(self) -> int:
        """Instances that count towards capacity."""
        return sum(
            one.state.value in ("pending", "booting", "in_service") for one in self.group.instances.values()
        )

    def per_zone(self) -> dict[str, int]:
        return self.group._counts()

    def copy(self) -> SmallWorld:
        """The same world from its state, through JSON as a snapshot goes."""
        other = SmallWorld(self.control.architecture, seed=self.control.seed, begin=False)
        other.control.restore(json.loads(json.dumps(self.control.state())))
        other.servers.slots = {slot: dict(row) for slot, row in self.servers.slots.items()}
        other.servers.load, other.servers.rate = self.servers.load, self.servers.rate
        other.servers.delay = dict(self.servers.delay)
        return other

    def fingerprint(self) -> str:
        state = self.control.state()
        return json.dumps([state, [one.as_json() for one in self.control.decisions[-50:]]], sort_keys=True)
