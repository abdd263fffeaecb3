"""Warnings about paths that security groups close: traffic that was drawn and cannot flow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.vpc import reach
from simulator.text import Text

_OPEN_IT = Text(
    "Add an inbound rule for this port and this source.",
    "이 포트와 소스를 허용하는 인바운드 규칙을 추가하세요.",
)


def viewers_may_connect(balancer: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    if not _readable(balancer.properties.SecurityGroups, world):
        return
    for decision in reach.viewers_to(world, balancer.id):
        if not decision.outcome:
            path = (balancer.id, "Properties", "SecurityGroups")
            yield Problem("ViewersShutOut", path, decision.text, _OPEN_IT, Severity.WARNING)


def balancer_may_connect(carrier: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    for name, target_group, groups, subnets in reach.carriers(world, carrier):
        decision = reach.balancer_to(world, target_group, name, groups, subnets)
        if decision is not None and not decision.outcome:
            path = (carrier.id, "Properties")
            yield Problem("BalancerShutOut", path, decision.text, _OPEN_IT, Severity.WARNING)


def _readable(references: Any, world: TypedResources) -> bool:
    return all(world.get(reference) is not None for reference in references)
