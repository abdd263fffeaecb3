"""Who may connect to whom in an architecture: viewers to balancers, balancers to the targets behind them.

The paths are those traffic takes: anybody on the internet (viewers and edges have no known addresses) to each
listener of a balancer, the balancer from all of its subnets to the port of each target group its listeners
forward to. What carries no security group is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.decisions import Decision
from simulator.resources.reference import Reference
from simulator.services.vpc.security import ANYBODY, ConnectInput, EndInput, GroupInput, RuleInput, connect
from simulator.services.vpc.security_groups import TYPE

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
INSTANCE = "AWS::EC2::Instance"
GROUP = "AWS::AutoScaling::AutoScalingGroup"
TEMPLATE = "AWS::EC2::LaunchTemplate"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
SUBNET = "AWS::EC2::Subnet"
VIEWERS = "Internet"


def members(references: Sequence[Any]) -> tuple[str, ...]:
    """Logical ids of the security groups in a field."""
    return tuple(one.target for one in references if isinstance(one, Reference))


def viewers_to(architecture: Any, balancer: str) -> list[Decision]:
    """For each port a balancer listens on, whether viewers may connect; nothing if it has no security group."""
    groups = members(architecture.resources[balancer].properties.SecurityGroups)
    if not groups:
        return []
    destination = EndInput(
        name=balancer, addresses=_blocks(architecture, balancer), groups=_given(architecture, groups)
    )
    source = EndInput(name=VIEWERS, addresses=(ANYBODY,))
    return [
        connect(ConnectInput(source=source, destination=destination, port=listener.properties.Port))
        for listener in _listeners(architecture, balancer)
    ]


def is_open(architecture: Any, balancer: str) -> bool:
    """Whether viewers may connect to some listener of a balancer."""
    found = viewers_to(architecture, balancer)
    return not found or any(decision.outcome for decision in found)


def balancer_to(
    architecture: Any, target_group: str, name: str, groups: Sequence[str], subnets: Sequence[str]
) -> Decision | None:
    """Whether the balancer of a target group may connect to a target with these security groups.

    None if neither end has any. With several balancers the first one that is refused decides.
    """
    port = int(architecture.resources[target_group].properties.Port)
    found: Decision | None = None
    for balancer in _balancers(architecture, target_group):
        own = members(architecture.resources[balancer].properties.SecurityGroups)
        if not own and not groups:
            continue
        decision = connect(
            ConnectInput(
                source=EndInput(
                    name=balancer,
                    addresses=_blocks(architecture, balancer),
                    groups=_given(architecture, own) if own else None,
                ),
                destination=EndInput(
                    name=name,
                    addresses=_subnet_blocks(architecture, subnets),
                    groups=_given(architecture, groups) if groups else None,
                ),
                port=port,
            )
        )
        if found is None or (found.outcome and not decision.outcome):
            found = decision
    return found


def _listeners(architecture: Any, balancer: str) -> Iterator[Any]:
    for resource in architecture.resources.values():
        if resource.type == LISTENER and resource.properties.LoadBalancerArn.target == balancer:
            yield resource


def _balancers(architecture: Any, target_group: str) -> list[str]:
    """The balancers whose listeners forward to a target group."""
    found: dict[str, None] = {}
    for resource in architecture.resources.values():
        if resource.type == LISTENER:
            for action in resource.properties.DefaultActions:
                arn = action.TargetGroupArn
                balancer = resource.properties.LoadBalancerArn.target
                if arn is not None and arn.target == target_group and balancer in architecture.resources:
                    found[balancer] = None
    return list(found)


def _blocks(architecture: Any, balancer: str) -> tuple[str, ...]:
    subnets = architecture.resources[balancer].properties.Subnets
    return _subnet_blocks(architecture, [reference.target for reference in subnets])


def _subnet_blocks(architecture: Any, subnets: Sequence[str]) -> tuple[str, ...]:
    found = [architecture.resources[id] for id in subnets if id in architecture.resources]
    return tuple(str(one.properties.CidrBlock) for one in found if one.type == SUBNET) or (ANYBODY,)


def _given(architecture: Any, groups: Sequence[str]) -> tuple[GroupInput, ...]:
    return tuple(
        GroupInput(
            GroupId=id,
            SecurityGroupIngress=tuple(
                _rule(rule, rule.SourceSecurityGroupId)
                for rule in architecture.resources[id].properties.SecurityGroupIngress
            ),
            SecurityGroupEgress=tuple(
                _rule(rule, rule.DestinationSecurityGroupId)
                for rule in architecture.resources[id].properties.SecurityGroupEgress
            ),
        )
        for id in groups
        if id in architecture.resources and architecture.resources[id].type == TYPE
    )


def _rule(rule: Any, group: Reference | None) -> RuleInput:
    return RuleInput(
        IpProtocol=rule.IpProtocol,
        FromPort=rule.FromPort,
        ToPort=rule.ToPort,
        CidrIp=rule.CidrIp,
        GroupId=group.target if group is not None else None,
    )


def carriers(architecture: Any, resource: Any) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """(name, target group, security groups, subnets) of a group whose newest instances are targets somewhere."""
    properties = resource.properties
    if resource.type == INSTANCE:
        for group in architecture.resources.values():
            if group.type == TARGET_GROUP and any(
                target.Id.target == resource.id for target in group.properties.Targets
            ):
                subnets = (properties.SubnetId.target,)
                yield resource.id, group.id, members(properties.SecurityGroupIds), subnets
        return
    if resource.type != GROUP:
        return
    named = properties.LaunchTemplate
    template = architecture.resources.get(named.LaunchTemplateId.target) if named is not None else None
    if template is None or template.type != TEMPLATE:
        return
    groups = members(template.properties.LaunchTemplateData.SecurityGroupIds)
    subnets = tuple(reference.target for reference in properties.VPCZoneIdentifier)
    for arn in properties.TargetGroupARNs:
        found = architecture.resources.get(arn.target)
        if found is not None and found.type == TARGET_GROUP:
            yield resource.id, arn.target, groups, subnets
