"""The API's calls on the small world's group, as the engine makes them."""

from __future__ import annotations

from typing import Any

from simulator.document import read_properties
from simulator.problems import Problem
from simulator.services.registry import operation
from simulator.text import Text
from tests.simulator.control.small_world import SmallWorld


def _given(name: str, parameters: dict[str, Any]) -> Any:
    declared = operation("AWS::AutoScaling::AutoScalingGroup", name)
    assert declared is not None
    given, problems = read_properties(declared.parameters, parameters, ("parameters",))
    assert not problems
    return given


def refused(world: SmallWorld, name: str, **parameters: Any) -> Problem | None:
    return world.group.refusal(world.control, name, _given(name, parameters))


def call(world: SmallWorld, name: str, **parameters: Any) -> Text:
    """Make the call. It must not be one that would be refused."""
    given = _given(name, parameters)
    assert world.group.refusal(world.control, name, given) is None
    return world.group.operate(world.control, name, given)
