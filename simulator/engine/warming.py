"""Compiling the kernels ahead of use, by advancing two tiny worlds that go through all of them."""

from __future__ import annotations

from typing import Any

from simulator.document import parse_document
from simulator.engine.commands import parse_script
from simulator.engine.world import World

_CLIENTS: dict[str, Any] = {
    "Location": "Seoul",
    "Traffic": {"Shape": "Constant", "Rate": 40},
    "Requests": [
        {"Path": "/static/*", "Objects": 50, "CacheControl": "max-age=60"},
        {"Path": "/api", "WorkMs": 20},
    ],
}


def tiny_document(algorithm: str = "round_robin") -> dict[str, Any]:
    """A small architecture with every stage that exists, as a raw document."""
    ref = lambda id: {"Ref": id}  # noqa: E731  (shorter than the mapping it stands for)
    get = lambda id, name: {"Fn::GetAtt": [id, name]}  # noqa: E731
    resources: dict[str, tuple[str, dict[str, Any]]] = {
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "ZoneA": (
            "AWS::EC2::Subnet",
            {"VpcId": ref("Vpc"), "AvailabilityZone": "ap-northeast-2a", "CidrBlock": "10.0.0.0/24"},
        ),
        "ZoneC": (
            "AWS::EC2::Subnet",
            {"VpcId": ref("Vpc"), "AvailabilityZone": "ap-northeast-2c", "CidrBlock": "10.0.1.0/24"},
        ),
        "App": ("Lab::Application", {}),
        "Template": (
            "AWS::EC2::LaunchTemplate",
            {"LaunchTemplateData": {"ImageId": ref("App"), "InstanceType": "t3.medium"}},
        ),
        "Group": (
            "AWS::AutoScaling::AutoScalingGroup",
            {
                "MinSize": 2,
                "MaxSize": 4,
                "VPCZoneIdentifier": [ref("ZoneA"), ref("ZoneC")],
                "LaunchTemplate": {
                    "LaunchTemplateId": ref("Template"),
                    "Version": get("Template", "LatestVersionNumber"),
                },
                "TargetGroupARNs": [ref("Targets")],
            },
        ),
        "Targets": (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {
                "Port": 80,
                "Protocol": "HTTP",
                "VpcId": ref("Vpc"),
                "TargetGroupAttributes": [{"Key": "load_balancing.algorithm.type", "Value": algorithm}],
            },
        ),
        "Alb": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": [ref("ZoneA"), ref("ZoneC")]}),
        "Listener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": ref("Alb"),
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": ref("Targets")}],
            },
        ),
        "Files": ("AWS::S3::Bucket", {}),
        "Cdn": (
            "AWS::CloudFront::Distribution",
            {
                "DistributionConfig": {
                    "Enabled": True,
                    "Origins": [
                        {"Id": "alb", "DomainName": get("Alb", "DNSName"), "CustomOriginConfig": {}},
                        {"Id": "s3", "DomainName": get("Files", "DomainName"), "S3OriginConfig": {}},
                    ],
                    "DefaultCacheBehavior": {
                        "TargetOriginId": "alb",
                        "ViewerProtocolPolicy": "allow-all",
                        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                    },
                    "CacheBehaviors": [
                        {
                            "PathPattern": "/static/*",
                            "TargetOriginId": "s3",
                            "ViewerProtocolPolicy": "allow-all",
                            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
                        }
                    ],
                }
            },
        ),
        "Zone": ("AWS::Route53::HostedZone", {"Name": "shop.example"}),
        "Www": (
            "AWS::Route53::RecordSet",
            {
                "HostedZoneId": ref("Zone"),
                "Name": "www.shop.example",
                "Type": "A",
                "AliasTarget": {"DNSName": get("Cdn", "DomainName")},
            },
        ),
        "Near": ("Lab::Clients", {**_CLIENTS, "Endpoint": ref("Zone"), "HostName": "www.shop.example"}),
        "Also": ("Lab::Clients", {**_CLIENTS, "Endpoint": ref("Zone"), "HostName": "www.shop.example"}),
        "Direct": ("Lab::Clients", {**_CLIENTS, "Endpoint": get("Alb", "DNSName")}),
        "Lost": ("Lab::Clients", {**_CLIENTS, "Endpoint": ref("Zone"), "HostName": "none.shop.example"}),
    }
    return {
        "SchemaVersion": 1,
        "Name": "Warm-up",
        "Resources": {
            id: {"Type": type, "Region": "ap-northeast-2", "Properties": properties}
            for id, (type, properties) in resources.items()
        },
    }


def warm_up() -> None:
    """Compile every kernel, or load it from the cache. Takes a while the first time."""
    script = parse_script(
        {
            "events": [
                {"at": 2, "command": {"kind": "fault", "fault": "terminate_instance", "resource": "Group"}}
            ]
        }
    )
    for algorithm in ("round_robin", "least_outstanding_requests"):
        world = World.create(parse_document(tiny_document(algorithm)), seed=1, script=script)
        world.advance(4)
        World.restore(world.snapshot()).advance(1)
