"""The documents that are measured."""

from __future__ import annotations

from collections.abc import Sequence
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


type Resources = dict[str, tuple[str, dict[str, Any]]]


def pipeline(
    algorithm: str,
    *,
    targets: int = 100,
    rate_rps: float = 50_000,
    work_ms: float = WORK_MS,
    places: Sequence[str] = PLACES,
    distributions: int = 1,
    max_age_s: int = MAX_AGE_S,
    through_edges: bool = True,
) -> dict[str, Any]:
    """Viewers in each place, an edge for each, one balancer and a fixed number of instances with four vCPUs.

    With several distributions the viewers of a place are shared among them, and each distribution has a cache of
    its own at every place's edge. Not through edges, viewers ask the balancer itself.
    """
    resources: Resources = {
        **_balanced_group(algorithm, targets),
        "Zone": ("AWS::Route53::HostedZone", {"Name": "shop.example"}),
    }
    rate = rate_rps / len(places) / distributions
    for number in range(distributions):
        # The first one bears the names without a number.
        suffix, host = (str(number), f"www{number}.shop.example") if number else ("", "www.shop.example")
        resources |= {
            f"Cdn{suffix}": (
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
            f"Www{suffix}": (
                "AWS::Route53::RecordSet",
                {
                    "HostedZoneId": _ref("Zone"),
                    "Name": host,
                    "Type": "A",
                    "AliasTarget": {"DNSName": _get(f"Cdn{suffix}", "DomainName")},
                },
            ),
        }
        for place in places:
            viewers = _viewers(place, host, rate, work_ms, max_age_s)
            if not through_edges:
                viewers = {key: value for key, value in viewers.items() if key != "HostName"}
                viewers["Endpoint"] = _get("Alb", "DNSName")
            resources[f"{place}Viewers{suffix}"] = ("Lab::Clients", viewers)
    return _document("Pipeline", resources)


def stacks(resources: int) -> dict[str, Any]:
    """So many resources, ten to a stack: a network, a balanced group of two instances, a bucket. Nobody asks."""
    found: Resources = {}
    for number in range(resources // 10):
        stack = {**_balanced_group("round_robin", 2), "Files": ("AWS::S3::Bucket", {})}
        found |= {
            f"{id}{number}": (type, _numbered(value, number, stack)) for id, (type, value) in stack.items()
        }
    assert len(found) == resources
    return _document("Stacks", found)


def _numbered(value: Any, number: int, stack: Resources) -> Any:
    """References within a stack, moved to its numbered copy."""
    if isinstance(value, list):
        return [_numbered(one, number, stack) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return {"Ref": f"{value['Ref']}{number}"}
    if "Fn::GetAtt" in value:
        id, name = value["Fn::GetAtt"]
        return {"Fn::GetAtt": [f"{id}{number}", name]}
    return {key: _numbered(one, number, stack) for key, one in value.items()}


def _balanced_group(algorithm: str, targets: int) -> Resources:
    """Nine resources: two zones, and an Auto Scaling group of a fixed size behind a balancer."""
    return {
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
    }


def _viewers(place: str, host: str, rate_rps: float, work_ms: float, max_age_s: int) -> dict[str, Any]:
    return {
        "Location": place,
        "Endpoint": _ref("Zone"),
        "HostName": host,
        "Traffic": {"Shape": "Constant", "Rate": rate_rps},
        "Requests": [
            {
                "Path": "/shop/*",
                "Objects": OBJECTS,
                "ZipfExponent": ZIPF_EXPONENT,
                "SizeKB": 20,
                "WorkMs": work_ms,
                "CacheControl": f"max-age={max_age_s}",
            }
        ],
    }


def _document(name: str, resources: Resources) -> dict[str, Any]:
    return {
        "SchemaVersion": 1,
        "Name": name,
        "Resources": {
            id: {"Type": type, "Region": "ap-northeast-2", "Properties": properties}
            for id, (type, properties) in resources.items()
        },
    }
