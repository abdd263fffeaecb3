"""EC2 Auto Scaling's kinds."""

from __future__ import annotations

from simulator.services.autoscaling import canvas, checks, metrics, mixed_checks
from simulator.services.autoscaling.lifecycle_kinds import KINDS as LIFECYCLE
from simulator.services.autoscaling.operations import OPERATIONS
from simulator.services.autoscaling.predictive.checks import RULES as PREDICTIVE_RULES
from simulator.services.autoscaling.properties import (
    AutoScalingGroup,
    HangInstance,
    ScalingPolicy,
    SlowInstances,
    TerminateInstance,
)
from simulator.services.autoscaling.schedule_kind import SCHEDULED_ACTION, policies_within_quota
from simulator.services.autoscaling.spot_kinds import KINDS as SPOT
from simulator.services.autoscaling.spot_kinds import SPOT_INTERRUPTION
from simulator.services.ec2 import faults as ec2_faults
from simulator.services.kinds import Fault, Kind, Layer, Owner, Refusal
from simulator.services.vpc.reach_checks import balancer_may_connect
from simulator.text import Text

_ANSWERS_ONLY = Text(
    "In this version a group only answers requests. Draw the wire from the balancer to the group.",
    "이 버전에서 그룹은 요청에 응답만 해요. 로드 밸런서에서 그룹으로 연결선을 그리세요.",
)

GROUP = Kind(
    label=Text("Auto Scaling group", "Auto Scaling 그룹"),
    summary=Text(
        "Equal instances whose number follows the load.",
        "부하에 따라 수가 바뀌는 똑같은 인스턴스의 묶음이에요.",
    ),
    layer=Layer.COMPUTE,
    model=AutoScalingGroup,
    prefix="WebGroup",
    canvas=True,
    attributes=("AutoScalingGroupARN",),
    refusals=tuple(
        Refusal(target, _ANSWERS_ONLY)
        for target in (
            "Lab::Clients",
            "AWS::Route53::HostedZone",
            "AWS::CloudFront::Distribution",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::S3::Bucket",
            AutoScalingGroup.TYPE,
        )
    ),
    drop=canvas.drop_group,
    rules=(
        checks.capacities_are_in_order,
        checks.instances_fit_a_world,
        checks.default_policy_is_last,
        checks.function_is_first,
        checks.grace_covers_start_up,
        balancer_may_connect,
        *mixed_checks.GROUP_RULES,
    ),
    metrics=metrics.METRICS,
    badges=("GroupInServiceInstances", "CPUUtilization", "GroupDesiredCapacity"),
    faults=(
        Fault(
            "terminate_instance",
            Text("Terminate an instance", "인스턴스 종료"),
            Text(
                "Instances die at once; their requests are reset. The group replaces them.",
                "인스턴스가 바로 종료되고 처리하던 요청은 끊겨요. 그룹이 새 인스턴스로 교체해요.",
            ),
            TerminateInstance,
        ),
        Fault(
            "slow_instances",
            Text("Slow instances", "인스턴스 성능 저하"),
            Text(
                "Some or all instances take longer for every request.",
                "일부 또는 모든 인스턴스에서 요청 처리가 느려져요.",
            ),
            SlowInstances,
        ),
        Fault(
            "hang_instance",
            Text("Hang an instance", "인스턴스 무응답"),
            Text(
                "Instances keep running but answer nothing, until a health check finds out.",
                "인스턴스가 실행 중이지만 응답하지 않아요. 상태 확인으로 발견될 때까지 계속돼요.",
            ),
            HangInstance,
        ),
        *ec2_faults.FAULTS,
        SPOT_INTERRUPTION,
    ),
    operations=OPERATIONS,
)

POLICY = Kind(
    label=Text("Scaling policy", "조정 정책"),
    summary=Text("Moves the group's desired capacity.", "그룹의 원하는 용량을 바꾸는 규칙이에요."),
    layer=Layer.COMPUTE,
    model=ScalingPolicy,
    prefix="Policy",
    owner=Owner(AutoScalingGroup.TYPE, ("AutoScalingGroupName",)),
    attributes=("Arn", "PolicyName"),
    rules=(
        checks.metric_has_its_balancer,
        checks.cpu_target_is_a_percentage,
        checks.custom_metric_has_data,
        policies_within_quota,
        *PREDICTIVE_RULES,
    ),
)

KINDS = (GROUP, *LIFECYCLE, POLICY, SCHEDULED_ACTION, *SPOT)
