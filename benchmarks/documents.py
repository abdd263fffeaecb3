"""The documents that are measured."""

from __future__ import annotations

from typing import Any

from simulator.cost.instance_types import INSTANCE_TYPES

#: Ten places, each next to an edge of its own.
PLACES = (
    "Seoul",
    "Tokyo",
    "Singapore",
    "Sydney",
    "Mumbai",
    "Frankfurt",
    "London",
    "NewYork",
    "LosAngeles",
    "SaoPaulo",
)

OBJECTS = 100_000
ZIPF_EXPONENT = 0.8
#: With 5,000 requests/s at an edge it makes about every second request a hit.
MAX_AGE_S = 8
#: It makes 100 instances about 70 % busy.
WORK_MS = 13.0
INSTANCE_TYPE = "c5.xlarge"
INSTANCE_SPEED = INSTANCE_TYPES[INSTANCE_TYPE].speed


def _ref(id: str) -> dict[str, str]:
    return {"Ref": id}


def _get(id: str, name: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [id, name]}


def pipeline(
    algorithm: str, *, targets: int = 100, rate_rps: float = 50_000, work_ms: float = WORK_MS
) -> dict[str, Any]:
    """Viewers in ten places, an edge each, one balancer and a fixed number of instances with four vCPUs."""
    resources: dict[str, tuple[str, dict[str, Any]]] = {
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "ZoneA": (
            "AWS::EC2::Subnet",
            {"VpcId": _ref("Vpc"), "AvailabilityZone": "ap-northeast-2a", "CidrBlock": "10.0.0.0/20"},
        ),
        "ZoneC": (
            "AWS::EC2::Subnet",
            {"VpcId": _ref("Vpc"), "AvailabilityZone": "ap-northeast-2c", "CidrBlock": "10.0.16.0/20"},
        ),
        "App": ("Lab::Application", {"ServiceTime": "exponential"}),
        "Template": (
            "AWS::EC2::LaunchTemplate",
            {"LaunchTemplateData": {"ImageId": _ref("App"), "InstanceType": INSTANCE_TYPE}},
        ),
        "Group": (
            "AWS::AutoScaling::AutoScalingGroup",
            {
                "MinSize": targets,
                "MaxSize": targets,
                "VPCZoneIdentifier": [_ref("ZoneA"), _ref("ZoneC")],
                "LaunchTemplate": {
                    "LaunchTemplateId": _ref("Template"),
                    "Version": _get("Template", "LatestVersionNumber"),
                },
                "TargetGroupARNs": [_ref("Targets")],
            },
        ),
        "Targets": (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {
                "Port": 80,
                "Protocol": "HTTP",
                "VpcId": _ref("Vpc"),
                "TargetGroupAttributes": [{"Key": "load_balancing.algorithm.type", "Value": algorithm}],
            },
        ),
        "Alb": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": [_ref("ZoneA"), _ref("ZoneC")]}),
        "Listener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": _ref("Alb"),
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": _ref("Targets")}],
            },
        ),
        "Cdn": (
            "AWS::CloudFront::Distribution",
            {
                "DistributionConfig": {
                    "Enabled": True,
                    "Origins": [
                        {"Id": "alb", "DomainName": _get("Alb", "DNSName"), "CustomOriginConfig": {}}
                    ],
                    "DefaultCacheBehavior": {
                        "TargetOriginId": "alb",
                        "ViewerProtocolPolicy": "allow-all",
                        # Managed-CachingOptimized: follows Cache-Control.
                        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
                    },
                }
            },
        ),
        "Zone": ("AWS::Route53::HostedZone", {"Name": "shop.example"}),
        "Www": (
            "AWS::Route53::RecordSet",
            {
                "HostedZoneId": _ref("Zone"),
                "Name": "www.shop.example",
                "Type": "A",
                "AliasTarget": {"DNSName": _get("Cdn", "DomainName")},
            },
        ),
    }
    for place in PLACES:
        resources[f"{place}Viewers"] = (
            "Lab::Clients",
            {
                "Location": place,
                "Endpoint": _ref("Zone"),
                "HostName": "www.shop.example",
                "Traffic": {"Shape": "Constant", "Rate": rate_rps / len(PLACES)},
                "Requests": [
                    {
                        "Path": "/shop/*",
                        "Objects": OBJECTS,
                        "ZipfExponent": ZIPF_EXPONENT,
                        "SizeKB": 20,
                        "WorkMs": work_ms,
                        "CacheControl": f"max-age={MAX_AGE_S}",
                    }
                ],
            },
        )
    return {
        "SchemaVersion": 1,
        "Name": "Pipeline",
        "Resources": {
            id: {"Type": type, "Region": "ap-northeast-2", "Properties": properties}
            for id, (type, properties) in resources.items()
        },
    }
