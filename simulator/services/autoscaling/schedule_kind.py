"""Scheduled actions as a kind, with the rules that need to see other resources; and how many policies a group has."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.clock import parse_instant, write_instant
from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.properties import AutoScalingGroup, ScalingPolicy
from simulator.services.autoscaling.properties.schedule import ScheduledAction
from simulator.services.clients.clock import clock_of
from simulator.services.kinds import Kind, Layer, Owner
from simulator.text import Text

#: Quotas of one group.
MAX_ACTIONS = 125
MAX_POLICIES = 50


def _over_quota(
    resource: TypedResource[ScheduledAction] | TypedResource[ScalingPolicy],
    world: TypedResources,
    model: type[ScheduledAction] | type[ScalingPolicy],
    most: int,
    what: Text,
) -> Iterator[Problem]:
    group = resource.properties.AutoScalingGroupName
    ids = [one.id for one in world.all(model) if one.properties.AutoScalingGroupName == group]
    if ids.index(resource.id) == most:
        yield Problem(
            "TooManyForGroup",
            (resource.id, "Properties", "AutoScalingGroupName"),
            Text.filled(
                f"{group.target} has more than {most} {what.en}.",
                f"{group.target} 그룹에서 최대 {most}개를 넘었어요: {what.ko}",
            ),
            Text("Remove some of them.", "일부를 지우세요."),
        )


def actions_within_quota(action: TypedResource[ScheduledAction], world: TypedResources) -> Iterator[Problem]:
    yield from _over_quota(
        action, world, ScheduledAction, MAX_ACTIONS, Text("scheduled actions", "예약된 작업")
    )


def policies_within_quota(policy: TypedResource[ScalingPolicy], world: TypedResources) -> Iterator[Problem]:
    yield from _over_quota(policy, world, ScalingPolicy, MAX_POLICIES, Text("scaling policies", "조정 정책"))


def it_lies_ahead(action: TypedResource[ScheduledAction], world: TypedResources) -> Iterator[Problem]:
    """An action whose time is before the world's second 0 never happens."""
    clock = clock_of(world.resources.values())
    properties = action.properties
    name = "EndTime" if properties.EndTime is not None else "StartTime"
    last = properties.EndTime or (properties.StartTime if properties.Recurrence is None else None)
    if last is not None and parse_instant(last) < clock.start:
        yield Problem(
            "ScheduledInThePast",
            (action.id, "Properties", name),
            Text.filled(
                f"The world begins at {write_instant(clock.start)}: this has passed.",
                f"시뮬레이션이 {write_instant(clock.start)}에 시작하므로 이미 지난 시점이에요.",
            ),
            Text(
                "Choose a later moment, or set the clock at the start of the viewers.",
                "더 늦은 시점을 고르거나 최종 사용자의 시작 시점(Start)을 바꾸세요.",
            ),
            Severity.WARNING,
        )


SCHEDULED_ACTION = Kind(
    label=Text("Scheduled action", "예약된 작업"),
    summary=Text(
        "Gives the group other sizes at a set time, once or again and again.",
        "정해진 시각에 그룹의 크기를 바꿔요. 한 번만 하거나 반복할 수 있어요.",
    ),
    layer=Layer.COMPUTE,
    model=ScheduledAction,
    prefix="Schedule",
    owner=Owner(AutoScalingGroup.TYPE, ("AutoScalingGroupName",)),
    attributes=("ScheduledActionName",),
    rules=(actions_within_quota, it_lies_ahead),
)
