"""A security group in a world: it says which of the paths it guards are open, when that begins and when it changes.

What follows from it is done by those who know: the data plane drops what may not reach a balancer, instances
that a balancer may not reach fail their health checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.control import Control
from simulator.decisions import Decision
from simulator.services.vpc import reach

LAYER = "network"


class SecurityGroupRuntime:
    """The runtime of one security group. It speaks for whatever names it first among its groups."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self._told: dict[str, bool] = {}

    def start(self, control: Control) -> None:
        control.schedule(control.now, self.resource, "tell")

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        told: dict[str, bool] = {}
        for path, decision in self._paths(control.architecture):
            told[path] = decision.outcome
            if self._told.get(path) is not decision.outcome:
                control.decide(decision, self.resource, LAYER)
        self._told = told

    def observe(self, control: Control) -> None:
        """Nothing: paths change with the document only."""

    def update(self, control: Control, properties: Any) -> None:
        control.schedule(control.now, self.resource, "tell")

    def leave(self, control: Control) -> None:
        control.heap.drop(self.resource)

    def metrics(self, control: Control) -> dict[str, Any]:
        return {}

    def state(self) -> dict[str, Any]:
        return {"told": dict(self._told)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._told = dict(state["told"])

    def _paths(self, architecture: Any) -> Iterator[tuple[str, Decision]]:
        for resource in architecture.resources.values():
            if resource.type == reach.BALANCER:
                groups = reach.members(resource.properties.SecurityGroups)
                if groups[:1] == (self.resource,):
                    for decision in reach.viewers_to(architecture, resource.id):
                        yield f"{resource.id}:{decision.evidence['port']}", decision
            for name, target_group, groups, subnets in reach.carriers(architecture, resource):
                if groups[:1] == (self.resource,):
                    found = reach.balancer_to(architecture, target_group, name, groups, subnets)
                    if found is not None:
                        yield f"{name}<{target_group}", found
