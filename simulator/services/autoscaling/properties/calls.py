"""Parameters of the API's calls on a group. Where a call must name instances, it may leave them out here: ids
are drawn anew in every run, so a script written beforehand cannot know them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.resources.properties import Properties, about
from simulator.resources.units import INSTANCES
from simulator.services.autoscaling.properties.group import MAX_INSTANCES

PROCESSES = {
    "Launch": ("Launch", "시작(Launch)"),
    "Terminate": ("Terminate", "종료(Terminate)"),
    "AddToLoadBalancer": ("Add to load balancer", "로드 밸런서에 추가"),
    "AlarmNotification": ("Alarm notification", "경보 알림"),
    "AZRebalance": ("AZ rebalance", "가용 영역 재조정"),
    "HealthCheck": ("Health check", "상태 확인"),
    "ReplaceUnhealthy": ("Replace unhealthy", "비정상 교체"),
    "ScheduledActions": ("Scheduled actions", "예약된 작업"),
    "InstanceRefresh": ("Instance refresh", "인스턴스 새로 고침"),
}

_InstanceId = Annotated[str, Field(min_length=1, max_length=64)]


def _ids(en: str, ko: str) -> Any:
    return about(("Instance IDs", "인스턴스 ID"), (en, ko))


class ScalingProcesses(Properties):
    """Parameters of SuspendProcesses and ResumeProcesses."""

    ScalingProcesses: Annotated[
        list[
            Annotated[
                Literal[
                    "Launch",
                    "Terminate",
                    "AddToLoadBalancer",
                    "AlarmNotification",
                    "AZRebalance",
                    "HealthCheck",
                    "ReplaceUnhealthy",
                    "ScheduledActions",
                    "InstanceRefresh",
                ],
                about(("Process", "프로세스"), ("One process.", "프로세스 하나예요."), choices=PROCESSES),
            ]
        ],
        Field(max_length=9),
        about(("Processes", "프로세스"), ("Left empty: all of them.", "비우면 모든 프로세스예요.")),
    ] = []


class _Instances(Properties):
    InstanceIds: Annotated[
        list[
            Annotated[_InstanceId, about(("Instance", "인스턴스"), ("One instance.", "인스턴스 하나예요."))]
        ],
        Field(max_length=50),
        _ids(
            "Left empty: the oldest ones, as many as below.",
            "비우면 오래된 것부터 아래 수만큼 골라요.",
        ),
    ] = []
    Count: Annotated[
        int,
        Field(ge=1, le=MAX_INSTANCES),
        about(
            ("Instances", "인스턴스 수"),
            ("How many, when no instance is named.", "인스턴스를 정하지 않았을 때 고를 수예요."),
            unit=INSTANCES,
        ),
    ] = 1


class SetInstanceProtection(_Instances):
    ProtectedFromScaleIn: Annotated[
        bool,
        about(
            ("Protected", "보호"),
            ("Whether scale-in must leave them alone.", "축소할 때 종료하지 않을지 정해요."),
        ),
    ] = True


class EnterStandby(_Instances):
    ShouldDecrementDesiredCapacity: Annotated[
        bool,
        about(
            ("Decrement desired capacity", "원하는 용량 줄이기"),
            (
                "Otherwise the group launches replacements at once.",
                "줄이지 않으면 그룹이 바로 대신할 인스턴스를 시작해요.",
            ),
        ),
    ] = True


class ExitStandby(Properties):
    InstanceIds: Annotated[
        list[
            Annotated[_InstanceId, about(("Instance", "인스턴스"), ("One instance.", "인스턴스 하나예요."))]
        ],
        Field(max_length=50),
        _ids("Left empty: every instance in standby.", "비우면 대기 중인 인스턴스 모두예요."),
    ] = []


class TerminateInGroup(Properties):
    InstanceId: Annotated[
        _InstanceId | None,
        about(
            ("Instance ID", "인스턴스 ID"),
            ("Left empty: the oldest one.", "비우면 가장 오래된 인스턴스예요."),
        ),
    ] = None
    ShouldDecrementDesiredCapacity: Annotated[
        bool,
        about(
            ("Decrement desired capacity", "원하는 용량 줄이기"),
            ("Otherwise the group replaces the instance.", "줄이지 않으면 그룹이 인스턴스를 교체해요."),
        ),
    ] = False


class SetInstanceHealth(Properties):
    InstanceId: Annotated[
        _InstanceId | None,
        about(
            ("Instance ID", "인스턴스 ID"),
            ("Left empty: the oldest one.", "비우면 가장 오래된 인스턴스예요."),
        ),
    ] = None
    HealthStatus: Annotated[
        Literal["Healthy", "Unhealthy"],
        about(
            ("Health status", "상태"),
            ("What a check of your own has found.", "직접 만든 상태 확인의 결과예요."),
            choices={"Healthy": ("Healthy", "정상"), "Unhealthy": ("Unhealthy", "비정상")},
        ),
    ] = "Unhealthy"
    ShouldRespectGracePeriod: Annotated[
        bool,
        about(
            ("Respect the grace period", "유예 기간 지키기"),
            (
                "An instance within its grace period is left alone.",
                "상태 확인 유예 기간 안에 있는 인스턴스는 그대로 둬요.",
            ),
        ),
    ] = True


class _LifecycleAction(Properties):
    LifecycleHookName: Annotated[
        Annotated[str, Field(min_length=1, max_length=255)] | None,
        about(
            ("Hook", "후크"),
            (
                "Its name. Left empty: every hook that waits.",
                "후크 이름이에요. 비우면 기다리는 후크 모두예요.",
            ),
        ),
    ] = None
    InstanceId: Annotated[
        _InstanceId | None,
        about(
            ("Instance ID", "인스턴스 ID"),
            ("Left empty: every instance that waits.", "비우면 기다리는 인스턴스 모두예요."),
        ),
    ] = None


class CompleteLifecycleAction(_LifecycleAction):
    LifecycleActionResult: Annotated[
        Literal["CONTINUE", "ABANDON"],
        about(
            ("Result", "결과"),
            ("Abandon ends a launching instance.", "중단하면 시작하던 인스턴스를 종료해요."),
            choices={"CONTINUE": ("Continue", "계속"), "ABANDON": ("Abandon", "중단")},
        ),
    ] = "CONTINUE"


class RecordHeartbeat(_LifecycleAction):
    """Parameters of RecordLifecycleActionHeartbeat."""
