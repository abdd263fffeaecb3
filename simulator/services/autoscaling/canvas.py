"""Groups on the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.autoscaling.properties import AutoScalingGroup, ScalingPolicy
from simulator.services.ec2.properties import Application, LaunchTemplate
from simulator.services.vpc.canvas import network


def drop_group(draft: Draft, position: Mapping[str, float]) -> str:
    """A group over the zones there are, with an application, a launch template and a CPU policy."""
    _, subnets = network(draft, position)
    group = draft.free_id("WebGroup")
    application = draft.add(Application.TYPE, {"ReadySeconds": 30, "QueueLimit": 100}, base=f"{group}App")
    template = draft.add(
        LaunchTemplate.TYPE,
        {
            "LaunchTemplateData": {
                "ImageId": refer(application),
                "InstanceType": "t3.medium",
                # The guide recommends it for every group that scales by EC2's metrics; AWS's default is basic.
                "Monitoring": {"Enabled": True},
            }
        },
        base=f"{group}Template",
    )
    group = draft.add(
        AutoScalingGroup.TYPE,
        {
            "MinSize": 2,
            "MaxSize": 6,
            "DesiredCapacity": 2,
            "VPCZoneIdentifier": [refer(id) for id in subnets],
            "LaunchTemplate": {
                "LaunchTemplateId": refer(template),
                "Version": refer(template, "LatestVersionNumber"),
            },
            "HealthCheckGracePeriod": 90,
            "DefaultInstanceWarmup": 60,
        },
        base=group,
        canvas=position,
    )
    draft.add(
        ScalingPolicy.TYPE,
        {
            "AutoScalingGroupName": refer(group),
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingConfiguration": {
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
                "TargetValue": 50,
            },
        },
        base=f"{group}CpuPolicy",
    )
    return group
