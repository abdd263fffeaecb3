"""The architecture of these scenarios: viewers, a balancer over two zones, a group of m5.large."""

from __future__ import annotations

from typing import Any

VIEWERS, GROUP, TEMPLATE, TARGETS = "Viewers", "WebGroup", "WebTemplate", "WebTargets"


def shop(group: dict[str, Any], *, rate: float, work_ms: float = 20) -> dict[str, Any]:
    """A document. An m5.large does 100 of these requests a second (2 vCPUs, 20 ms each)."""
    subnets = [{"Ref": "SubnetA"}, {"Ref": "SubnetC"}]
    resources: dict[str, tuple[str, dict[str, Any]]] = {
        VIEWERS: (
            "Lab::Clients",
            {
                "Location": "Seoul",
                "Endpoint": {"Fn::GetAtt": ["WebBalancer", "DNSName"]},
                "Traffic": {"Shape": "Constant", "Rate": rate},
                "Requests": [{"Path": "/", "SizeKB": 1, "WorkMs": work_ms}],
            },
        ),
        "WebBalancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": subnets}),
        "WebListener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": {"Ref": "WebBalancer"},
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": TARGETS}}],
            },
        ),
        TARGETS: (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {
                "Port": 80,
                "Protocol": "HTTP",
                "VpcId": {"Ref": "Vpc"},
                "HealthCheckIntervalSeconds": 10,
                "HealthCheckTimeoutSeconds": 5,
                "HealthyThresholdCount": 2,
                "UnhealthyThresholdCount": 2,
                "TargetGroupAttributes": [
                    {"Key": "load_balancing.algorithm.type", "Value": "least_outstanding_requests"},
                    {"Key": "deregistration_delay.timeout_seconds", "Value": "30"},
                ],
            },
        ),
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "SubnetA": (
            "AWS::EC2::Subnet",
            {"VpcId": {"Ref": "Vpc"}, "AvailabilityZone": "ap-northeast-2a", "CidrBlock": "10.0.0.0/20"},
        ),
        "SubnetC": (
            "AWS::EC2::Subnet",
            {"VpcId": {"Ref": "Vpc"}, "AvailabilityZone": "ap-northeast-2c", "CidrBlock": "10.0.16.0/20"},
        ),
        TEMPLATE: (
            "AWS::EC2::LaunchTemplate",
            {"LaunchTemplateData": {"ImageId": {"Ref": "WebApp"}, "InstanceType": "m5.large"}},
        ),
        "WebApp": ("Lab::Application", {"ReadySeconds": 30}),
        GROUP: (
            "AWS::AutoScaling::AutoScalingGroup",
            {
                "VPCZoneIdentifier": subnets,
                "LaunchTemplate": {
                    "LaunchTemplateId": {"Ref": TEMPLATE},
                    "Version": {"Fn::GetAtt": [TEMPLATE, "LatestVersionNumber"]},
                },
                "TargetGroupARNs": [{"Ref": TARGETS}],
                **group,
            },
        ),
    }
    return {
        "SchemaVersion": 1,
        "Name": "A shop",
        "Resources": {id: {"Type": type_, "Properties": said} for id, (type_, said) in resources.items()},
    }
