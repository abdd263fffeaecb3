"""Rules of balancers that need to see other resources."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.elb.properties import Listener, LoadBalancer, TargetGroup
from simulator.services.vpc.properties import Subnet
from simulator.text import Text


def has_listener(balancer: TypedResource[LoadBalancer], world: TypedResources) -> Iterator[Problem]:
    listeners = (item.properties.LoadBalancerArn.target for item in world.all(Listener))
    if world.knows_all(Listener) and balancer.id not in listeners:
        yield Problem(
            "NoListener",
            (balancer.id,),
            Text.filled(f"{balancer.id} listens on no port.", f"{balancer.id}에 리스너가 없어요."),
            Text(
                "Add a listener that forwards to a target group.",
                "대상 그룹으로 전달하는 리스너를 추가하세요.",
            ),
        )


def stands_in_two_zones(balancer: TypedResource[LoadBalancer], world: TypedResources) -> Iterator[Problem]:
    path = (balancer.id, "Properties", "Subnets")
    subnets = [found for item in balancer.properties.Subnets if (found := world.get(item))]
    if len(subnets) < len(balancer.properties.Subnets):
        return  # a broken reference is its own problem
    zones = [
        subnet.properties.AvailabilityZone for subnet in subnets if isinstance(subnet.properties, Subnet)
    ]
    if len(set(zones)) < 2:
        yield Problem(
            "TooFewZones",
            path,
            Text.filled(
                f"{balancer.id} stands in {len(set(zones))} zone(s); an Application Load Balancer needs two.",
                f"{balancer.id}의 가용 영역이 {len(set(zones))}곳이에요."
                " Application Load Balancer에는 두 곳 이상이 필요해요.",
            ),
            Text("Add a subnet in another zone.", "다른 가용 영역의 서브넷을 추가하세요."),
        )
    elif len(set(zones)) < len(zones):
        yield Problem(
            "TwoSubnetsOneZone",
            path,
            Text.filled(
                f"{balancer.id} has two subnets in one zone.",
                f"{balancer.id}의 서브넷 두 개가 같은 가용 영역에 있어요.",
            ),
            Text("Keep one subnet a zone.", "가용 영역마다 서브넷을 하나만 남기세요."),
        )


def port_is_its_own(listener: TypedResource[Listener], world: TypedResources) -> Iterator[Problem]:
    for other in world.all(Listener):
        same = other.properties.LoadBalancerArn.target == listener.properties.LoadBalancerArn.target
        if same and other.id < listener.id and other.properties.Port == listener.properties.Port:
            yield Problem(
                "PortTaken",
                (listener.id, "Properties", "Port"),
                Text.filled(
                    f"{other.id} already listens on port {listener.properties.Port}.",
                    f"{listener.properties.Port}번 포트는 이미 {other.id} 리스너가 쓰고 있어요.",
                ),
                Text(
                    "Choose another port or remove one listener.",
                    "다른 포트를 쓰거나 리스너 하나를 지우세요.",
                ),
            )


def https_has_no_certificate(listener: TypedResource[Listener], world: TypedResources) -> Iterator[Problem]:
    if listener.properties.Protocol == "HTTPS":
        yield Problem(
            "NoCertificate",
            (listener.id, "Properties", "Protocol"),
            Text(
                "AWS wants a certificate for HTTPS; here the listener answers without one.",
                "AWS에서는 HTTPS 리스너에 인증서가 필요해요. 여기서는 인증서 없이도 응답해요.",
            ),
            Text(
                "Use HTTP until certificates are part of the lab.", "인증서를 다루기 전까지는 HTTP를 쓰세요."
            ),
            Severity.WARNING,
        )


def has_targets(group: TypedResource[TargetGroup], world: TypedResources) -> Iterator[Problem]:
    if not world.knows_all(AutoScalingGroup) or group.properties.Targets:
        return
    for scaling in world.all(AutoScalingGroup):
        if any(item.target == group.id for item in scaling.properties.TargetGroupARNs):
            return
    yield Problem(
        "NoTargets",
        (group.id,),
        Text.filled(
            f"Nothing registers with {group.id}: every request is answered 503.",
            f"{group.id}에 등록되는 대상이 없어요. 모든 요청에 503으로 응답해요.",
        ),
        Text("Wire the balancer to an Auto Scaling group.", "로드 밸런서를 Auto Scaling 그룹에 연결하세요."),
        Severity.WARNING,
    )
