"""What the API's calls on a group share: how a call is described, and how it finds the instances it names."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.problems import Problem
from simulator.services.autoscaling.group import Group
from simulator.services.ec2.runtime import RUNNING, Instance, InstanceState
from simulator.text import Text

_NO_INSTANCE = Text(
    "{instance} is no instance of this group in the state that the call needs.",
    "{instance} 인스턴스는 이 그룹에서 호출에 맞는 상태가 아니에요.",
)
_NOBODY = Text(
    "The group has no instance in the state that the call needs.",
    "그룹에 호출에 맞는 상태의 인스턴스가 없어요.",
)
_LOOK = Text("Look at the group's instances.", "그룹의 인스턴스를 확인하세요.")
_COOLING = Text(
    "The cooldown of simple scaling is not over: {remaining} s.",
    "단순 조정의 휴지 기간이 끝나지 않았어요: {remaining}초",
)
_IN_PROGRESS = Text(
    "An activity of simple scaling is still in progress.", "단순 조정 활동이 아직 끝나지 않았어요."
)
_WAIT = Text("Wait, or do not honour the cooldown.", "기다리거나 휴지 기간을 지키지 않도록 하세요.")


@dataclass(frozen=True, slots=True)
class Call:
    """refusal: why AWS would refuse it now, None if it would not. make: do it; a sentence of what was asked for."""

    refusal: Callable[[Any, Control, Any], Problem | None]
    make: Callable[[Any, Control, Any], Text]


def refuse(code: str, name: str, message: Text, hint: Text = _LOOK) -> Problem:
    """A refusal located at the parameter `name`."""
    return Problem(code, ("parameters", name), message, hint)


def never(group: Any, control: Control, given: Any) -> Problem | None:
    """Calls that are never refused."""
    return None


def refuse_cooling(group: Any, control: Control) -> Problem | None:
    """The refusal of a call that honours the cooldown of simple scaling; None when it is over."""
    left = group.dynamic.cooling_until - control.now
    if left <= 0:
        return None
    text = _IN_PROGRESS if math.isinf(left) else _COOLING.format(remaining=math.ceil(left))
    return refuse("ScalingActivityInProgress", "HonorCooldown", text, _WAIT)


def named(
    group: Group,
    ids: Sequence[str],
    count: int | None = None,
    *,
    states: Collection[InstanceState] = RUNNING,
    parameter: str = "InstanceIds",
) -> list[Instance] | Problem:
    """The instances of these ids, all in one of the states; or so many of the oldest in them (None: all)."""
    found = sorted(
        (one for one in group.instances.values() if one.state in states), key=lambda one: one.launched_at
    )
    if not ids:
        return found[:count] or refuse("NoInstance", parameter, _NOBODY)
    known = {one.id: one for one in found}
    for id in ids:
        if id not in known:
            return refuse("NoInstance", parameter, _NO_INSTANCE.format(instance=id))
    return [known[id] for id in dict.fromkeys(ids)]
