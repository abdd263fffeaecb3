"""Balancers on the canvas: what one brings along, and the wire to a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.elb.properties import Listener, LoadBalancer, TargetGroup
from simulator.services.kinds import Link
from simulator.services.vpc.canvas import network


def drop_balancer(draft: Draft, position: Mapping[str, float]) -> str:
    """A balancer in at least two zones, with a listener on port 80 and a target group behind it."""
    vpc, subnets = network(draft, {"x": position["x"] + 270, "y": position["y"]})
    properties = {
        "Scheme": "internet-facing",
        "Type": "application",
        "Subnets": [refer(id) for id in subnets],
    }
    balancer = draft.add(LoadBalancer.TYPE, properties, base="Balancer", canvas=position)
    add_target_group(draft, balancer, vpc)
    return balancer


def add_target_group(draft: Draft, balancer: str, vpc: str) -> str:
    """A target group and the listener that forwards to it."""
    group = draft.add(
        TargetGroup.TYPE,
        {
            "Port": 80,
            "Protocol": "HTTP",
            "VpcId": refer(vpc),
            "HealthCheckPath": "/",
            "HealthCheckIntervalSeconds": 10,
            "HealthyThresholdCount": 2,
            "TargetGroupAttributes": [
                {"Key": "load_balancing.algorithm.type", "Value": "round_robin"},
                {"Key": "deregistration_delay.timeout_seconds", "Value": "30"},
            ],
        },
        base=f"{balancer}Targets",
    )
    draft.add(
        Listener.TYPE,
        {
            "LoadBalancerArn": refer(balancer),
            "Port": 80,
            "Protocol": "HTTP",
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": refer(group)}],
        },
        base=f"{balancer}Listener",
    )
    return group


def target_groups(draft: Draft, balancer: str) -> list[str]:
    """The target groups its listeners forward to."""
    found: dict[str, None] = {}
    for listener in draft.of_type(Listener.TYPE):
        if draft.target(listener, "LoadBalancerArn") != balancer:
            continue
        actions = draft.value(listener, "DefaultActions")
        for action in actions if isinstance(actions, list) else []:
            id = draft.read_target(action.get("TargetGroupArn")) if isinstance(action, dict) else None
            if id is not None:
                found[id] = None
    return list(found)


def links(draft: Draft) -> Iterator[Link]:
    """A balancer is wired to the groups that register with one of its target groups, and to its named targets."""
    for balancer in draft.of_type(LoadBalancer.TYPE):
        groups = target_groups(draft, balancer)
        for scaling in draft.of_type(AutoScalingGroup.TYPE):
            for index, target in draft.targets(scaling, "TargetGroupARNs"):
                if target in groups:
                    yield Link(balancer, scaling, (scaling, "Properties", "TargetGroupARNs", index))
        for group in groups:
            for index, instance in _targets_of(draft, group):
                yield Link(balancer, instance, (group, "Properties", "Targets", index, "Id"))


def _targets_of(draft: Draft, group: str) -> Iterator[tuple[int, str]]:
    """(index, id) of the standalone instances a target group names."""
    targets = draft.value(group, "Targets")
    for index, item in enumerate(targets if isinstance(targets, list) else []):
        id = draft.read_target(item.get("Id")) if isinstance(item, dict) else None
        if id is not None:
            yield index, id


def connect_instance(draft: Draft, balancer: str, instance: str) -> None:
    groups = target_groups(draft, balancer)
    if not groups:
        vpc, _ = network(draft, {"x": 0, "y": 0}, zones=0)
        groups = [add_target_group(draft, balancer, vpc)]
    draft.items(groups[0], "Targets").append({"Id": refer(instance)})


def disconnect_instance(draft: Draft, balancer: str, instance: str) -> None:
    for group in target_groups(draft, balancer):
        gone = {index for index, id in _targets_of(draft, group) if id == instance}
        kept = [item for index, item in enumerate(draft.items(group, "Targets")) if index not in gone]
        draft.properties(group)["Targets"] = kept
        if not kept:
            del draft.properties(group)["Targets"]


def connect_group(draft: Draft, balancer: str, scaling: str) -> None:
    groups = target_groups(draft, balancer)
    if not groups:
        vpc, _ = network(draft, {"x": 0, "y": 0}, zones=0)
        groups = [add_target_group(draft, balancer, vpc)]
    draft.items(scaling, "TargetGroupARNs").append(refer(groups[0]))
    draft.properties(scaling)["HealthCheckType"] = "ELB"


def disconnect_group(draft: Draft, balancer: str, scaling: str) -> None:
    gone = {
        index
        for index, id in draft.targets(scaling, "TargetGroupARNs")
        if id in target_groups(draft, balancer)
    }
    kept = [item for index, item in enumerate(draft.items(scaling, "TargetGroupARNs")) if index not in gone]
    properties = draft.properties(scaling)
    properties["TargetGroupARNs"] = kept
    if not kept:
        del properties["TargetGroupARNs"]
        properties.pop("HealthCheckType", None)
