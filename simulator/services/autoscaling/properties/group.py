"""Auto Scaling groups."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import ResourceProperties, about, refuse
from simulator.resources.reference import Reference, ReferenceOrText, to
from simulator.resources.units import INSTANCES, SECONDS
from simulator.services.autoscaling.properties.maintenance import InstanceMaintenance
from simulator.services.autoscaling.properties.mixed import MixedInstances
from simulator.services.autoscaling.properties.template import LaunchTemplateSpecification
from simulator.services.autoscaling.properties.termination import (
    TERMINATION_POLICIES,
    TerminationFunction,
    known_policy,
)
from simulator.services.elb.properties import TargetGroup
from simulator.services.vpc.properties import Subnet

#: More than a balancer's 1,000 targets can never serve.
MAX_INSTANCES = 1_000
#: Of all groups of a document together.
MAX_WORLD_INSTANCES = 10_000


def _lifetime(value: int | None) -> int | None:
    if value and value < 86_400:
        raise refuse(
            "LifetimeTooShort",
            f"{value} s is less than a day.",
            f"{value}초는 하루보다 짧아요.",
            "Write at least 86400, or 0 for no maximum.",
            "86400 이상을 쓰거나, 제한이 없으면 0을 쓰세요.",
        )
    return value


class AutoScalingGroup(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::AutoScaling::AutoScalingGroup"

    MinSize: Annotated[
        int,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Minimum capacity", "최소 용량"),
            ("The group never has fewer instances than this.", "인스턴스가 이 수보다 적어지지 않아요."),
            unit=INSTANCES,
        ),
    ]
    MaxSize: Annotated[
        int,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Maximum capacity", "최대 용량"),
            (
                "The group never grows beyond this, except briefly while it rebalances zones.",
                "가용 영역을 재조정하는 잠깐을 빼면 이 수를 넘지 않아요.",
            ),
            unit=INSTANCES,
        ),
    ]
    DesiredCapacity: Annotated[
        int | None,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Desired capacity", "원하는 용량"),
            (
                "How many instances the group starts with; policies move it. Left out: the minimum.",
                "처음에 유지할 인스턴스 수예요. 이후에는 조정 정책이 바꿔요. 비우면 최소 용량을 써요.",
            ),
            unit=INSTANCES,
        ),
    ] = None
    VPCZoneIdentifier: Annotated[
        list[
            Annotated[Reference, to(Subnet.TYPE), about(("Subnet", "서브넷"), ("A subnet.", "서브넷이에요."))]
        ],
        Field(min_length=1, max_length=20),
        about(
            ("Subnets", "서브넷"),
            (
                "Instances are spread evenly over the zones of these subnets.",
                "인스턴스를 이 서브넷들의 가용 영역에 고르게 배치해요.",
            ),
            mutable=False,
        ),
    ]
    LaunchTemplate: Annotated[
        LaunchTemplateSpecification | None,
        about(
            ("Launch template", "시작 템플릿"),
            (
                "Template and version of new instances. A mixed instances policy has its own.",
                "새 인스턴스에 쓸 템플릿과 버전이에요. 혼합 인스턴스 정책을 쓰면 그쪽에서 정해요.",
            ),
        ),
    ] = None
    MixedInstancesPolicy: Annotated[
        MixedInstances | None,
        about(
            ("Mixed instances policy", "혼합 인스턴스 정책"),
            (
                "Several instance types, On-Demand and Spot, in place of the launch template above.",
                "위의 시작 템플릿 대신 여러 인스턴스 유형과 온디맨드, 스팟을 섞어 써요.",
            ),
            advanced=True,
        ),
    ] = None
    CapacityRebalance: Annotated[
        bool,
        about(
            ("Capacity Rebalancing", "용량 재조정"),
            (
                "A Spot Instance that may be interrupted soon is replaced before it is.",
                "곧 중단될 수 있는 스팟 인스턴스를 중단되기 전에 교체해요.",
            ),
            advanced=True,
        ),
    ] = False
    TargetGroupARNs: Annotated[
        list[
            Annotated[
                Reference,
                to(TargetGroup.TYPE),
                about(("Target group", "대상 그룹"), ("A target group.", "대상 그룹이에요.")),
            ]
        ],
        Field(max_length=50),
        about(
            ("Target groups", "대상 그룹"),
            (
                "New instances register here, leaving ones drain here.",
                "새 인스턴스는 여기에 등록되고, 나가는 인스턴스는 드레이닝을 거쳐 빠져요.",
            ),
            mutable=False,
        ),
    ] = []
    HealthCheckType: Annotated[
        Literal["EC2", "ELB"],
        about(
            ("Health check type", "상태 확인 유형"),
            (
                "ELB also replaces an instance that runs but fails the balancer's health check.",
                "ELB를 고르면 켜져 있어도 로드 밸런서의 상태 확인에 실패한 인스턴스를 교체해요.",
            ),
            choices={"EC2": ("EC2 only", "EC2만"), "ELB": ("EC2 and ELB", "EC2와 ELB")},
        ),
    ] = "EC2"
    HealthCheckGracePeriod: Annotated[
        int,
        Field(ge=0, le=7200),
        about(
            ("Health check grace period", "상태 확인 유예 기간"),
            (
                "How long a new instance is left alone before a failed check counts. Too short, and booting"
                " instances are killed.",
                "새 인스턴스의 상태 확인 실패를 무시하는 시간이에요. 너무 짧으면 부팅 중인 인스턴스가"
                " 종료돼요.",
            ),
            unit=SECONDS,
        ),
    ] = 0
    DefaultInstanceWarmup: Annotated[
        int | None,
        Field(ge=-1, le=3600),
        about(
            ("Default instance warmup", "기본 인스턴스 워밍업"),
            (
                "A new instance does not count in the group's metrics for this long.",
                "새 인스턴스는 이 시간 동안 그룹 지표에 들어가지 않아요.",
            ),
            unit=SECONDS,
        ),
    ] = None
    Cooldown: Annotated[
        int,
        Field(ge=0, le=86_400),
        about(
            ("Default cooldown", "기본 휴지 기간"),
            (
                "The pause after a simple scaling activity. Target tracking does not wait for it.",
                "단순 조정 활동 뒤에 쉬는 시간이에요. 대상 추적은 이 시간을 기다리지 않아요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 300
    TerminationPolicies: Annotated[
        list[
            Annotated[
                ReferenceOrText,
                AfterValidator(known_policy),
                to(TerminationFunction.TYPE, attribute="Arn"),
                about(
                    ("Policy", "정책"),
                    (
                        "A rule, applied in this order; or a termination function, as the first.",
                        "순서대로 적용하는 규칙이에요. 종료 함수를 쓰려면 맨 앞에 두세요.",
                    ),
                    choices=TERMINATION_POLICIES,
                ),
            ]
        ],
        Field(min_length=1, max_length=5),
        about(
            ("Termination policies", "종료 정책"),
            (
                "Which instance goes first when the group shrinks. The zone with most instances always comes"
                " first.",
                "축소할 때 어느 인스턴스를 먼저 종료할지 정해요. 인스턴스가 가장 많은 영역을 늘 먼저 골라요.",
            ),
            advanced=True,
        ),
    ] = ["Default"]
    NewInstancesProtectedFromScaleIn: Annotated[
        bool,
        about(
            ("Protect new instances from scale in", "새 인스턴스 축소 보호"),
            (
                "New instances are left alone when the group shrinks, until their protection is taken away.",
                "새 인스턴스는 보호를 풀 때까지 그룹이 축소되어도 종료하지 않아요.",
            ),
            advanced=True,
        ),
    ] = False
    MaxInstanceLifetime: Annotated[
        int | None,
        Field(ge=0, le=31_536_000),
        AfterValidator(_lifetime),
        about(
            ("Maximum instance lifetime", "최대 인스턴스 수명"),
            (
                "Instances are replaced after so long in service: at least a day, or 0 for never.",
                "이만큼 서비스한 인스턴스를 교체해요. 하루 이상이어야 하고, 0이면 교체하지 않아요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = None

    InstanceMaintenancePolicy: Annotated[
        InstanceMaintenance | None,
        about(
            ("Instance maintenance policy", "인스턴스 유지 관리 정책"),
            (
                "How far capacity may fall and rise while unhealthy or old instances are replaced. Left out: they are"
                " terminated and launched at the same time.",
                "비정상이거나 수명이 다한 인스턴스를 교체하는 동안 용량이 얼마나 줄고 늘어도 되는지 정해요. 비우면"
                " 종료와 시작을 동시에 해요.",
            ),
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _one_template(self) -> Self:
        if self.LaunchTemplate is None and self.MixedInstancesPolicy is None:
            raise refuse(
                "MissingProperty",
                "The group says nothing of what it launches.",
                "그룹이 무엇을 시작할지 정하지 않았어요.",
                "Set LaunchTemplate or MixedInstancesPolicy.",
                "LaunchTemplate이나 MixedInstancesPolicy를 지정하세요.",
            )
        if self.LaunchTemplate is not None and self.MixedInstancesPolicy is not None:
            raise refuse(
                "TemplateAndMixedPolicy",
                "A group has a launch template or a mixed instances policy, not both.",
                "그룹에는 시작 템플릿과 혼합 인스턴스 정책 중 하나만 쓸 수 있어요.",
                "Leave one of LaunchTemplate and MixedInstancesPolicy out.",
                "LaunchTemplate과 MixedInstancesPolicy 중 하나를 비우세요.",
            )
        return self

    @property
    def launch_template(self) -> LaunchTemplateSpecification:
        """What new instances are started from, wherever it is said."""
        if self.LaunchTemplate is not None:
            return self.LaunchTemplate
        assert self.MixedInstancesPolicy is not None  # one of both is there
        return self.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification

    @property
    def desired(self) -> int:
        """The capacity the group starts with."""
        return self.MinSize if self.DesiredCapacity is None else self.DesiredCapacity
