"""Lifecycle hooks: a pause in an instance's launch or end, for work of one's own."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.resources.properties import ResourceProperties, about
from simulator.resources.reference import Reference, to
from simulator.resources.units import SECONDS
from simulator.services.autoscaling.properties.group import AutoScalingGroup

LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"

#: Hooks of one group, at most.
MAX_HOOKS = 50


class LifecycleHook(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::AutoScaling::LifecycleHook"

    AutoScalingGroupName: Annotated[
        Reference,
        to(AutoScalingGroup.TYPE),
        about(("Group", "그룹"), ("The group it belongs to.", "이 후크가 속한 그룹이에요."), mutable=False),
    ]
    LifecycleHookName: Annotated[
        str | None,
        Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9\-_/]+$"),
        about(
            ("Hook name", "후크 이름"),
            ("Unique in the group. Optional.", "그룹 안에서 고유한 이름이에요. 비워도 돼요."),
            advanced=True,
            mutable=False,
        ),
    ] = None
    LifecycleTransition: Annotated[
        Literal["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"],
        about(
            ("Transition", "전환"),
            (
                "When the instance pauses: before it comes into service, or before it ends.",
                "인스턴스가 멈춰 기다리는 때예요. 서비스에 들어가기 전이나 끝나기 전이에요.",
            ),
            choices={
                LAUNCHING: ("Instance launch", "인스턴스 시작"),
                TERMINATING: ("Instance terminate", "인스턴스 종료"),
            },
        ),
    ]
    HeartbeatTimeout: Annotated[
        int,
        Field(ge=30, le=7200),
        about(
            ("Heartbeat timeout", "하트비트 제한 시간"),
            (
                "How long it waits for a completion or a heartbeat; then the default result applies. Heartbeats"
                " stretch the wait to at most 48 hours or 100 timeouts.",
                "완료나 하트비트를 기다리는 시간이에요. 지나면 기본 결과를 적용해요. 하트비트를 보내도 48시간과 제한"
                " 시간의 100배 중 짧은 쪽을 넘지 못해요.",
            ),
            unit=SECONDS,
        ),
    ] = 3600
    DefaultResult: Annotated[
        Literal["CONTINUE", "ABANDON"],
        about(
            ("Default result", "기본 결과"),
            (
                "What happens when the wait times out. Abandon ends a launching instance; a terminating one ends"
                " either way.",
                "기다리다 시간이 지났을 때의 결과예요. 중단하면 시작하던 인스턴스를 종료해요. 종료하던 인스턴스는 어느"
                " 쪽이든 종료돼요.",
            ),
            choices={"CONTINUE": ("Continue", "계속"), "ABANDON": ("Abandon", "중단")},
        ),
    ] = "ABANDON"
