"""The shop of the scenarios: viewers, a balancer, a group of m5.large over two zones; and what a run told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from simulator.decisions import Decision
from simulator.document import check_document, parse_document
from simulator.engine import Frame, World
from simulator.problems import Severity

REGION = "ap-northeast-2"
GROUP, TARGETS, BALANCER, VIEWERS = "Web", "WebTargets", "Alb", "Viewers"


def ref(id: str) -> dict[str, Any]:
    return {"Ref": id}


def get(id: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [id, attribute]}


def shop(
    traffic: dict[str, Any],
    *,
    group: dict[str, Any] | None = None,
    viewers: dict[str, Any] | None = None,
    work_ms: float = 20,
    ready: float = 30,
    **resources: tuple[str, dict[str, Any]],
) -> dict[str, Any]:
    """A document. One m5.large (two cores) carries 100 requests/s of 20 ms, so one request/s is one percent of it."""
    found: dict[str, tuple[str, dict[str, Any]]] = {
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "ZoneA": (
            "AWS::EC2::Subnet",
            {"VpcId": ref("Vpc"), "AvailabilityZone": f"{REGION}a", "CidrBlock": "10.0.0.0/24"},
        ),
        "ZoneC": (
            "AWS::EC2::Subnet",
            {"VpcId": ref("Vpc"), "AvailabilityZone": f"{REGION}c", "CidrBlock": "10.0.1.0/24"},
        ),
        "App": ("Lab::Application", {"ReadySeconds": ready, "QueueLimit": 400}),
        "Template": (
            "AWS::EC2::LaunchTemplate",
            {
                "LaunchTemplateData": {
                    "ImageId": ref("App"),
                    "InstanceType": "m5.large",
                    "Monitoring": {"Enabled": True},
                }
            },
        ),
        TARGETS: (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {
                "Port": 80,
                "Protocol": "HTTP",
                "VpcId": ref("Vpc"),
                "HealthCheckIntervalSeconds": 10,
                "HealthyThresholdCount": 2,
                "UnhealthyThresholdCount": 10,
                "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}],
            },
        ),
        BALANCER: ("AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": [ref("ZoneA"), ref("ZoneC")]}),
        "Listener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": ref(BALANCER),
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": ref(TARGETS)}],
            },
        ),
        GROUP: (
            "AWS::AutoScaling::AutoScalingGroup",
            {
                "MinSize": 2,
                "MaxSize": 12,
                "VPCZoneIdentifier": [ref("ZoneA"), ref("ZoneC")],
                "LaunchTemplate": {"LaunchTemplateId": ref("Template")},
                "TargetGroupARNs": [ref(TARGETS)],
                **(group or {}),
            },
        ),
        VIEWERS: (
            "Lab::Clients",
            {
                "Location": "Seoul",
                "Endpoint": get(BALANCER, "DNSName"),
                "Traffic": traffic,
                "Requests": [{"Path": "/", "WorkMs": work_ms}],
                **(viewers or {}),
            },
        ),
        **resources,
    }
    return {
        "SchemaVersion": 1,
        "Name": "Shop",
        "Resources": {
            id: {"Type": type_, "Properties": properties}
            | ({} if type_ == "Lab::Clients" else {"Region": REGION})
            for id, (type_, properties) in found.items()
        },
    }


def policy(type_: str, **properties: Any) -> tuple[str, dict[str, Any]]:
    return (
        "AWS::AutoScaling::ScalingPolicy",
        {"AutoScalingGroupName": ref(GROUP), "PolicyType": type_, **properties},
    )


def cpu_alarm(action: str | None, **properties: Any) -> tuple[str, dict[str, Any]]:
    """CPU of the group over 60 % for two minutes, unless told otherwise."""
    settings: dict[str, Any] = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": ref(GROUP)}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmActions": [ref(action)] if action else [],
    }
    return "AWS::CloudWatch::Alarm", settings | properties


class Told:
    """A world that ran, with every frame and decision of it."""

    def __init__(self, document: dict[str, Any], seconds: int, *, seed: int = 1, script: Any = None) -> None:
        parsed = parse_document(deepcopy(document))
        errors = [p for p in check_document(parsed) if p.severity is Severity.ERROR]
        assert not errors, errors
        self.world = World.create(parsed, seed=seed, script=script)
        self.frames: list[Frame] = self.world.advance(seconds)

    def decisions(self, subject: str, resource: str | None = None) -> list[tuple[int, Decision]]:
        """(tick, decision) of every decision of a subject, in order."""
        return [
            (frame.id, one)
            for frame in self.frames
            for one in frame.decisions
            if one.subject == subject and resource in (None, one.resource)
        ]

    def at(self, tick: int) -> Frame:
        return self.frames[tick - 1]

    def desired(self) -> list[tuple[int, int]]:
        """(tick, desired capacity) of the beginning and of every change."""
        found: list[tuple[int, int]] = []
        for frame in self.frames:
            capacity = frame.values[GROUP]["GroupDesiredCapacity"]
            if not found or found[-1][1] != capacity:
                found.append((frame.id, capacity))
        return found

    def failed(self) -> int:
        return sum(frame.demand["failed"] for frame in self.frames)
