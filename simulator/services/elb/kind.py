"""Elastic Load Balancing's kinds."""

from __future__ import annotations

from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.ec2.instance import Instance
from simulator.services.elb import canvas, checks, metrics
from simulator.services.elb.properties import Listener, LoadBalancer, TargetGroup
from simulator.services.kinds import Kind, Layer, Owner, Refusal, Wire
from simulator.services.vpc.reach_checks import viewers_may_connect
from simulator.text import Text

BALANCER = Kind(
    label=Text("Application Load Balancer", "Application Load Balancer"),
    summary=Text(
        "Spreads HTTP requests over healthy targets in several zones.",
        "여러 가용 영역의 정상 대상에 HTTP 요청을 분산해요.",
    ),
    layer=Layer.BALANCER,
    model=LoadBalancer,
    prefix="Balancer",
    canvas=True,
    attributes=("DNSName", "CanonicalHostedZoneID", "LoadBalancerArn", "LoadBalancerFullName"),
    wires=(
        Wire(
            AutoScalingGroup.TYPE,
            Text("forwards to", "전달"),
            canvas.connect_group,
            canvas.disconnect_group,
        ),
        Wire(
            Instance.TYPE,
            Text("forwards to", "전달"),
            canvas.connect_instance,
            canvas.disconnect_instance,
        ),
    ),
    refusals=(
        Refusal(
            "AWS::S3::Bucket",
            Text(
                "A load balancer cannot send requests to a bucket. Put a CloudFront distribution before both.",
                "로드 밸런서는 버킷으로 요청을 보낼 수 없어요. 둘 앞에 CloudFront 배포를 두세요.",
            ),
        ),
        Refusal(
            "AWS::CloudFront::Distribution",
            Text(
                "Requests come from the distribution to the balancer. Draw the wire the other way.",
                "요청은 배포에서 로드 밸런서로 와요. 연결선을 반대로 그리세요.",
            ),
        ),
        Refusal(
            LoadBalancer.TYPE,
            Text(
                "An Application Load Balancer's targets are instances, addresses or functions, not another balancer.",
                "Application Load Balancer의 대상은 인스턴스, IP 주소, 함수예요."
                " 다른 로드 밸런서는 대상이 될 수 없어요.",
            ),
        ),
    ),
    links=canvas.links,
    drop=canvas.drop_balancer,
    rules=(checks.has_listener, checks.stands_in_two_zones, viewers_may_connect),
    metrics=metrics.BALANCER,
    badges=("RequestCount", "HTTPCode_ELB_5XX_Count", "TargetResponseTime"),
)

LISTENER = Kind(
    label=Text("Listener", "리스너"),
    summary=Text(
        "A port of the balancer and what happens there.",
        "로드 밸런서의 포트와 그 포트로 온 요청의 처리 방법이에요.",
    ),
    layer=Layer.BALANCER,
    model=Listener,
    prefix="Listener",
    owner=Owner(LoadBalancer.TYPE, ("LoadBalancerArn",)),
    attributes=("ListenerArn",),
    rules=(checks.port_is_its_own, checks.https_has_no_certificate),
)

TARGET_GROUP = Kind(
    label=Text("Target group", "대상 그룹"),
    summary=Text(
        "Who answers, how requests are spread, and how health is checked.",
        "어떤 대상이 응답하는지, 요청을 어떻게 분산하고 상태를 어떻게 확인하는지 정해요.",
    ),
    layer=Layer.BALANCER,
    model=TargetGroup,
    prefix="Targets",
    owner=Owner(Listener.TYPE, ("DefaultActions", "*", "TargetGroupArn"), by="owner"),
    attributes=("TargetGroupArn", "TargetGroupFullName", "TargetGroupName"),
    rules=(checks.has_targets,),
    metrics=metrics.TARGET_GROUP,
    badges=("HealthyHostCount", "UnHealthyHostCount"),
)

KINDS = (BALANCER, LISTENER, TARGET_GROUP)
