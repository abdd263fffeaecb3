"""EC2's kinds. A launch template and the application in its AMI belong to the group that starts from them."""

from __future__ import annotations

from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.ec2 import metrics
from simulator.services.ec2.instance import Instance
from simulator.services.ec2.instance_kind import INSTANCE
from simulator.services.ec2.properties import Application, LaunchTemplate
from simulator.services.ec2.template_operations import OPERATIONS
from simulator.services.kinds import Kind, Layer, Owner
from simulator.text import Text

LAUNCH_TEMPLATE = Kind(
    label=Text("Launch template", "시작 템플릿"),
    summary=Text("What new instances are started from.", "새 인스턴스를 시작할 때 쓰는 설정이에요."),
    layer=Layer.COMPUTE,
    model=LaunchTemplate,
    prefix="Template",
    owner=Owner(
        AutoScalingGroup.TYPE,
        ("LaunchTemplate", "LaunchTemplateId"),
        by="owner",
        also=(("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification", "LaunchTemplateId"),),
    ),
    attributes=("LatestVersionNumber", "DefaultVersionNumber", "LaunchTemplateId"),
    metrics=metrics.LAUNCH_TEMPLATE,
    operations=OPERATIONS,
)

APPLICATION = Kind(
    label=Text("Application", "애플리케이션"),
    summary=Text(
        "What the AMI carries: how long it starts and how it answers.",
        "AMI에 담긴 애플리케이션이에요. 준비 시간과 응답 방식을 정해요.",
    ),
    layer=Layer.COMPUTE,
    model=Application,
    prefix="App",
    owner=Owner(LaunchTemplate.TYPE, ("LaunchTemplateData", "ImageId"), by="owner"),
    other_owners=(Owner(Instance.TYPE, ("ImageId",), by="owner"),),
)

KINDS = (LAUNCH_TEMPLATE, APPLICATION, INSTANCE)
