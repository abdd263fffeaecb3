"""Warm pools: instances that have been started before, kept aside for the next scale-out."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.resources.properties import Properties, ResourceProperties, about
from simulator.resources.reference import Reference, to
from simulator.resources.units import INSTANCES
from simulator.services.autoscaling.properties.group import MAX_INSTANCES, AutoScalingGroup

#: Seconds that an instance of a pool without launch hooks is given to boot before it is put to rest. AWS names
#: none: it may rest before it is ready.
POOL_SETTLE_SECONDS = 60.0


class ReusePolicy(Properties):
    ReuseOnScaleIn: Annotated[
        bool,
        about(
            ("Reuse on scale in", "축소 시 재사용"),
            (
                "Scale-in returns instances to the pool instead of terminating them.",
                "축소할 때 인스턴스를 종료하지 않고 웜 풀로 돌려보내요.",
            ),
        ),
    ] = False


class WarmPool(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::AutoScaling::WarmPool"

    AutoScalingGroupName: Annotated[
        Reference,
        to(AutoScalingGroup.TYPE),
        about(("Group", "그룹"), ("The group it belongs to.", "이 웜 풀이 속한 그룹이에요."), mutable=False),
    ]
    MinSize: Annotated[
        int,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Minimum size", "최소 크기"),
            ("The pool never keeps fewer instances than this.", "웜 풀에 늘 유지할 인스턴스 수예요."),
            unit=INSTANCES,
        ),
    ] = 0
    MaxGroupPreparedCapacity: Annotated[
        int | None,
        Field(ge=-1, le=MAX_INSTANCES),
        about(
            ("Maximum prepared capacity", "최대 준비 용량"),
            (
                "Group and pool together hold so many. Left out or -1: the group's maximum capacity.",
                "그룹과 웜 풀의 인스턴스를 합친 한도예요. 비우거나 -1이면 그룹의 최대 용량이에요.",
            ),
            unit=INSTANCES,
        ),
    ] = None
    PoolState: Annotated[
        Literal["Stopped", "Running", "Hibernated"],
        about(
            ("Pool state", "풀 상태"),
            (
                "How instances wait. Stopped and hibernated ones cost only their volumes; hibernated ones keep their"
                " memory, so their application need not start again; running ones cost in full.",
                "인스턴스가 기다리는 상태예요. 중지와 최대 절전은 볼륨 요금만 내요. 최대 절전은 메모리를 보존해서"
                " 애플리케이션을 다시 시작하지 않아도 돼요. 실행은 요금을 모두 내요.",
            ),
            choices={
                "Stopped": ("Stopped", "중지"),
                "Running": ("Running", "실행"),
                "Hibernated": ("Hibernated", "최대 절전"),
            },
        ),
    ] = "Stopped"
    InstanceReusePolicy: Annotated[
        ReusePolicy,
        about(
            ("Reuse policy", "재사용 정책"),
            ("What scale-in does with instances.", "축소할 때 인스턴스를 어떻게 할지 정해요."),
        ),
    ] = ReusePolicy()
