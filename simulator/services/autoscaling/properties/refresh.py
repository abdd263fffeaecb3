"""Instance refresh: parameters of its calls, with the API's limits and defaults, and how they are offered."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import Properties, about, refuse
from simulator.resources.units import PERCENT, SECONDS
from simulator.services.autoscaling.properties.template import version_named
from simulator.services.kinds import Operation
from simulator.text import Text


class DesiredLaunchTemplate(Properties):
    Version: Annotated[
        Annotated[str, AfterValidator(version_named)] | None,
        about(
            ("Version", "버전"),
            (
                "The version to deploy: a number, $Latest or $Default. Left out: the group's own, and no way back.",
                "배포할 버전이에요. 번호, $Latest, $Default 중 하나를 쓰세요. 비우면 그룹의 설정을 쓰고, 롤백할 수"
                " 없어요.",
            ),
        ),
    ] = None


class DesiredSettings(Properties):
    LaunchTemplate: Annotated[
        DesiredLaunchTemplate,
        about(
            ("Launch template", "시작 템플릿"),
            ("Of the group's launch template.", "그룹의 시작 템플릿에서 고르는 버전이에요."),
        ),
    ] = DesiredLaunchTemplate()


class RefreshAlarms(Properties):
    Alarms: Annotated[
        list[
            Annotated[
                str,
                Field(min_length=1, max_length=255),
                about(("Alarm", "경보"), ("Name of an alarm.", "경보 이름이에요.")),
            ]
        ],
        Field(max_length=10),
        about(
            ("Alarms", "경보"),
            (
                "The refresh fails as soon as one of them is in ALARM.",
                "이 중 하나라도 경보 상태가 되면 새로 고침이 실패해요.",
            ),
        ),
    ] = []


class RefreshPreferences(Properties):
    MinHealthyPercentage: Annotated[
        int | None,
        Field(ge=0, le=100),
        about(
            ("Minimum healthy percentage", "최소 정상 비율"),
            (
                "This share of desired capacity stays healthy. 100 replaces one at a time, 0 all at once. Left out:"
                " what the group's instance maintenance policy says, or else 90.",
                "원하는 용량 중 이 비율은 항상 정상으로 유지해요. 100이면 한 대씩, 0이면 한꺼번에 교체해요. 비우면"
                " 그룹의 인스턴스 유지 관리 정책을 따르고, 없으면 90이에요.",
            ),
            unit=PERCENT,
        ),
    ] = None
    MaxHealthyPercentage: Annotated[
        int | None,
        Field(ge=100, le=200),
        about(
            ("Maximum healthy percentage", "최대 정상 비율"),
            (
                "Above 100, replacements are launched before instances are terminated. Left out: the policy's, or 100.",
                "100보다 크면 새 인스턴스를 먼저 시작한 다음 기존 인스턴스를 종료해요. 비우면 정책의 값이나 100이에요.",
            ),
            unit=PERCENT,
        ),
    ] = None
    InstanceWarmup: Annotated[
        int | None,
        Field(ge=0, le=86_400),
        about(
            ("Instance warmup", "인스턴스 워밍업"),
            (
                "Wait after a new instance is in service. Left out: the group's default warmup, or else its grace"
                " period.",
                "새 인스턴스가 서비스를 시작한 뒤 기다리는 시간이에요. 비우면 그룹의 기본 워밍업을, 없으면 유예 기간을"
                " 써요.",
            ),
            unit=SECONDS,
        ),
    ] = None
    CheckpointPercentages: Annotated[
        list[
            Annotated[
                int,
                Field(ge=1, le=100),
                about(("Percentage", "비율"), ("Of the group.", "그룹 중 교체한 비율이에요."), unit=PERCENT),
            ]
        ],
        Field(max_length=100),
        about(
            ("Checkpoints", "체크포인트"),
            (
                "Shares at which the refresh pauses. The last one is what has to be replaced.",
                "교체가 잠시 멈추는 비율이에요. 마지막 값까지 교체하면 끝나요.",
            ),
            advanced=True,
        ),
    ] = []
    CheckpointDelay: Annotated[
        int,
        Field(ge=0, le=172_800),
        about(
            ("Checkpoint delay", "체크포인트 대기 시간"),
            ("How long it pauses at a checkpoint.", "체크포인트에서 멈추는 시간이에요."),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 3600
    SkipMatching: Annotated[
        bool,
        about(
            ("Skip matching", "일치하는 인스턴스 건너뛰기"),
            (
                "Keep instances that have the desired version already.",
                "이미 원하는 버전인 인스턴스는 교체하지 않아요.",
            ),
        ),
    ] = False
    AutoRollback: Annotated[
        bool,
        about(
            ("Roll back on failure", "실패하면 자동 롤백"),
            (
                "A refresh that fails puts the group's own version back. Needs a desired version, and a group that"
                " names a number.",
                "새로 고침에 실패하면 그룹의 원래 버전으로 되돌려요. 원하는 버전을 지정해야 하고, 그룹은 버전을 번호로"
                " 가리켜야 해요.",
            ),
        ),
    ] = False
    AlarmSpecification: Annotated[
        RefreshAlarms,
        about(
            ("Alarms that stop it", "중단시킬 경보"),
            (
                "CloudWatch alarms watched while it goes on.",
                "진행하는 동안 지켜볼 CloudWatch 경보예요.",
            ),
            advanced=True,
        ),
    ] = RefreshAlarms()
    ScaleInProtectedInstances: Annotated[
        Literal["Refresh", "Ignore", "Wait"],
        about(
            ("Protected instances", "축소 보호 인스턴스"),
            (
                "What becomes of instances protected from scale-in. Wait fails after an hour.",
                "축소 보호 중인 인스턴스를 어떻게 할지 정해요. 기다리기는 한 시간 뒤에 실패해요.",
            ),
            advanced=True,
            choices={
                "Refresh": ("Replace", "교체"),
                "Ignore": ("Ignore", "무시"),
                "Wait": ("Wait", "기다리기"),
            },
        ),
    ] = "Wait"
    StandbyInstances: Annotated[
        Literal["Terminate", "Ignore", "Wait"],
        about(
            ("Standby instances", "대기(Standby) 인스턴스"),
            (
                "What becomes of instances in standby. Wait fails after an hour.",
                "대기(Standby) 상태인 인스턴스를 어떻게 할지 정해요. 기다리기는 한 시간 뒤에 실패해요.",
            ),
            advanced=True,
            choices={
                "Terminate": ("Terminate", "종료"),
                "Ignore": ("Ignore", "무시"),
                "Wait": ("Wait", "기다리기"),
            },
        ),
    ] = "Wait"

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        steps = self.CheckpointPercentages
        if steps != sorted(set(steps)):
            raise refuse(
                "CheckpointsMustRise",
                "The checkpoints do not rise.",
                "체크포인트가 커지는 순서가 아니에요.",
                "Put them in rising order, each once.",
                "작은 값부터 한 번씩만 쓰세요.",
            )
        if self.MaxHealthyPercentage is None:
            return self
        if self.MinHealthyPercentage is None:
            raise refuse(
                "MinHealthyMissing",
                "A maximum healthy percentage needs a minimum as well.",
                "최대 정상 비율을 쓰려면 최소 정상 비율도 있어야 해요.",
                "Set MinHealthyPercentage, too.",
                "MinHealthyPercentage도 지정하세요.",
            )
        if self.MaxHealthyPercentage - self.MinHealthyPercentage > 100:
            raise refuse(
                "HealthyRangeTooWide",
                "The healthy percentages are more than 100 apart.",
                "최소 정상 비율과 최대 정상 비율의 차이가 100을 넘어요.",
                "Bring them within 100 of one another.",
                "두 값의 차이를 100 이하로 줄이세요.",
            )
        return self


class StartInstanceRefresh(Properties):
    DesiredConfiguration: Annotated[
        DesiredSettings,
        about(("Desired configuration", "원하는 구성"), ("What is deployed.", "무엇을 배포할지 정해요.")),
    ] = DesiredSettings()
    Preferences: Annotated[
        RefreshPreferences,
        about(("Preferences", "기본 설정"), ("How it goes about it.", "어떻게 교체할지 정해요.")),
    ] = RefreshPreferences()


OPERATIONS = (
    Operation(
        "start_instance_refresh",
        Text("Start an instance refresh", "인스턴스 새로 고침 시작"),
        Text(
            "Replaces the group's instances bit by bit with the desired version.",
            "그룹의 인스턴스를 원하는 버전으로 조금씩 교체해요.",
        ),
        StartInstanceRefresh,
    ),
    Operation(
        "cancel_instance_refresh",
        Text("Cancel the instance refresh", "인스턴스 새로 고침 취소"),
        Text(
            "Nothing more is replaced; what was replaced stays.",
            "더 교체하지 않아요. 이미 교체한 인스턴스는 그대로예요.",
        ),
    ),
    Operation(
        "rollback_instance_refresh",
        Text("Roll the instance refresh back", "인스턴스 새로 고침 롤백"),
        Text(
            "What was replaced is replaced again, with the group's own version.",
            "교체한 인스턴스를 그룹의 원래 버전으로 다시 교체해요.",
        ),
    ),
)
