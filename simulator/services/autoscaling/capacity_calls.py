"""Manual scaling by the API's call, which may honour the cooldown of simple scaling."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from simulator.control import Control
from simulator.problems import Problem
from simulator.resources.properties import Properties, about
from simulator.resources.units import INSTANCES
from simulator.services.autoscaling.calling import Call, refuse, refuse_cooling
from simulator.services.autoscaling.properties.group import MAX_INSTANCES
from simulator.services.kinds import Operation
from simulator.text import Text

_SET = Text("Desired capacity of {group} set to {desired}", "{group}의 원하는 용량 변경: {desired}대")
_OUTSIDE = Text(
    "{desired} is not between the group's {minimum} and {maximum}.",
    "{desired}대는 그룹 용량 {minimum}~{maximum}대를 벗어나요.",
)
_WITHIN = Text("Choose a capacity within the bounds, or move them.", "범위 안의 값을 쓰거나 범위를 바꾸세요.")


class SetDesiredCapacity(Properties):
    DesiredCapacity: Annotated[
        int,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Desired capacity", "원하는 용량"),
            ("How many instances the group shall have.", "그룹에 있어야 할 인스턴스 수예요."),
            unit=INSTANCES,
        ),
    ] = 1
    HonorCooldown: Annotated[
        bool,
        about(
            ("Honour the cooldown", "휴지 기간 지키기"),
            (
                "Refused while the cooldown of simple scaling lasts. By default manual scaling ignores it.",
                "단순 조정의 휴지 기간에는 거절해요. 수동 조정은 원래 휴지 기간을 무시해요.",
            ),
        ),
    ] = False


SET_DESIRED_CAPACITY = Operation(
    "set_desired_capacity",
    Text("Set desired capacity", "원하는 용량 설정"),
    Text(
        "Manual scaling. Policies go on from the new capacity.",
        "수동 조정이에요. 조정 정책은 새 용량에서 이어 가요.",
    ),
    SetDesiredCapacity,
)


def _refuse(group: Any, control: Control, given: SetDesiredCapacity) -> Problem | None:
    plan = group.plan
    if plan.within(given.DesiredCapacity) != given.DesiredCapacity:
        text = _OUTSIDE.format(desired=given.DesiredCapacity, minimum=plan.min_size, maximum=plan.max_size)
        return refuse("OutsideBounds", "DesiredCapacity", text, _WITHIN)
    return refuse_cooling(group, control) if given.HonorCooldown else None


def _make(group: Any, control: Control, given: SetDesiredCapacity) -> Text:
    group.set_desired(control, given.DesiredCapacity)
    return _SET.format(group=group.resource, desired=given.DesiredCapacity)


CAPACITY_CALLS = {SET_DESIRED_CAPACITY.id: Call(_refuse, _make)}
